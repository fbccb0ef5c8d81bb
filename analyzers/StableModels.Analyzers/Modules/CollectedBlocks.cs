using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace StableModels.Analyzers.Modules;

/// <summary>Takes the bodies of a type's members as the compiler shows them: concurrently and in any order.</summary>
internal sealed class CollectedBlocks(INamedTypeSymbol type, GeneratedFiles generated)
{
    private readonly List<(ISymbol Owner, IOperation Block)> _blocks = [];

    public void Add(OperationBlockAnalysisContext context)
    {
        // The members of a nested type are its own.
        if (!SymbolEqualityComparer.Default.Equals(context.OwningSymbol.ContainingType, type))
        {
            return;
        }

        lock (_blocks)
        {
            foreach (var block in context.OperationBlocks)
            {
                if (!generated.Contains(block.Syntax.SyntaxTree))
                {
                    _blocks.Add((context.OwningSymbol, block));
                }
            }
        }
    }

    /// <summary>
    /// When the type is complete: its reading, or null where it has nothing to do with TorchSharp. Most types of a program do
    /// not, and no rule looks at those.
    /// </summary>
    public ModuleClass? Read(KnownSymbols known) =>
        known.IsModule(type) || !type.GetAttributes().IsEmpty || _blocks.Exists(b => Mentions(b.Block, known))
            ? new ModuleClass(type, known, InSourceOrder())
            : null;

    private ImmutableArray<(ISymbol Owner, IOperation Block)> InSourceOrder() =>
        [.. _blocks.OrderBy(b => b.Block.Syntax.SyntaxTree.FilePath, StringComparer.Ordinal).ThenBy(b => b.Block.Syntax.SpanStart)];

    private static bool Mentions(IOperation block, KnownSymbols known)
    {
        foreach (var operation in block.DescendantsAndSelf())
        {
            // Whatever TorchSharp has to do with a body, one of these names it.
            var mentions = operation.Kind switch
            {
                OperationKind.Invocation => IsTorchs(((IInvocationOperation)operation).TargetMethod, known),
                OperationKind.LocalReference or OperationKind.ParameterReference or OperationKind.ObjectCreation => IsTorchs(operation.Type, known),
                OperationKind.FieldReference or OperationKind.PropertyReference or OperationKind.MethodReference or OperationKind.EventReference =>
                    IsTorchs(operation.Type, known) || IsTorchs(((IMemberReferenceOperation)operation).Member, known),
                _ => false,
            };
            if (mentions)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsTorchs(ISymbol? symbol, KnownSymbols known) =>
        symbol?.ContainingAssembly is { } assembly && (ReferenceEquals(assembly, known.TorchSharp) || ReferenceEquals(assembly, known.StableModels));
}
