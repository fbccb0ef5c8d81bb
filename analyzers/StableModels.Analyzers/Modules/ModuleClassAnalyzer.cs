using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace StableModels.Analyzers.Modules;

/// <summary>
/// A rule that reads a class as a whole: what its constructors assign and what its methods do with it. Decided when the
/// compiler is done with the class, so it stays live in the editor.
/// </summary>
public abstract class ModuleClassAnalyzer : TorchSharpAnalyzer
{
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

                var blocks = new CollectedBlocks(type);
                start.RegisterOperationBlockAction(blocks.Add);
                start.RegisterSymbolEndAction(end =>
                {
                    if (blocks.Read(known) is { UsesTorch: true } read)
                    {
                        Analyze(new ModuleContext(end, read.Module));
                    }
                });
            },
            SymbolKind.NamedType);
    }

    private protected abstract void Analyze(ModuleContext context);
}
