using Microsoft.CodeAnalysis;
using StableModels.Generator.Model;

namespace StableModels.Generator.Parsing;

/// <summary>Reads the base class that the user's part names, if any.</summary>
internal static class BaseParser
{
    /// <summary>Whether the user names a base class; it must come from ours, whose constructor registers what is generated.</summary>
    public static bool NamesBase(INamedTypeSymbol type, List<Fault> faults)
    {
        if (type.BaseType is not { SpecialType: not SpecialType.System_Object } named || named.TypeKind == TypeKind.Error || type.IsRecord || type.TypeKind != TypeKind.Class)
        {
            return type.BaseType is { TypeKind: TypeKind.Error };
        }

        for (INamedTypeSymbol? t = named; t is not null; t = t.BaseType)
        {
            if (KnownNames.IsDeclared(t))
            {
                Report($"{t.Name} is declared itself, and what is generated for {type.Name} would replace its layers: hold a {t.Name} as a member with [Layer]");
                return true;
            }

            if (t.GetMembers("register_layers").Any(static m => m is IMethodSymbol { IsOverride: true }))
            {
                Report($"{t.Name} has a register_layers of its own, which the generated one would replace: register its layers in its constructor");
                return true;
            }

            if (string.Equals(t.Name, "StableModule", StringComparison.Ordinal)
                && t.ContainingNamespace is { Name: "Layers", ContainingNamespace: { Name: "StableModels", ContainingNamespace.IsGlobalNamespace: true } })
            {
                if (!type.GetMembers("forward").Any(static m => m is IMethodSymbol && !KnownNames.IsGenerated(m))
                    && (t.TypeArguments.Length != 2 || t.TypeArguments.Any(static a => a.Name != "Tensor")))
                {
                    Report($"{named.Name} maps other things than one tensor to one: write the forward of that signature");
                }

                return true;
            }
        }

        var name = named.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);
        Report(ModuleTypes.IsTorchs(named)
            ? $"TorchSharp's {name} does not register what is generated; remove it, and any error about its constructor goes with it: the generated part names the base class, a Module with the inputs and the result of your forward"
            : $"{name} does not derive from StableModels.Layers.StableModule; remove the base class or derive it from StableModule");
        return true;

        void Report(string reason) => faults.Add(new Fault(Rules.UnsupportedType, new FaultTarget(null), type.Name, reason));
    }
}
