using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers;
using StableModels.Analyzers.Architecture;
using StableModels.Analyzers.Flow;
using StableModels.Analyzers.Modules;

namespace StableModels.CodeFixes.Architecture;

/// <summary>
/// What a compilation does with the outputs of one of its modules. Asked when a fix is wanted: it reads all code that calls modules,
/// and whatever it cannot follow counts as a reader of probabilities.
/// </summary>
internal sealed class OutputUses(INamedTypeSymbol module, ModuleEndEdit end, KnownSymbols known, Compilation compilation, CancellationToken cancellation)
{
    /// <summary>Is every output given to a loss that ends it itself, or asked for its largest entry alone, which logits have in the same place?</summary>
    public bool AllowLogits() =>
        module is { IsGenericType: false } && !IsSeenOutside() && compilation.SyntaxTrees.SelectMany(Bodies)
            .GroupBy(body => body.Owner.ContainingType, SymbolEqualityComparer.Default)
            .All(type => AllowLogits(new ModuleClass((INamedTypeSymbol)type.Key!, known, [.. type])));

    private bool IsProgram => compilation.Options.OutputKind is OutputKind.ConsoleApplication or OutputKind.WindowsApplication;

    private bool IsSeenOutside()
    {
        if (compilation.Assembly.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "InternalsVisibleToAttribute"))
        {
            return true;
        }

        for (var type = module; type is not null; type = type.ContainingType)
        {
            if (type.DeclaredAccessibility != Accessibility.Public)
            {
                return false;
            }
        }

        return !IsProgram;
    }

    private bool AllowLogits(ModuleClass code)
    {
        var followed = new HashSet<SyntaxNode>();
        foreach (var value in code.Graphs(cancellation).SelectMany(graph => graph.Values))
        {
            if (value is { Kind: ValueKind.Module, Origin: IInvocationOperation { Instance: { } receiver } call } && MayBeModule(code.Resolve(receiver), receiver.Type))
            {
                followed.Add(call.Syntax);
                if (value.Escapes || IsInKeptLambda(call.Syntax) || !value.Users.All(user => TakesLogits(user, value, isReshaped: false)))
                {
                    return false;
                }
            }
        }

        return code.Calls.All(call => !IsForward(call.TargetMethod, call.Instance, code) || followed.Contains(call.Syntax))
            && code.Operations.Of(OperationKind.DynamicInvocation).Count == 0
            && !code.Operations.Of(OperationKind.MethodReference).Any(operation => operation is IMethodReferenceOperation reference && (reference.Method.MethodKind == MethodKind.LocalFunction || IsForward(reference.Method, reference.Instance, code)))
            && !code.Operations.Of(OperationKind.Argument, OperationKind.ArrayInitializer, OperationKind.CollectionExpression, OperationKind.Return, OperationKind.SimpleAssignment, OperationKind.Tuple)
                .SelectMany(HandedOut)
                .Any(value => known.IsModule(value.Type) && MayBeModule(code.Resolve(value), value.Type));
    }

    // Whoever is given what holds the lambda gets the output; what is handed to a call at once is followed into it.
    private static bool IsInKeptLambda(SyntaxNode call) => call.Ancestors().OfType<AnonymousFunctionExpressionSyntax>().Any(lambda => lambda.Parent is not ArgumentSyntax);

    private bool IsForward(IMethodSymbol method, IOperation? receiver, ModuleClass code) =>
        method.Name is "forward" or "call" && receiver is not null && MayBeModule(code.Resolve(receiver), receiver.Type);

    // A receiver that is not known may be whatever its type allows, which may be an interface.
    private bool MayBeModule(ModuleInfo? applied, ITypeSymbol? declared) =>
        applied is not { UserType: null }
        && ((applied?.UserType ?? declared) is not INamedTypeSymbol type || compilation.HasImplicitConversion(module, type) || compilation.HasImplicitConversion(type, module));

    private bool TakesLogits(Value user, Value output, bool isReshaped) =>
        DoubleSoftmax.EndsItself(user, end.End) ? ReferenceEquals(user.Inputs[0], output) && user.Inputs.Skip(1).All(other => !ReferenceEquals(other, output))
        : user.IsOperator("argmax") ? end.End == ModuleEnd.Sigmoid || (!isReshaped && end.Dimension is { } dimension && dimension.Equals(ModuleEndEdit.Number(user.Inputs.Skip(1).FirstOrDefault()?.Constant)))
        : (Layers.IsReshaping(user) || IsCopy(user))
            && !user.Escapes && ReferenceEquals(user.Inputs[0], output) && user.Users.All(next => TakesLogits(next, user, isReshaped || !IsCopy(user)));

    private static bool IsCopy(Value value) => value.Kind == ValueKind.Operator && value.Name is "to" or "clone" or "contiguous" or "detach" or "cpu" or "cuda";

    // Code of others may call what it is given, as a Sequential does, and so may whoever is given a list. A move and a trainer do not.
    private IEnumerable<IOperation> HandedOut(IOperation operation)
    {
        var values = operation switch
        {
            IArrayInitializerOperation list => list.ElementValues,
            ICollectionExpressionOperation list => list.Elements,
            ITupleOperation tuple => tuple.Elements,
            IReturnOperation { ReturnedValue: { } value } when !IsProgram => [value],
            ISimpleAssignmentOperation { Target: IMemberReferenceOperation { Member: var member }, Value: var value }
                when !SymbolEqualityComparer.Default.Equals(member.ContainingAssembly, compilation.Assembly) => [value],
            IArgumentOperation { Value: var value, Parameter.ContainingSymbol: IMethodSymbol method }
                when !SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, compilation.Assembly)
                && !KnownSymbols.Is(method.ContainingType, known.ModuleExtensions)
                && !(method.ContainingType.Name == "Trainer" && SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, known.StableModels)) => [value],
            _ => ImmutableArray<IOperation>.Empty,
        };
        return values.Select(value => value is IConversionOperation { Operand: var inner } ? inner : value);
    }

    private IEnumerable<(ISymbol Owner, IOperation Block)> Bodies(SyntaxTree tree)
    {
        var model = compilation.GetSemanticModel(tree);
        foreach (var node in tree.GetRoot(cancellation).DescendantNodesAndSelf())
        {
            cancellation.ThrowIfCancellationRequested();
            var owner = node switch
            {
                CompilationUnitSyntax unit when unit.Members.Any(member => member is GlobalStatementSyntax) => compilation.GetEntryPoint(cancellation),
                BaseMethodDeclarationSyntax or AccessorDeclarationSyntax => model.GetDeclaredSymbol(node, cancellation),
                ArrowExpressionClauseSyntax { Parent: BasePropertyDeclarationSyntax property } => (model.GetDeclaredSymbol(property, cancellation) as IPropertySymbol)?.GetMethod,
                EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent.Parent: BaseFieldDeclarationSyntax } or PropertyDeclarationSyntax } => model.GetDeclaredSymbol(node.Parent!, cancellation),
                PrimaryConstructorBaseTypeSyntax => model.GetEnclosingSymbol(node.SpanStart, cancellation),
                _ => null,
            };
            if (owner?.ContainingType is not null && model.GetOperation(node, cancellation) is { } block)
            {
                yield return (owner, block);
            }
        }
    }
}
