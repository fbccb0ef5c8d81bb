using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableModels.Analyzers;

namespace StableModels.CodeFixes.Refactorings;

/// <summary>
/// A module class that holds layers in private fields, makes them in one constructor, registers them by reflection at its end, and runs them in
/// a straight line: exactly what attributes can say. A class with anything else in it is not read.
/// </summary>
internal sealed class HandWrittenModule
{
    private HandWrittenModule(ParameterListSyntax parameters, bool isResidual, bool isPart, bool addsNorms, IReadOnlyList<Member> members) =>
        (Parameters, IsResidual, IsPart, AddsNorms, Members) = (parameters, isResidual, isPart, addsNorms, members);

    public ParameterListSyntax Parameters { get; }

    public bool IsResidual { get; }

    /// <summary>Whether another module holds it: it is no model of its own.</summary>
    public bool IsPart { get; }

    /// <summary>Whether a residual block of these members would be given norms that were not written.</summary>
    public bool AddsNorms { get; }

    public IReadOnlyList<Member> Members { get; }

    /// <param name="Name">The property's name.</param>
    /// <param name="Layer">What it holds.</param>
    /// <param name="StartsBranch">Whether a residual branch starts here and needs to say so.</param>
    /// <param name="Field">The field that it replaces, for its comments.</param>
    internal sealed record Member(string Name, DeclaredLayer Layer, bool StartsBranch, FieldDeclarationSyntax? Field);

    public static HandWrittenModule? Read(ClassDeclarationSyntax declaration, SemanticModel model, KnownSymbols known, CancellationToken cancellation)
    {
        if (model.GetDeclaredSymbol(declaration, cancellation) is not { IsAbstract: false, IsStatic: false, IsGenericType: false, ContainingType: null, IsFileLocal: false } type
            || type.DeclaringSyntaxReferences.Length != 1
            || declaration.ParameterList is not null
            || declaration.BaseList?.Types.Count != 1
            || !IsModuleOfOneTensor(type.BaseType, known))
        {
            return null;
        }

        var fields = declaration.Members.OfType<FieldDeclarationSyntax>().ToList();
        var constructors = declaration.Members.OfType<ConstructorDeclarationSyntax>().ToList();
        var methods = declaration.Members.OfType<MethodDeclarationSyntax>().ToList();
        if (constructors is not [{ Body: not null } made] || methods is not [{ Identifier.ValueText: "forward" } forward]
            || fields.Count + 2 != declaration.Members.Count
            || model.GetDeclaredSymbol(made, cancellation) is not { DeclaredAccessibility: Accessibility.Public } constructor
            || constructor.Parameters.Any(static p => p.RefKind != RefKind.None || p.IsParams)
            || made.AttributeLists.Count + forward.AttributeLists.Count > 0
            || IsCommented(made) || IsCommented(forward))
        {
            return null;
        }

        var used = new HashSet<string>(StringComparer.Ordinal);
        var translation = new LayerTranslation(model, known, constructor, new SizeText(model, constructor, used));
        if (Assignments(fields, made, model, known) is not { } assigned)
        {
            return null;
        }

        var layers = new Dictionary<string, (DeclaredLayer Layer, FieldDeclarationSyntax Field)>(StringComparer.Ordinal);
        foreach (var (field, syntax, value) in assigned)
        {
            if (translation.Of(value) is not { } layer)
            {
                return null;
            }

            layers.Add(field, (layer, syntax));
        }

        // A parameter that no layer takes would be left without a reader.
        if (constructor.Parameters.Any(p => !used.Contains(p.Name)) || new ForwardReader(model, known).Read(forward)?.Read() is not { } stream)
        {
            return null;
        }

        var isPart = !stream.IsResidual && IsHeldBy(type, model.Compilation, known);
        return Arrange(type, stream.IsResidual, stream.Branches, layers) is { } members
            ? new HandWrittenModule(made.ParameterList, stream.IsResidual, isPart, stream.IsResidual && stream.Branches.Any(b => b.Count == 1 || !IsNorm(b[0], layers)), members)
            : null;
    }

    private static bool IsNorm(Stream.Layer layer, Dictionary<string, (DeclaredLayer Layer, FieldDeclarationSyntax Field)> layers) =>
        layer.Field is { } field && layers.TryGetValue(field, out var held) && held.Layer.IsNorm;

    // The members in the order in which they run. Each field with weights stands exactly once; an activation may stand in several places.
    private static List<Member>? Arrange(
        INamedTypeSymbol type, bool isResidual, IReadOnlyList<IReadOnlyList<Stream.Layer>> branches, Dictionary<string, (DeclaredLayer Layer, FieldDeclarationSyntax Field)> layers)
    {
        var members = new List<Member>();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { type.Name };
        var placed = new HashSet<string>(StringComparer.Ordinal);

        // A norm and one layer are a branch of their own without saying so.
        var marksBranches = isResidual && branches.Any(b => b.Count != (IsNorm(b[0], layers) ? 2 : 1));
        foreach (var branch in branches)
        {
            for (var i = 0; i < branch.Count; i++)
            {
                var starts = marksBranches && i == 0;
                if (branch[i] is not { Field: { } field })
                {
                    members.Add(new Member(PropertyNames.Free(branch[i].Activation!, names), DeclaredLayer.Activation(branch[i].Activation!), starts, null));
                    continue;
                }

                if (!layers.TryGetValue(field, out var held))
                {
                    return null;
                }

                var isFirst = placed.Add(field);
                if (!isFirst && !held.Layer.IsStateless)
                {
                    return null;
                }

                var name = PropertyNames.Free(PropertyNames.Of(field), names);
                var layer = !held.Layer.IsStateless && PropertyNames.KeyOf(name) != field ? held.Layer.WithKey(field) : held.Layer;
                members.Add(new Member(name, layer, starts, isFirst ? held.Field : null));
            }
        }

        return placed.Count == layers.Count ? members : null;
    }

    // Every field is given one layer: where it is declared, or in the constructor, which does nothing else and registers at its end.
    private static List<(string Field, FieldDeclarationSyntax Syntax, ExpressionSyntax Value)>? Assignments(
        List<FieldDeclarationSyntax> fields, ConstructorDeclarationSyntax constructor, SemanticModel model, KnownSymbols known)
    {
        var assigned = new List<(string, FieldDeclarationSyntax, ExpressionSyntax)>();
        var open = new Dictionary<string, FieldDeclarationSyntax>(StringComparer.Ordinal);
        foreach (var field in fields)
        {
            foreach (var variable in field.Declaration.Variables)
            {
                if (model.GetDeclaredSymbol(variable) is not IFieldSymbol { DeclaredAccessibility: Accessibility.Private, IsStatic: false }
                    || field.AttributeLists.Count > 0)
                {
                    return null;
                }

                if (variable.Initializer is { } initializer)
                {
                    assigned.Add((variable.Identifier.ValueText, field, initializer.Value));
                }
                else
                {
                    open.Add(variable.Identifier.ValueText, field);
                }
            }
        }

        var statements = constructor.Body!.Statements;
        for (var i = 0; i < statements.Count; i++)
        {
            switch ((statements[i] as ExpressionStatementSyntax)?.Expression)
            {
                case AssignmentExpressionSyntax assignment when assignment.IsKind(SyntaxKind.SimpleAssignmentExpression)
                    && model.GetSymbolInfo(assignment.Left).Symbol is IFieldSymbol { Name: var name } && open.TryGetValue(name, out var field):
                    open.Remove(name);
                    assigned.Add((name, field, assignment.Right));
                    break;
                case InvocationExpressionSyntax register when i == statements.Count - 1 && open.Count == 0
                    && model.GetSymbolInfo(register).Symbol is IMethodSymbol { Name: "RegisterComponents", IsStatic: false, Parameters.Length: 0 } method
                    && SymbolEqualityComparer.Default.Equals(method.ContainingType, known.Module):
                    return assigned;
                default:
                    return null;
            }
        }

        return null;
    }

    private static bool IsModuleOfOneTensor(INamedTypeSymbol? type, KnownSymbols known) =>
        type is { Name: "Module", TypeArguments: [var input, var result] }
        && known.IsTensor(input) && known.IsTensor(result)
        && SymbolEqualityComparer.Default.Equals(type.ContainingType, known.Nn);

    private static bool IsCommented(SyntaxNode node) => node.DescendantTrivia().Any(static t =>
        t.IsKind(SyntaxKind.SingleLineCommentTrivia) || t.IsKind(SyntaxKind.MultiLineCommentTrivia) || t.HasStructure);

    private static bool IsHeldBy(INamedTypeSymbol type, Compilation compilation, KnownSymbols known) =>
        Types(compilation.Assembly.GlobalNamespace).Any(t => IsModule(t, known) && t.GetMembers().OfType<IFieldSymbol>().Any(f => Mentions(f.Type, type)));

    private static bool IsModule(INamedTypeSymbol type, KnownSymbols known)
    {
        for (INamedTypeSymbol? t = type.BaseType; t is not null; t = t.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(t, known.Module))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Mentions(ITypeSymbol type, INamedTypeSymbol wanted) =>
        SymbolEqualityComparer.Default.Equals(type, wanted)
        || (type is INamedTypeSymbol named && named.TypeArguments.Any(a => Mentions(a, wanted)))
        || (type is IArrayTypeSymbol array && Mentions(array.ElementType, wanted));

    private static IEnumerable<INamedTypeSymbol> Types(INamespaceOrTypeSymbol container) => container.GetMembers().OfType<INamespaceOrTypeSymbol>()
        .SelectMany(static m => m is INamedTypeSymbol type ? Types(m).Prepend(type) : Types(m));
}
