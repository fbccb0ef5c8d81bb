using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.TrainingLoops;

namespace StableModels.Analyzers.Traps.Training;

/// <summary>The groups that an optimizer is built from, where they are written out.</summary>
internal static class ParameterGroups
{
    /// <summary>The creations of the groups; empty where the optimizer is given parameters, or groups that are not seen.</summary>
    public static IReadOnlyList<IObjectCreationOperation> Of(TrainingCode code, IOperation optimizerCreation)
    {
        var groups = new List<IObjectCreationOperation>();
        return OptimizerFamily.ArgumentsOf(optimizerCreation) is [{ } first, ..] && Collect(code, first.Value, groups) ? groups : [];
    }

    /// <summary>The parameters that a group is given.</summary>
    public static IOperation? ParametersOf(IObjectCreationOperation group)
    {
        if (group.Arguments is [{ Parameter.Name: "parameters" } first, ..])
        {
            return first.Value;
        }

        return group.Initializer?.Initializers.OfType<ISimpleAssignmentOperation>()
            .FirstOrDefault(assignment => assignment.Target is IPropertyReferenceOperation { Property.Name: "Parameters" })?.Value;
    }

    private static bool Collect(TrainingCode code, IOperation value, List<IObjectCreationOperation> groups)
    {
        var resolved = code.Flow.Resolve(value);
        switch (resolved)
        {
            case IObjectCreationOperation group when code.Symbols.IsParamGroup(group.Type):
                groups.Add(group);
                return true;
            case IObjectCreationOperation { Initializer: { } initializer } list:
                return list.Arguments.IsEmpty && CollectAll(code, initializer.Initializers.OfType<IInvocationOperation>().SelectMany(add => add.Arguments).Select(argument => argument.Value), groups);
            case IArrayCreationOperation { Initializer: { } elements }:
                return CollectAll(code, elements.ElementValues, groups);
            case ICollectionExpressionOperation collection:
                return CollectAll(code, collection.Elements, groups);
            default:
                return false;
        }
    }

    private static bool CollectAll(TrainingCode code, IEnumerable<IOperation> values, List<IObjectCreationOperation> groups)
    {
        foreach (var value in values)
        {
            if (!Collect(code, value, groups))
            {
                return false;
            }
        }

        return true;
    }
}
