using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace StableModels.Analyzers.Modules;

/// <summary>
/// A rule that reads a class as a whole: what its constructors assign and what its methods do with it. Decided when the
/// compiler is done with the class, so it stays live in the editor.
/// </summary>
public abstract class ModuleClassAnalyzer : TorchSharpAnalyzer
{
    // Each rule collects the same blocks; the first to finish a class reads it for all of them.
    private static readonly ConditionalWeakTable<KnownSymbols, ConcurrentDictionary<INamedTypeSymbol, ModuleClass>> Cache = new();

    private protected sealed override void Start(CompilationStartAnalysisContext context, KnownSymbols known)
    {
        if (known.Tensor is null)
        {
            return;
        }

        context.RegisterSymbolStartAction(
            start =>
            {
                var type = (INamedTypeSymbol)start.Symbol;
                if (type.TypeKind is not (TypeKind.Class or TypeKind.Struct))
                {
                    return;
                }

                var blocks = new ConcurrentBag<(ISymbol Owner, IOperation Block)>();
                start.RegisterOperationBlockAction(c =>
                {
                    if (SymbolEqualityComparer.Default.Equals(c.OwningSymbol.ContainingType, type))
                    {
                        foreach (var block in c.OperationBlocks)
                        {
                            blocks.Add((c.OwningSymbol, block));
                        }
                    }
                });
                start.RegisterSymbolEndAction(end =>
                {
                    var classes = Cache.GetValue(known, static _ => new ConcurrentDictionary<INamedTypeSymbol, ModuleClass>(SymbolEqualityComparer.Default));
                    Analyze(new ModuleContext(end, classes.GetOrAdd(type, t => new ModuleClass(t, known, blocks))));
                });
            },
            SymbolKind.NamedType);
    }

    private protected abstract void Analyze(ModuleContext context);
}
