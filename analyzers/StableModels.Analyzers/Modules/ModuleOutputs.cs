using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using StableModels.Analyzers.Flow;

namespace StableModels.Analyzers.Modules;

/// <summary>Probabilities of which kind a module ends in.</summary>
internal enum ModuleEnd
{
    Other,
    Softmax,
    Sigmoid,
}

/// <summary>
/// What the forward of a compilation's own modules ends in, on every path. Read on the first question, and only where the
/// source names a softmax or a sigmoid at all.
/// </summary>
internal sealed class ModuleOutputs
{
    private const int DeepestNesting = 4;

    private static readonly ConditionalWeakTable<KnownSymbols, ModuleOutputs> Cache = new();

    private readonly ConcurrentDictionary<INamedTypeSymbol, ModuleEnd> _ends = new(SymbolEqualityComparer.Default);
    private readonly KnownSymbols _known;
    private readonly Compilation _compilation;

    private ModuleOutputs(KnownSymbols known, Compilation compilation)
    {
        _known = known;
        _compilation = compilation;
    }

    public static ModuleOutputs Of(KnownSymbols known, Compilation compilation) => Cache.GetValue(known, k => new ModuleOutputs(k, compilation));

    /// <summary>What a value ends in: the operator itself, a Sequential that ends in it, or a module of the user's whose forward does.</summary>
    public ModuleEnd EndOf(Value value, CancellationToken cancellation) => EndOf(value, 0, cancellation);

    private ModuleEnd EndOf(Value value, int depth, CancellationToken cancellation)
    {
        while (Layers.IsReshaping(value) && value.Inputs.Count > 0)
        {
            value = value.Inputs[0];
        }

        return Layers.IsSoftmax(value) ? ModuleEnd.Softmax
            : Layers.IsSigmoid(value) ? ModuleEnd.Sigmoid
            : value is { Kind: ValueKind.Merge, Name: "branch" } ? Agreed(value.Inputs, depth, cancellation)
            : value is { Kind: ValueKind.Module, Module.UserType: { } type } && depth < DeepestNesting ? EndOf(type.OriginalDefinition, depth, cancellation)
            : ModuleEnd.Other;
    }

    private ModuleEnd EndOf(INamedTypeSymbol type, int depth, CancellationToken cancellation)
    {
        if (!_compilation.Has(type))
        {
            return ModuleEnd.Other;
        }

        if (!_ends.TryGetValue(type, out var end))
        {
            end = Names(type, new HashSet<INamedTypeSymbol>(SymbolEqualityComparer.Default), cancellation) ? Read(type, depth, cancellation) : ModuleEnd.Other;
            _ends[type] = end;
        }

        return end;
    }

    // The type itself, or a module of the compilation that it holds; a name that only a comment has costs one reading more.
    private bool Names(INamedTypeSymbol type, HashSet<INamedTypeSymbol> visited, CancellationToken cancellation) =>
        visited.Add(type) && (type.DeclaringSyntaxReferences.Any(reference => NamesProbabilities(OwnSource.TextOf(reference)))
        || type.GetMembers().OfType<IFieldSymbol>().Any(field =>
            field.Type is INamedTypeSymbol part && _known.IsModule(part) && _compilation.Has(part) && Names(part.OriginalDefinition, visited, cancellation)));

    private static bool NamesProbabilities(string text) =>
        text.IndexOf("oftmax", StringComparison.Ordinal) >= 0 || text.IndexOf("igmoid", StringComparison.Ordinal) >= 0;

    private ModuleEnd Read(INamedTypeSymbol type, int depth, CancellationToken cancellation)
    {
        var module = ModuleSource.Read(type, _known, _compilation, cancellation);
        var results = new List<Value>();
        foreach (var body in module.Bodies)
        {
            if (body.Key is { Name: "forward", IsOverride: true })
            {
                results.AddRange(FlowGraph.Of(module, body.Key, body.Value, cancellation).Results);
            }
        }

        return Agreed(results, depth + 1, cancellation);
    }

    private ModuleEnd Agreed(IReadOnlyList<Value> values, int depth, CancellationToken cancellation)
    {
        if (values.Count == 0)
        {
            return ModuleEnd.Other;
        }

        var first = EndOf(values[0], depth, cancellation);
        return first != ModuleEnd.Other && values.Skip(1).All(value => EndOf(value, depth, cancellation) == first) ? first : ModuleEnd.Other;
    }
}
