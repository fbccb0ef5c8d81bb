using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.Modules;

namespace StableModels.Analyzers.Traps;

/// <summary>
/// SM5016: <c>x.sum(0)</c>. A constant 0 converts to any enumeration, and the overload that takes a ScalarType alone needs no
/// default arguments, so C# prefers it to the one that takes a dimension.
/// </summary>
internal sealed class ZeroAsScalarType : ModuleRule
{
    /// <summary>The property that names the dimension's parameter.</summary>
    public const string Parameter = "parameter";

    public override ImmutableArray<DiagnosticDescriptor> Descriptors { get; } = [RuleDescriptors.ZeroAsScalarType];

    public override void Examine(ModuleContext context)
    {
        foreach (var call in context.Calls)
        {
            Check(context, call);
        }
    }

    private static void Check(ModuleContext context, IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument is { ArgumentKind: ArgumentKind.Explicit, Parameter: { } parameter }
                && IsZero(argument.Value)
                && IsScalarType(parameter.Type, context.Known)
                && Dimension(call.TargetMethod, parameter.Ordinal) is { } dimension)
            {
                context.Report(Diagnostic.Create(
                    RuleDescriptors.ZeroAsScalarType,
                    argument.Value.Syntax.GetLocation(),
                    null,
                    ImmutableDictionary<string, string?>.Empty.Add(Parameter, dimension),
                    call.TargetMethod.Name,
                    dimension));
            }
        }
    }

    private static bool IsZero(IOperation value) => value switch
    {
        IConversionOperation { IsImplicit: true } conversion => IsZero(conversion.Operand),
        { Type.SpecialType: SpecialType.System_Int32, ConstantValue: { HasValue: true, Value: 0 } } => true,
        _ => false,
    };

    private static bool IsScalarType(ITypeSymbol type, KnownSymbols known) =>
        KnownSymbols.Is(type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: [var inner] } ? inner : type, known.ScalarType);

    // The overload that was meant: an integer in the same place.
    private static string? Dimension(IMethodSymbol method, int ordinal) =>
        method.ContainingType.GetMembers(method.Name).OfType<IMethodSymbol>()
            .Where(m => m.Parameters.Length > ordinal && m.Parameters[ordinal].Type.SpecialType == SpecialType.System_Int64)
            .Where(m => m.Parameters.Skip(ordinal + 1).All(p => p.IsOptional))
            .Select(m => m.Parameters[ordinal].Name)
            .FirstOrDefault();
}
