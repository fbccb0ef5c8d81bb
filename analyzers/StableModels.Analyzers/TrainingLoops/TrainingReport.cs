using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace StableModels.Analyzers.TrainingLoops;

/// <summary>Collects the findings of one type, each place once per rule, however many calls lead to it.</summary>
internal sealed class TrainingReport(Action<Diagnostic> report, AnalyzerOptions options, CancellationToken cancellation)
{
    private readonly HashSet<(string, SyntaxTree?, TextSpan)> _reported = [];

    public CancellationToken Cancellation { get; } = cancellation;

    /// <summary>A threshold as the user's configuration has it for that file.</summary>
    public double Option(RuleOption option, IOperation at) => option.Read(options, at.Syntax.SyntaxTree);

    /// <inheritdoc cref="Option(RuleOption, IOperation)"/>
    public double Option(RuleOption option, Location at) => at.SourceTree is { } tree ? option.Read(options, tree) : option.Default;

    /// <summary>Reports a finding; one that is certain where its rule is a heuristic may be given a severity of its own.</summary>
    public void Add(
        DiagnosticDescriptor rule,
        Location location,
        string message,
        IEnumerable<Location>? partners = null,
        ImmutableDictionary<string, string?>? properties = null,
        DiagnosticSeverity? severity = null)
    {
        Cancellation.ThrowIfCancellationRequested();
        if (_reported.Add((rule.Id, location.SourceTree, location.SourceSpan)))
        {
            report(Diagnostic.Create(rule, location, severity ?? rule.DefaultSeverity, partners, properties, message));
        }
    }
}
