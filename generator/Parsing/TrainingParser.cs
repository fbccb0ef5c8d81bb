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
            if (attribute.AttributeClass is not { TypeKind: TypeKind.Class } declared || !KnownNames.Derives(declared, "TrainingAttribute"))
            {
                continue;
            }

            var settings = KnownNames.Attribute(declared, "ExpandsAttribute")?.ConstructorArguments.FirstOrDefault().Value as INamedTypeSymbol;
            if (settings is null || AttributeReader.Written(attribute, token) is not { } arguments)
            {
                return null;
            }

            var slot = KnownNames.IsOurs(declared.BaseType, "TrainingAttribute") ? declared.Name : declared.BaseType!.Name;
            if (parts.FirstOrDefault(p => string.Equals(p.Slot, slot, StringComparison.Ordinal)) is { } taken)
            {
                faults.Add(new Fault(Rules.DuplicateSlot, new FaultTarget(null, declared.Name),
                    new EquatableArray<string>([Short(declared.Name), taken.Attribute, Short(slot).ToLowerInvariant()])));
                continue;
            }

            foreach (var (name, value, _) in arguments)
            {
                if (AllowedRange.Broken(declared, name, AttributeReader.Number(value)) is { } rule)
                {
                    faults.Add(new Fault(Rules.OutOfRange, new FaultTarget(null, declared.Name, name), new EquatableArray<string>([name, AttributeReader.CSharp(value), rule])));
                }
            }

            parts.Add(new TrainingPart(
                QualifiedName.Of(settings),
                slot,
                Short(declared.Name),
                arguments.Where(static a => a.IsParameter).Select(static a => AttributeReader.CSharp(a.Value)).ToEquatableArray(),
                arguments.Where(static a => !a.IsParameter).Select(static a => $"{SizeParser.Escape(a.Name)} = {AttributeReader.CSharp(a.Value)}").ToEquatableArray()));
        }

        // A clipper also serves a loop of the user's own, and precision the forward.
        if (parts.All(static part => part.Slot != "OptimizerAttribute") &&
            parts.FirstOrDefault(static part => part.Slot is not ("ClippingAttribute" or "PrecisionAttribute")) is { } useless)
        {
            faults.Add(new Fault(Rules.NoOptimizer, new FaultTarget(null, useless.Attribute + "Attribute"), new EquatableArray<string>([useless.Attribute])));
        }

        return parts;
    }

    private static string Short(string attribute) =>
        attribute.EndsWith("Attribute", StringComparison.Ordinal) ? attribute.Substring(0, attribute.Length - "Attribute".Length) : attribute;
}
