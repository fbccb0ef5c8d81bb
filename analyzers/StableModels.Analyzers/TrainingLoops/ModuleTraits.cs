using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.Modules;

namespace StableModels.Analyzers.TrainingLoops;

[Flags]
internal enum ModuleContent
{
    None = 0,
    Attention = 1,
    Recurrent = 2,

    /// <summary>Something that computes otherwise in evaluation, as dropout and batch norm do, or that may contain it.</summary>
    ModeDependent = 4,
}

/// <summary>
/// What a module is made of, read from the factories that it calls, not from its fields' types. Looked up only for the
/// modules that an optimizer trains, once per compilation.
/// </summary>
internal sealed class ModuleTraits(TrainingSymbols symbols)
{
    private const int MaximumNesting = 8;

    private readonly ConcurrentDictionary<INamedTypeSymbol, ModuleContent> _contents = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<INamedTypeSymbol, ModuleParts> _shown = new(SymbolEqualityComparer.Default);

    /// <summary>Keeps what other types will ask about this one. The compiler does not show the generated part of a class.</summary>
    public void Note(ModuleClass module)
    {
        if (module.IsModule && module.Type.DeclaringSyntaxReferences.Length == 1)
        {
            _shown[module.Type] = ModuleParts.Of(module, symbols);
        }
    }

    /// <summary>What the modules that an optimizer trains contain together.</summary>
    public ModuleContent Of(ImmutableArray<Origin> modules, ValueFlow flow, CancellationToken cancellation)
    {
        var content = ModuleContent.None;
        foreach (var module in modules)
        {
            if (module.Creation is { } creation)
            {
                content |= OfCreation(creation, flow, cancellation);
            }
            else if ((module.Symbol as ITypeSymbol ?? TypeOf(module.Symbol)) is INamedTypeSymbol type)
            {
                // Behind TorchSharp's abstract module stands any other.
                content |= type.IsAbstract && symbols.IsTorchSharp(type) ? ModuleContent.ModeDependent : Of(type, 0, cancellation);
            }
        }

        return content;
    }

    private ModuleContent OfCreation(IOperation creation, ValueFlow flow, CancellationToken cancellation)
    {
        var content = creation.Type is INamedTypeSymbol type ? Of(type, 0, cancellation) : ModuleContent.None;
        var arguments = creation switch
        {
            IInvocationOperation factory => factory.Arguments,
            IObjectCreationOperation made => made.Arguments,
            _ => [],
        };

        // Sequential(("attention", attention), ...) contains what it is given.
        foreach (var argument in arguments)
        {
            foreach (var part in flow.Trace(argument.Value))
            {
                if (part.Creation is { } inner && !ReferenceEquals(inner, creation) && symbols.IsModule(inner.Type))
                {
                    content |= OfCreation(inner, flow, cancellation);
                }
            }
        }

        return content;
    }

    private ModuleContent Of(INamedTypeSymbol type, int depth, CancellationToken cancellation)
    {
        if (ContentOfLayer(type) is var layer and not ModuleContent.None)
        {
            return layer;
        }

        if (!symbols.Compilation.Has(type) || depth > MaximumNesting || !symbols.IsModule(type))
        {
            return IsOfUnknownLibrary(type) ? ModuleContent.ModeDependent : ModuleContent.None;
        }

        if (!_contents.TryGetValue(type.OriginalDefinition, out var content))
        {
            // Guards against modules that contain each other; the full answer replaces it.
            content = Read(type.OriginalDefinition, depth, cancellation);
            _contents[type.OriginalDefinition] = content;
        }

        return content;
    }

    private ModuleContent Read(INamedTypeSymbol type, int depth, CancellationToken cancellation)
    {
        // What the compiler has shown already need not be bound again.
        var parts = _shown.TryGetValue(type, out var shown) ? shown : ModuleParts.OfSource(type, symbols, cancellation);
        var content = (parts.Attends ? ModuleContent.Attention : ModuleContent.None) | (parts.DependsOnMode ? ModuleContent.ModeDependent : ModuleContent.None);
        foreach (var made in parts.Made)
        {
            if (!SymbolEqualityComparer.Default.Equals(made.OriginalDefinition, type))
            {
                content |= Of(made, depth + 1, cancellation);
            }
        }

        foreach (var member in type.GetMembers())
        {
            content |= member.GetAttributes().Any(DropsOut) ? ModuleContent.ModeDependent : ModuleContent.None;
            if (TypeOf(member) is INamedTypeSymbol part && !SymbolEqualityComparer.Default.Equals(part.OriginalDefinition, type))
            {
                content |= OfMember(part, depth, cancellation);
            }
        }

        return content;
    }

    // [SelfAttention(..., Dropout = 0.1)] of a declared model.
    private static bool DropsOut(AttributeData declared) =>
        declared.AttributeClass is { ContainingNamespace.Name: "StableModels" }
        && declared.NamedArguments.Any(argument => argument.Key.EndsWith("Dropout", StringComparison.Ordinal) && argument.Value.Value is double and > 0);

    // A field of a module's type, or a list of them.
    private ModuleContent OfMember(INamedTypeSymbol part, int depth, CancellationToken cancellation)
    {
        var content = Of(part, depth + 1, cancellation);
        foreach (var argument in part.TypeArguments)
        {
            if (argument is INamedTypeSymbol element && symbols.IsModule(element))
            {
                content |= Of(element, depth + 1, cancellation);
            }
        }

        return content;
    }

    private ModuleContent ContentOfLayer(INamedTypeSymbol type)
    {
        var mode = type.ContainingNamespace is { Name: "Modules", ContainingNamespace.Name: "TorchSharp" } && DependsOnMode(type.Name) ? ModuleContent.ModeDependent : ModuleContent.None;
        if (symbols.AttentionLayers.Any(layer => SymbolEqualityComparer.Default.Equals(layer, type)))
        {
            return mode | ModuleContent.Attention;
        }

        if (symbols.RecurrentLayers.Any(layer => SymbolEqualityComparer.Default.Equals(layer, type)))
        {
            return mode | ModuleContent.Recurrent;
        }

        return type is { Name: "SelfAttention" or "CrossAttention", ContainingNamespace: { Name: "Layers", ContainingNamespace.Name: "StableModels" } }
            ? ModuleContent.Attention
            : mode;
    }

    // The transformer's layers drop out a tenth unless told otherwise.
    private static bool DependsOnMode(string layer) =>
        layer.EndsWith("Dropout", StringComparison.Ordinal)
        || layer is "Dropout1d" or "Dropout2d" or "Dropout3d" or "BatchNorm1d" or "BatchNorm2d" or "BatchNorm3d" or "RReLU"
            or "Transformer" or "TransformerEncoderLayer" or "TransformerDecoderLayer";

    private bool IsOfUnknownLibrary(INamedTypeSymbol type) =>
        symbols.IsModule(type) && !symbols.Compilation.Has(type) && !symbols.IsTorchSharp(type) && type.ContainingAssembly.Name != "StableModels";

    private static ITypeSymbol? TypeOf(ISymbol? symbol) => symbol switch
    {
        IFieldSymbol field => field.Type,
        IPropertySymbol property => property.Type,
        IParameterSymbol parameter => parameter.Type,
        ILocalSymbol local => local.Type,
        _ => null,
    };
}
