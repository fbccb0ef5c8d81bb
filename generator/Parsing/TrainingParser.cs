using Microsoft.CodeAnalysis;
using StableModels.Generator.Model;

namespace StableModels.Generator.Parsing;

/// <summary>Reads the training attributes of a class; each expands to the settings class that it names.</summary>
internal static class TrainingParser
{
    public static IReadOnlyList<TrainingPart>? Parse(INamedTypeSymbol type, List<Fault> faults, CancellationToken token)
    {
        var parts = new List<TrainingPart>();
        foreach (var attribute in type.GetAttributes())
        {
            if (attribute.AttributeClass is not { TypeKind: TypeKind.Class } declared || !KnownNames.Derives(declared, KnownNames.Training))
            {
                continue;
            }

            if (KnownNames.Attribute(declared, KnownNames.Expands) is not { } expands)
            {
                faults.Add(new Fault(Rules.Placement, new FaultTarget(null, declared.Name), $"[{AttributeName.Short(declared.Name)}] does not say what it stands for in the plan: write [Expands(typeof(...))] with its settings class on {declared.Name}"));
                continue;
            }

            if (expands.ConstructorArguments.FirstOrDefault().Value is not INamedTypeSymbol settings || AttributeReader.Written(attribute, token) is not { } arguments)
            {
                return null;
            }

            if (WhyNotMade(settings, arguments.Count(static a => a.IsParameter)) is { } reason)
            {
                faults.Add(new Fault(Rules.Placement, new FaultTarget(null, declared.Name), $"[{AttributeName.Short(declared.Name)}] stands for {settings.Name}, {reason}"));
                continue;
            }

            var slot = KnownNames.IsOurs(declared.BaseType, KnownNames.Training) ? declared.Name : declared.BaseType!.Name;
            if (parts.FirstOrDefault(p => string.Equals(p.Slot, slot, StringComparison.Ordinal)) is { } taken)
            {
                faults.Add(new Fault(Rules.DuplicateSlot, new FaultTarget(null, declared.Name),
                    AttributeName.Short(declared.Name), taken.Attribute, AttributeName.Short(slot).ToLowerInvariant()));
                continue;
            }

            CheckArguments(declared, arguments, faults);
            parts.Add(new TrainingPart(
                QualifiedName.Of(settings),
                slot,
                declared.Name,
                arguments.Where(static a => a.IsParameter).Select(static a => AttributeReader.CSharp(a.Value)).ToEquatableArray(),
                arguments.Where(static a => !a.IsParameter).Select(static a => $"{SizeParser.Escape(a.Name)} = {AttributeReader.CSharp(a.Value)}").ToEquatableArray()));
        }

        CheckTogether(parts, faults);
        return parts;
    }

    private static void CheckArguments(INamedTypeSymbol declared, IReadOnlyList<(string Name, TypedConstant Value, bool IsParameter)> arguments, List<Fault> faults)
    {
        foreach (var (name, value, _) in arguments)
        {
            if ((AttributeReader.Undefined(value) ?? AllowedRange.Broken(declared, name, AttributeReader.Number(value))) is { } rule)
            {
                faults.Add(new Fault(Rules.OutOfRange, new FaultTarget(null, declared.Name, name), name, AttributeReader.CSharp(value), rule));
            }
        }

        if (TrainingContradiction.In(declared.Name, arguments) is { } contradiction)
        {
            faults.Add(new Fault(Rules.Placement, new FaultTarget(null, declared.Name, contradiction.Argument), contradiction.Message));
        }
    }

    /// <summary>What the attributes of one class ask of each other.</summary>
    private static void CheckTogether(List<TrainingPart> parts, List<Fault> faults)
    {
        if (parts.Any(static part => part.Slot == KnownNames.GradientAccumulation) && parts.FirstOrDefault(static part => part.Slot == KnownNames.BatchRamp) is { } ramp)
        {
            faults.Add(new Fault(Rules.Placement, new FaultTarget(null, ramp.AttributeClass), "[GradientAccumulation] and [BatchRamp] set the same number, the micro-batches of an update: keep one of them"));
        }

        // A clipper also serves a loop of the user's own, and precision the forward.
        if (parts.All(static part => part.Slot != TrainingSlots.Optimizer) &&
            parts.FirstOrDefault(static part => part.Slot is not (TrainingSlots.Clipping or TrainingSlots.Precision)) is { } useless)
        {
            faults.Add(new Fault(Rules.NoOptimizer, new FaultTarget(null, useless.AttributeClass), useless.Attribute));
        }
    }

    /// <summary>What keeps a settings class of the user's own from being made with that many arguments; null where nothing does.</summary>
    private static string? WhyNotMade(INamedTypeSymbol settings, int arguments) =>
        settings.TypeKind == TypeKind.Error ? null
        : settings.AllInterfaces.All(static i => i.Name != "ITrainingPart") ? "which is no ITrainingPart: let it implement that"
        : settings.IsAbstract || !settings.InstanceConstructors.Any(c => Takes(c, arguments)) ? "which has no public constructor of the attribute's arguments: give it one"
        : null;

    private static bool Takes(IMethodSymbol constructor, int arguments) =>
        constructor.DeclaredAccessibility == Accessibility.Public && constructor.Parameters.Length >= arguments && constructor.Parameters.Skip(arguments).All(static p => p.IsOptional);
}
