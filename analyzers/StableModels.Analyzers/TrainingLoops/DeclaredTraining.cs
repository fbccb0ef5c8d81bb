using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using StableModels.Generator.Model;

namespace StableModels.Analyzers.TrainingLoops;

/// <summary>The training that a <c>[StableModel]</c> declares with attributes, and what the model contains.</summary>
internal sealed class DeclaredTraining
{
    private readonly ImmutableArray<AttributeData> _attributes;

    private DeclaredTraining(INamedTypeSymbol model, ImmutableArray<AttributeData> attributes, ModuleContent content)
    {
        Model = model;
        _attributes = attributes;
        Content = content;
    }

    public INamedTypeSymbol Model { get; }

    public ModuleContent Content { get; }

    /// <summary>The declared optimizer, or null: then the model is trained by other code.</summary>
    public AttributeData? Optimizer => First(TrainingSlots.Optimizer);

    /// <summary>The optimizer's name without the suffix of attributes.</summary>
    public string OptimizerName => Optimizer?.AttributeClass is { Name: var name } ? name.Substring(0, name.Length - "Attribute".Length) : "";

    public AttributeData? Warmup => First(TrainingSlots.Warmup);

    public AttributeData? Decay => First(TrainingSlots.Decay);

    public AttributeData? Clipping => First(TrainingSlots.Clipping);

    public AttributeData? Precision => First(TrainingSlots.Precision);

    /// <summary>Null where the type is not a declared root model.</summary>
    public static DeclaredTraining? Read(INamedTypeSymbol type, KnownSymbols known, CancellationToken cancellation)
    {
        if (known.StableModelAttribute is null)
        {
            return null;
        }

        var attributes = type.GetAttributes();
        if (!attributes.Any(attribute => KnownSymbols.Is(attribute.AttributeClass, known.StableModelAttribute)))
        {
            return null;
        }

        var content = ModuleContent.None;
        Collect(type, new HashSet<INamedTypeSymbol>(SymbolEqualityComparer.Default), ref content, cancellation);
        return new DeclaredTraining(type, attributes, content);
    }

    /// <summary>Where the attribute's name stands.</summary>
    public static Location LocationOf(AttributeData attribute, CancellationToken cancellation) =>
        attribute.ApplicationSyntaxReference?.GetSyntax(cancellation) is Microsoft.CodeAnalysis.CSharp.Syntax.AttributeSyntax syntax
            ? syntax.Name.GetLocation()
            : Location.None;

    /// <summary>Where a constructor argument of the attribute stands.</summary>
    public static Location ArgumentOf(AttributeData attribute, int index, CancellationToken cancellation) =>
        attribute.ApplicationSyntaxReference?.GetSyntax(cancellation) is Microsoft.CodeAnalysis.CSharp.Syntax.AttributeSyntax { ArgumentList: { } list }
        && index < list.Arguments.Count
            ? list.Arguments[index].GetLocation()
            : LocationOf(attribute, cancellation);

    /// <summary>Where the value of a named argument of the attribute stands.</summary>
    public static Location ArgumentOf(AttributeData attribute, string name, CancellationToken cancellation) =>
        attribute.ApplicationSyntaxReference?.GetSyntax(cancellation) is Microsoft.CodeAnalysis.CSharp.Syntax.AttributeSyntax { ArgumentList: { } list }
        && list.Arguments.FirstOrDefault(argument => argument.NameEquals?.Name.Identifier.ValueText == name) is { } argument
            ? argument.Expression.GetLocation()
            : LocationOf(attribute, cancellation);

    // The declared parts: the attribute of a member names a layer, its type a block of the user's own, or a list of them.
    private static void Collect(INamedTypeSymbol type, HashSet<INamedTypeSymbol> visited, ref ModuleContent content, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (!visited.Add(type.OriginalDefinition))
        {
            return;
        }

        foreach (var property in type.GetMembers().OfType<IPropertySymbol>())
        {
            foreach (var attribute in property.GetAttributes())
            {
                content |= attribute.AttributeClass is { ContainingNamespace.Name: "StableModels" } declared ? ContentOf(declared.Name) : ModuleContent.None;
            }

            if (property.Type is INamedTypeSymbol part)
            {
                Collect(part, visited, ref content, cancellation);
                foreach (var element in part.TypeArguments.OfType<INamedTypeSymbol>())
                {
                    Collect(element, visited, ref content, cancellation);
                }
            }
        }
    }

    private static ModuleContent ContentOf(string attribute) => attribute switch
    {
        "SelfAttentionAttribute" or "CrossAttentionAttribute" => ModuleContent.Attention,
        "LstmAttribute" or "GruAttribute" or "RnnAttribute" => ModuleContent.Recurrent,
        _ => ModuleContent.None,
    };

    // The attributes are the runtime's, known by name alone: the analyzers do not reference it.
    private AttributeData? First(string baseName) =>
        _attributes.FirstOrDefault(attribute => IsOrDerives(attribute.AttributeClass, baseName));

    private static bool IsOrDerives(INamedTypeSymbol? type, string name)
    {
        for (var at = type; at is not null; at = at.BaseType)
        {
            if (at.Name == name && at.ContainingNamespace is { Name: "StableModels", ContainingNamespace.IsGlobalNamespace: true })
            {
                return true;
            }
        }

        return false;
    }
}
