using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace StableModels.Analyzers.Modules;

/// <summary>Takes the bodies of a type's members as the compiler shows them: concurrently and in any order.</summary>
internal sealed class CollectedBlocks(INamedTypeSymbol type)
{
    private readonly List<(ISymbol Owner, IOperation Block)> _blocks = [];

    public INamedTypeSymbol Type { get; } = type;

    public void Add(OperationBlockAnalysisContext context)
    {
        // The members of a nested type are its own.
        if (!SymbolEqualityComparer.Default.Equals(context.OwningSymbol.ContainingType, Type))
        {
            return;
        }

        lock (_blocks)
        {
            foreach (var block in context.OperationBlocks)
            {
                _blocks.Add((context.OwningSymbol, block));
            }
        }
    }

    /// <summary>When the type is complete, once: the bodies are let go.</summary>
    public TypeBlocks Read(KnownSymbols known)
    {
        var read = TypeBlocks.Of(Type, known, _blocks);
        _blocks.Clear();
        return read;
    }
}
