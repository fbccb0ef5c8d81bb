using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StableModels.Analyzers.Modules;

/// <summary>Reads another class of the same compilation, for rules that must know what a model's blocks do.</summary>
internal static class ModuleSource
{
    public static ModuleClass Read(INamedTypeSymbol type, KnownSymbols known, Compilation compilation, CancellationToken cancellation)
    {
        var blocks = new List<(ISymbol Owner, IOperation Block)>();
        foreach (var reference in type.DeclaringSyntaxReferences)
        {
            if (reference.GetSyntax(cancellation) is not TypeDeclarationSyntax declaration)
            {
                continue;
            }

            var model = compilation.GetSemanticModel(declaration.SyntaxTree);
            foreach (var member in declaration.Members)
            {
                SyntaxNode[] bodies = member switch
                {
                    BaseMethodDeclarationSyntax method => [method],
                    FieldDeclarationSyntax field => [.. field.Declaration.Variables.Where(v => v.Initializer is not null)],
                    _ => [],
                };
                foreach (var body in bodies)
                {
                    var code = body is VariableDeclaratorSyntax variable ? variable.Initializer! : body;
                    if (model.GetDeclaredSymbol(body, cancellation) is { } owner && model.GetOperation(code, cancellation) is { } block)
                    {
                        blocks.Add((owner, block));
                    }
                }
            }
        }

        return new ModuleClass(type, known, [.. blocks]);
    }
}
