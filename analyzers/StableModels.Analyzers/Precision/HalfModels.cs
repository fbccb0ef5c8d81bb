using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.TrainingLoops;

namespace StableModels.Analyzers.Precision;

/// <summary>The modules of a type that are turned to 16 bits and never back.</summary>
internal static class HalfModels
{
    public static IReadOnlyDictionary<Origin, TrainingEvent> Find(TrainingCode code) => Find(code, "Float16");

    /// <summary>The modules that are turned to one of these types, with the move that does it.</summary>
    public static IReadOnlyDictionary<Origin, TrainingEvent> Find(TrainingCode code, params string[] types)
    {
        var halves = new Dictionary<Origin, TrainingEvent>();
        var others = new HashSet<Origin>();
        foreach (var move in code.Events.Where(e => e.Kind == TrainingEventKind.ModuleMove))
        {
            var type = TypeOf(code, (IInvocationOperation)move.Operation);
            foreach (var origin in code.SubjectOf(move))
            {
                if (type is not null && System.Array.IndexOf(types, type) >= 0)
                {
                    halves[origin] = move;
                }
                else if (type is not null)
                {
                    others.Add(origin);
                }
            }
        }

        foreach (var origin in others)
        {
            halves.Remove(origin);
        }

        return halves;
    }

    /// <summary>The scalar type that a mover gives, "?" where it is not a constant, null where it only changes the device.</summary>
    private static string? TypeOf(TrainingCode code, IInvocationOperation move)
    {
        if (move.TargetMethod.Name == "to")
        {
            var type = move.Arguments.FirstOrDefault(argument => argument.Parameter?.Type.Name == "ScalarType");
            return type is null ? null : ScalarTypes.NameOf(code.Flow.Resolve(type.Value)) ?? "?";
        }

        return move.TargetMethod.Name switch
        {
            "half" => "Float16",
            "bfloat16" => "BFloat16",
            "cpu" or "cuda" => null,
            _ => "?",
        };
    }
}
