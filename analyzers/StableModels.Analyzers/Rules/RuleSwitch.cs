using Microsoft.CodeAnalysis;

namespace StableModels.Analyzers;

/// <summary>
/// Which rules a compilation wants. The compiler leaves out an analyzer whose rules are all off; where many rules share one
/// analyzer, those that are off must be left out here.
/// </summary>
internal static class RuleSwitch
{
    public static bool IsOn(Rule rule, Compilation compilation, CancellationToken cancellation)
    {
        foreach (var descriptor in rule.Descriptors)
        {
            if (IsOn(descriptor, compilation, cancellation))
            {
                return true;
            }
        }

        return false;
    }

    // Off only where it is off in every file. The first file that says nothing of it usually ends the search.
    private static bool IsOn(DiagnosticDescriptor descriptor, Compilation compilation, CancellationToken cancellation)
    {
        var files = compilation.Options.SyntaxTreeOptionsProvider;
        var isOff = compilation.Options.SpecificDiagnosticOptions.TryGetValue(descriptor.Id, out var everywhere)
            || files?.TryGetGlobalDiagnosticValue(descriptor.Id, cancellation, out everywhere) == true
                ? everywhere == ReportDiagnostic.Suppress
                : !descriptor.IsEnabledByDefault;
        foreach (var tree in compilation.SyntaxTrees)
        {
            if (files?.TryGetDiagnosticValue(tree, descriptor.Id, cancellation, out var here) == true ? here != ReportDiagnostic.Suppress : !isOff)
            {
                return true;
            }
        }

        return false;
    }
}
