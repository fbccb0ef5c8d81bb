using Microsoft.CodeAnalysis;
using StableModels.Generator.Model;

namespace StableModels.Generator.Parsing;

/// <summary>Reads the training attributes of a class; each expands to the settings class that it names.</summary>
internal static class TrainingParser
{
    /// <summary>What keeps a settings class of the user's own from being made with that many arguments; null where nothing does.</summary>
    private static string? WhyNotMade(INamedTypeSymbol settings, int arguments) =>
        settings.TypeKind == TypeKind.Error ? null
        : settings.AllInterfaces.All(static i => i.Name != "ITrainingPart") ? "which is no ITrainingPart: let it implement that"
        : settings.IsAbstract || !settings.InstanceConstructors.Any(c => c.DeclaredAccessibility == Accessibility.Public && c.Parameters.Length >= arguments && c.Parameters.Skip(arguments).All(static p => p.IsOptional)) ? "which has no public constructor of the attribute's arguments: give it one"
        : null;

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
                faults.Add(new Fault(Rules.Placement, new FaultTarget(null, declared.Name), new EquatableArray<string>([$"[{AttributeName.Short(declared.Name)}] does not say what it stands for in the plan: write [Expands(typeof(...))] with its settings class on {declared.Name}"])));
                continue;
            }

            if (expands.ConstructorArguments.FirstOrDefault().Value is not INamedTypeSymbol settings || AttributeReader.Written(attribute, token) is not { } arguments)
            {
                return null;
            }

            if (WhyNotMade(settings, arguments.Count(static a => a.IsParameter)) is { } reason)
            {
                faults.Add(new Fault(Rules.Placement, new FaultTarget(null, declared.Name), new EquatableArray<string>([$"[{AttributeName.Short(declared.Name)}] stands for {settings.Name}, {reason}"])));
                continue;
            }

            var slot = KnownNames.IsOurs(declared.BaseType, KnownNames.Training) ? declared.Name : declared.BaseType!.Name;
            if (parts.FirstOrDefault(p => string.Equals(p.Slot, slot, StringComparison.Ordinal)) is { } taken)
            {
                faults.Add(new Fault(Rules.DuplicateSlot, new FaultTarget(null, declared.Name),
                    new EquatableArray<string>([AttributeName.Short(declared.Name), taken.Attribute, AttributeName.Short(slot).ToLowerInvariant()])));
                continue;
            }

            foreach (var (name, value, _) in arguments)
            {
                if ((AttributeReader.Undefined(value) ?? AllowedRange.Broken(declared, name, AttributeReader.Number(value))) is { } rule)
                {
                    faults.Add(new Fault(Rules.OutOfRange, new FaultTarget(null, declared.Name, name), new EquatableArray<string>([name, AttributeReader.CSharp(value), rule])));
                }
            }

            if (TrainingContradiction.In(declared.Name, arguments) is { } contradiction)
            {
                faults.Add(new Fault(Rules.Placement, new FaultTarget(null, declared.Name, contradiction.Argument), new EquatableArray<string>([contradiction.Message])));
            }

            parts.Add(new TrainingPart(
                QualifiedName.Of(settings),
                slot,
                declared.Name,
                arguments.Where(static a => a.IsParameter).Select(static a => AttributeReader.CSharp(a.Value)).ToEquatableArray(),
                arguments.Where(static a => !a.IsParameter).Select(static a => $"{SizeParser.Escape(a.Name)} = {AttributeReader.CSharp(a.Value)}").ToEquatableArray()));
        }

        if (parts.Any(static part => part.Slot == KnownNames.GradientAccumulation) && parts.FirstOrDefault(static part => part.Slot == KnownNames.BatchRamp) is { } ramp)
        {
            faults.Add(new Fault(Rules.Placement, new FaultTarget(null, ramp.AttributeClass), new EquatableArray<string>(["[GradientAccumulation] and [BatchRamp] set the same number, the micro-batches of an update: keep one of them"])));
        }

        // A clipper also serves a loop of the user's own, and precision the forward.
        if (parts.All(static part => part.Slot != TrainingSlots.Optimizer) &&
            parts.FirstOrDefault(static part => part.Slot is not (TrainingSlots.Clipping or TrainingSlots.Precision)) is { } useless)
        {
            faults.Add(new Fault(Rules.NoOptimizer, new FaultTarget(null, useless.AttributeClass), new EquatableArray<string>([useless.Attribute])));
        }

        return parts;
    }
}
