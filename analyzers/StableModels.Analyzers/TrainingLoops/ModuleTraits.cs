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
}

/// <summary>
/// What a module is made of, read from the factories that it calls, not from its fields' types. Looked up only for the
/// modules that an optimizer trains, once per compilation.
/// </summary>
internal sealed class ModuleTraits(TrainingSymbols symbols, KnownSymbols known)
{
    private const int MaximumNesting = 8;

    private readonly ConcurrentDictionary<INamedTypeSymbol, ModuleContent> _contents = new(SymbolEqualityComparer.Default);

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
                content |= Of(type, 0, cancellation);
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

        if (type.DeclaringSyntaxReferences.IsEmpty || depth > MaximumNesting || !symbols.IsModule(type))
        {
            return ModuleContent.None;
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
        // What the compiler has shown already need not be bound again. It does not show the generated part of a class.
        var content = ModuleContent.None;
        if (type.DeclaringSyntaxReferences.Length == 1 && TypeBlocks.Find(type, known) is { } blocks)
        {
            foreach (var (_, block) in blocks.All)
            {
                content |= OfBlock(block, type, depth, cancellation);
            }
        }
        else
        {
            content |= OfSource(type, depth, cancellation);
        }

        foreach (var member in type.GetMembers())
        {
            if (TypeOf(member) is INamedTypeSymbol part && !SymbolEqualityComparer.Default.Equals(part.OriginalDefinition, type))
            {
                content |= OfMember(part, depth, cancellation);
            }
        }

        return content;
    }

    private ModuleContent OfBlock(IOperation block, INamedTypeSymbol owner, int depth, CancellationToken cancellation)
    {
        var content = ModuleContent.None;
        foreach (var operation in block.DescendantsAndSelf())
        {
            content |= operation switch
            {
                IInvocationOperation call => OfMethod(call.TargetMethod, owner, () => Factors(call).Any(IsSoftmax), depth, cancellation),
                IObjectCreationOperation { Constructor: { } constructor } => OfMethod(constructor, owner, static () => false, depth, cancellation),
                _ => ModuleContent.None,
            };
        }

        return content;
    }

    private static IEnumerable<IOperation> Factors(IInvocationOperation product) =>
        product.Arguments.Select(argument => argument.Value).Concat(product.Instance is { } instance ? [instance] : []);

    private bool IsSoftmax(IOperation factor) =>
        factor is IInvocationOperation { TargetMethod: { Name: "softmax" } method } && symbols.IsTorchSharp(method);

    private ModuleContent OfSource(INamedTypeSymbol type, int depth, CancellationToken cancellation)
    {
        var content = ModuleContent.None;
        foreach (var reference in type.DeclaringSyntaxReferences)
        {
            var syntax = reference.GetSyntax(cancellation);
            var model = symbols.Compilation.GetSemanticModel(syntax.SyntaxTree);

            // Types inside of it are read where they are used.
            foreach (var expression in syntax.DescendantNodes(node => node == syntax || node is not BaseTypeDeclarationSyntax).OfType<ExpressionSyntax>())
            {
                if (expression is InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax)
                {
                    content |= OfExpression(model, expression, type, depth, cancellation);
                }
            }
        }

        return content;
    }

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

    private ModuleContent OfExpression(
        SemanticModel model, ExpressionSyntax expression, INamedTypeSymbol owner, int depth, CancellationToken cancellation)
    {
        if (model.GetSymbolInfo(expression, cancellation).Symbol is not IMethodSymbol method)
        {
            return ModuleContent.None;
        }

        return OfMethod(
            method,
            owner,
            () => expression is InvocationExpressionSyntax product
                && product.ArgumentList.Arguments.Select(argument => argument.Expression).Append((product.Expression as MemberAccessExpressionSyntax)?.Expression)
                    .Any(factor => factor is InvocationExpressionSyntax && model.GetSymbolInfo(factor, cancellation).Symbol is IMethodSymbol { Name: "softmax" } softmax && symbols.IsTorchSharp(softmax)),
            depth,
            cancellation);
    }

    private ModuleContent OfMethod(IMethodSymbol method, INamedTypeSymbol owner, Func<bool> takesSoftmax, int depth, CancellationToken cancellation)
    {
        if (TrainingSymbols.IsMethod(method, symbols.Functional, "scaled_dot_product_attention"))
        {
            return ModuleContent.Attention;
        }

        // Attention by hand: weights from a softmax, multiplied with the values.
        if (method.Name is "matmul" or "bmm" && symbols.IsTorchSharp(method) && takesSoftmax())
        {
            return ModuleContent.Attention;
        }

        var made = method.MethodKind == MethodKind.Constructor ? method.ContainingType : method.ReturnType as INamedTypeSymbol;
        return made is null || SymbolEqualityComparer.Default.Equals(made.OriginalDefinition, owner)
            ? ModuleContent.None
            : Of(made, depth + 1, cancellation);
    }

    private ModuleContent ContentOfLayer(INamedTypeSymbol type)
    {
        if (symbols.AttentionLayers.Any(layer => SymbolEqualityComparer.Default.Equals(layer, type)))
        {
            return ModuleContent.Attention;
        }

        if (symbols.RecurrentLayers.Any(layer => SymbolEqualityComparer.Default.Equals(layer, type)))
        {
            return ModuleContent.Recurrent;
        }

        return type is { Name: "SelfAttention" or "CrossAttention", ContainingNamespace: { Name: "Layers", ContainingNamespace.Name: "StableModels" } }
            ? ModuleContent.Attention
            : ModuleContent.None;
    }

    private static ITypeSymbol? TypeOf(ISymbol? symbol) => symbol switch
    {
        IFieldSymbol field => field.Type,
        IPropertySymbol property => property.Type,
        IParameterSymbol parameter => parameter.Type,
        ILocalSymbol local => local.Type,
        _ => null,
    };
}
