using Microsoft.CodeAnalysis;
using StableModels.Generator.Model;

namespace StableModels.Generator.Parsing;

/// <summary>Reads a <c>forward</c> that the user wrote: the base class follows from its signature.</summary>
internal static class ForwardParser
{
    public const int MostInputs = 6;

    /// <summary>Whether it can be no type argument of the base class.</summary>
    private static bool CannotBeHeld(ITypeSymbol type) => type.IsRefLikeType || type.TypeKind is TypeKind.Pointer or TypeKind.FunctionPointer;

    public static OwnForward? Parse(INamedTypeSymbol type, List<Fault> faults)
    {
        var methods = type.GetMembers("forward").OfType<IMethodSymbol>().Where(static m => m.MethodKind == MethodKind.Ordinary && !KnownNames.IsGenerated(m)).ToList();
        if (methods.Count == 0)
        {
            return null;
        }

        var method = methods.FirstOrDefault(static m => m.IsOverride) ?? methods[0];
        var wrong =
            !method.IsOverride || method.DeclaredAccessibility != Accessibility.Public || method.IsStatic ? "declare it public override"
            : method.Parameters.Length is 0 or > MostInputs ? $"it takes between 1 and {MostInputs} inputs"
            : method.Parameters.Any(static p => p.RefKind != RefKind.None || p.IsParams) ? "its inputs are plain parameters, without ref, in, out or params"
            : method.Parameters.Any(static p => CannotBeHeld(p.Type)) || CannotBeHeld(method.ReturnType) ? "its inputs and its result are types that a class can hold, no spans and no pointers"
            : method.ReturnsVoid || method.ReturnsByRef || method.ReturnsByRefReadonly ? "it returns a value; a tuple for several"
            : method.IsGenericMethod ? "it has no type parameters"
            : null;
        if (wrong is not null)
        {
            faults.Add(new Fault(Rules.ForwardSignature, new FaultTarget("forward"), type.Name, wrong));
            return null;
        }

        return new OwnForward(
            method.Parameters.Select(static p => QualifiedName.Of(p.Type)).ToEquatableArray(),
            QualifiedName.Of(method.ReturnType));
    }
}
