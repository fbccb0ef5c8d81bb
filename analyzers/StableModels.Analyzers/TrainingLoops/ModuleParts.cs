using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.Modules;

namespace StableModels.Analyzers.TrainingLoops;

/// <summary>
/// What a module's code makes and whether it attends by itself: little enough to be kept for as long as the compilation, which
/// the code itself is not.
/// </summary>
internal sealed class ModuleParts
{
    private readonly HashSet<INamedTypeSymbol> _made = new(SymbolEqualityComparer.Default);
    private readonly TrainingSymbols _symbols;

    private ModuleParts(TrainingSymbols symbols) => _symbols = symbols;

    /// <summary>The types that its calls return and its constructors make.</summary>
    public IReadOnlyCollection<INamedTypeSymbol> Made => _made;

    /// <summary>Whether it calls attention, or multiplies a softmax with something.</summary>
    public bool Attends { get; private set; }

    /// <summary>Whether it calls a function that computes otherwise in evaluation.</summary>
    public bool DependsOnMode { get; private set; }

    /// <summary>From a class that the compiler has shown.</summary>
    public static ModuleParts Of(ModuleClass module, TrainingSymbols symbols)
    {
        var parts = new ModuleParts(symbols);
        foreach (var call in module.Calls)
        {
            parts.Add(call.TargetMethod);
            parts.Attends |= parts.IsProduct(call.TargetMethod)
                && (parts.IsSoftmax(call.Instance) || call.Arguments.Any(argument => parts.IsSoftmax(argument.Value)));
        }

        foreach (var made in module.Operations.Of(OperationKind.ObjectCreation))
        {
            if (made is IObjectCreationOperation { Constructor: { } constructor })
            {
                parts.Add(constructor);
            }
        }

        return parts;
    }

    /// <summary>From a class that it has not shown yet, or shows a part of: the generated one stays hidden.</summary>
    public static ModuleParts OfSource(INamedTypeSymbol type, TrainingSymbols symbols, CancellationToken cancellation)
    {
        var parts = new ModuleParts(symbols);
        foreach (var reference in type.DeclaringSyntaxReferences)
        {
            var syntax = reference.GetSyntax(cancellation);
            var model = symbols.Compilation.GetSemanticModel(syntax.SyntaxTree);

            // Types inside of it are read where they are used.
            foreach (var node in syntax.DescendantNodes(node => node == syntax || node is not BaseTypeDeclarationSyntax))
            {
                if (node is InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax
                    && model.GetSymbolInfo(node, cancellation).Symbol is IMethodSymbol method)
                {
                    parts.Add(method);
                    parts.Attends |= parts.IsProduct(method) && Factors(node).Any(factor => parts.IsSoftmax(model.GetSymbolInfo(factor, cancellation).Symbol));
                }
            }
        }

        return parts;
    }

    private static IEnumerable<ExpressionSyntax> Factors(SyntaxNode product) =>
        product is not InvocationExpressionSyntax call ? []
        : call.ArgumentList.Arguments.Select(argument => argument.Expression)
            .Append((call.Expression as MemberAccessExpressionSyntax)?.Expression)
            .OfType<InvocationExpressionSyntax>();

    private void Add(IMethodSymbol method)
    {
        Attends |= TrainingSymbols.IsMethod(method, _symbols.Functional, "scaled_dot_product_attention");
        DependsOnMode |= method.Name is "dropout" or "dropout1d" or "dropout2d" or "dropout3d" or "alpha_dropout" or "feature_alpha_dropout" or "batch_norm" or "rrelu" && _symbols.IsTorchSharp(method);
        if ((method.MethodKind == MethodKind.Constructor ? method.ContainingType : method.ReturnType as INamedTypeSymbol) is { } made && _symbols.IsModule(made))
        {
            _made.Add(made);
        }
    }

    private bool IsProduct(IMethodSymbol method) => method.Name is "matmul" or "bmm" && _symbols.IsTorchSharp(method);

    private bool IsSoftmax(IOperation? factor) => factor is IInvocationOperation call && IsSoftmax(call.TargetMethod);

    private bool IsSoftmax(ISymbol? factor) => factor is IMethodSymbol { Name: "softmax" } && _symbols.IsTorchSharp(factor);
}
