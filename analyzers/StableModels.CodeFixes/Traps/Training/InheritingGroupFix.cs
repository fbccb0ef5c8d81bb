using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers;

namespace StableModels.CodeFixes.Traps.Training;

/// <summary>SM5101: an object initializer, which sets only what is written.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class InheritingGroupFix() : TorchSharpCodeFix(RuleIds.GroupDefaults)
{
    private protected override async Task Offer(CodeFixContext context, Diagnostic diagnostic, SyntaxNode node)
    {
        if (node.FirstAncestorOrSelf<ObjectCreationExpressionSyntax>() is not { ArgumentList.Arguments: [var parameters, ..], Initializer: null } group
            || await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false) is not { } model
            || model.GetOperation(group, context.CancellationToken) is not IObjectCreationOperation { Type: INamedTypeSymbol type } operation)
        {
            return;
        }

        var settings = operation.Arguments
            .Where(argument => argument.ArgumentKind == ArgumentKind.Explicit && argument.Parameter is { Name: not "parameters" })
            .Select(argument => (Name: OptionName(argument.Parameter!.Name), Value: ((ArgumentSyntax)argument.Syntax).Expression))
            .ToList();
        if (!settings.All(setting => HasOption(type, setting.Name)))
        {
            return;
        }

        var initializer = "Parameters = " + parameters.Expression;
        if (settings.Count > 0)
        {
            var optionsType = group.Type is QualifiedNameSyntax qualified ? qualified.Left + ".Options" : "Options";
            initializer += ", Options = new " + optionsType + " { " + string.Join(", ", settings.Select(setting => setting.Name + " = " + setting.Value)) + " }";
        }

        var inheriting = SyntaxFactory.ParseExpression("new " + group.Type + " { " + initializer + " }").WithTriviaFrom(group);
        Register(context, diagnostic, "Inherit the optimizer's options", editor => editor.ReplaceNode(group, inheriting));
    }

    private static string OptionName(string parameter) => parameter == "lr" ? "LearningRate" : parameter;

    private static bool HasOption(INamedTypeSymbol group, string name)
    {
        for (var at = group.ContainingType?.GetTypeMembers("Options").FirstOrDefault(); at is not null; at = at.BaseType)
        {
            if (!at.GetMembers(name).IsEmpty)
            {
                return true;
            }
        }

        return false;
    }
}
