using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.TrainingLoops;

namespace StableModels.Analyzers.Traps.Training;

/// <summary>SM5101: a group's constructor sets options that its author did not write, over the optimizer's.</summary>
internal sealed class GroupDefaults : TrainingRule
{
    public override DiagnosticDescriptor Descriptor => RuleDescriptors.GroupDefaults;

    public override void Examine(TrainingCode code, TrainingReport report)
    {
        foreach (var creation in code.Events.Where(e => e.Kind == TrainingEventKind.OptimizerCreation))
        {
            foreach (var group in ParameterGroups.Of(code, creation.Operation))
            {
                var overridden = Overridden(code, creation.Operation, group).ToList();
                if (overridden.Count > 0)
                {
                    report.Add(
                        Descriptor,
                        Locations.NameOf(group),
                        "This constructor gives the group its own " + string.Join(", ", overridden) + " in place of the optimizer's; use an object initializer, which inherits what it does not set",
                        [Locations.NameOf(creation.Operation)]);
                }
            }
        }
    }

    private static IEnumerable<string> Overridden(TrainingCode code, IOperation optimizer, IObjectCreationOperation group)
    {
        foreach (var own in group.Arguments.Where(argument => argument is { ArgumentKind: ArgumentKind.DefaultValue, Parameter.Type.SpecialType: SpecialType.System_Double }))
        {
            var wanted = OptimizerFamily.Argument(optimizer, NamesOf(own.Parameter!.Name));
            if (wanted is not null
                && code.Flow.ConstantOf(own.Value) is { } value
                && !(code.Flow.ConstantOf(wanted.Value) is { } inherited && inherited.Equals(value)))
            {
                yield return own.Parameter!.Name + " = " + value.ToString(CultureInfo.InvariantCulture);
            }
        }
    }

    private static string[] NamesOf(string parameter) => parameter == "lr" ? ["lr", "learningRate"] : [parameter];
}
