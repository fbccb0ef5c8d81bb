using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace StableModels.Analyzers.Modules;

/// <summary>
/// The bodies of one type's members, put in order once for all rules. The first question about them is whether they have to do
/// with TorchSharp at all: most types of a program do not, and no rule looks at those any further.
/// </summary>
internal sealed class TypeBlocks
{
    private static readonly ConditionalWeakTable<KnownSymbols, ConcurrentDictionary<INamedTypeSymbol, TypeBlocks>> Cache = new();

    private readonly INamedTypeSymbol _type;
    private readonly KnownSymbols _known;
    private ModuleClass? _module;

    private TypeBlocks(INamedTypeSymbol type, KnownSymbols known, IEnumerable<(ISymbol Owner, IOperation Block)> blocks)
    {
        _type = type;
        _known = known;
        UsesTorch = IsOfTorch(type) || blocks.Any(b => Mentions(b.Block));

        // What no rule looks at further is not kept: this lives as long as the compilation.
        All = UsesTorch
            ? [.. blocks.OrderBy(b => b.Block.Syntax.SyntaxTree.FilePath, StringComparer.Ordinal).ThenBy(b => b.Block.Syntax.SpanStart)]
            : [];
    }

    /// <summary>The bodies in source order; none where the type has nothing to do with TorchSharp.</summary>
    public ImmutableArray<(ISymbol Owner, IOperation Block)> All { get; }

    /// <summary>Whether the type is a module, carries an attribute (it may be declared), or mentions a type or member of TorchSharp's.</summary>
    public bool UsesTorch { get; }

    /// <summary>The class as the rules about modules read it.</summary>
    public ModuleClass Module => LazyInitializer.EnsureInitialized(ref _module, () => new ModuleClass(_type, _known, All))!;

    /// <param name="type">The type.</param>
    /// <param name="known">The compilation's symbols.</param>
    /// <param name="blocks">All of its bodies; each rule collects the same ones, the first to ask has them read.</param>
    public static TypeBlocks Of(INamedTypeSymbol type, KnownSymbols known, IEnumerable<(ISymbol Owner, IOperation Block)> blocks) =>
        Cache.GetValue(known, static _ => new ConcurrentDictionary<INamedTypeSymbol, TypeBlocks>(SymbolEqualityComparer.Default))
            .GetOrAdd(type, t => new TypeBlocks(t, known, blocks));

    /// <summary>Null where the compiler is not done with the type yet.</summary>
    public static TypeBlocks? Find(INamedTypeSymbol type, KnownSymbols known) =>
        Cache.TryGetValue(known, out var types) && types.TryGetValue(type, out var blocks) ? blocks : null;

    private bool IsOfTorch(INamedTypeSymbol type) => _known.IsModule(type) || !type.GetAttributes().IsEmpty;

    private bool Mentions(IOperation block)
    {
        foreach (var operation in block.DescendantsAndSelf())
        {
            if (IsTorchs(operation.Type?.ContainingAssembly)
                || operation is IInvocationOperation call && IsTorchs(call.TargetMethod.ContainingAssembly))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsTorchs(IAssemblySymbol? assembly) =>
        assembly is not null
        && (ReferenceEquals(assembly, _known.TorchSharp) || ReferenceEquals(assembly, _known.StableModels));
}
