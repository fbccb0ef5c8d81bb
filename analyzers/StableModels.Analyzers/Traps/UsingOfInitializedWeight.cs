using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.Modules;

namespace StableModels.Analyzers.Traps;

/// <summary>SM5010: <c>using var t = init.normal_(weight)</c>; init returns its argument, so the weight itself is disposed.</summary>
internal sealed class UsingOfInitializedWeight : ModuleRule
{
    private static readonly Version ReturnsArgument = new(0, 100, 5);

    public override ImmutableArray<DiagnosticDescriptor> Descriptors { get; } = [RuleDescriptors.UsingOfInitializedWeight];

    public override void Examine(ModuleContext context)
    {
        if (context.Known.TorchSharpVersion is not { } version || version < ReturnsArgument)
        {
            return;
        }

        foreach (var call in context.Calls)
        {
            if (KnownSymbols.Is(call.TargetMethod.ContainingType, context.Known.Init)
                && call.TargetMethod.Name.EndsWith("_", StringComparison.Ordinal)
                && UsingKeyword(call.Syntax) is { } keyword
                && call.Arguments.Length > 0 && Outlives(call.Arguments[0].Value))
            {
                context.Report(RuleDescriptors.UsingOfInitializedWeight, keyword.GetLocation(), call.TargetMethod.Name, call.Arguments[0].Value.Syntax.ToString());
            }
        }
    }

    private static SyntaxToken? UsingKeyword(SyntaxNode call) => call.Parent switch
    {
        EqualsValueClauseSyntax { Parent.Parent.Parent: LocalDeclarationStatementSyntax declaration } when declaration.UsingKeyword.IsKind(SyntaxKind.UsingKeyword) => declaration.UsingKeyword,
        EqualsValueClauseSyntax { Parent.Parent.Parent: UsingStatementSyntax statement } => statement.UsingKeyword,
        UsingStatementSyntax statement => statement.UsingKeyword,
        _ => null,
    };

    // A tensor made on the spot is the block's own to dispose.
    private static bool Outlives(IOperation tensor) => tensor switch
    {
        IConversionOperation conversion => Outlives(conversion.Operand),
        IFieldReferenceOperation or IPropertyReferenceOperation or IParameterReferenceOperation => true,
        ILocalReferenceOperation local => local.Local.RefKind != RefKind.None || local.Local.IsForEach,
        _ => false,
    };
}
