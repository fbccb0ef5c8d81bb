extern alias analyzers;

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using analyzers::StableModels.Analyzers;
using analyzers::StableModels.Analyzers.Modules;
using analyzers::StableModels.Analyzers.TrainingLoops;

namespace StableModels.Benchmarks.Analyzers;

/// <summary>
/// The rules as their analyzer runs them, each with a stopwatch around it. The analyzer itself knows nothing of it: the compiler
/// measures the analyzer as a whole, and what the rules leave of that is the reading that they share.
/// </summary>
internal sealed class MeasuredRules
{
    private readonly List<Cost> _costs = [];

    public MeasuredRules()
    {
        // Asked for first, so that no rule is charged for all others.
        var values = new Cost("values of all methods", 0);
        _costs.Add(values);
        Analyzer = new TorchSharpCodeAnalyzer([new ValuesOfMethods(values), .. AllRules.Create().Select(Measured)]);
    }

    public TorchSharpCodeAnalyzer Analyzer { get; }

    public IReadOnlyList<Cost> Costs => _costs;

    private Rule Measured(Rule rule)
    {
        var cost = new Cost(rule.GetType().Name, rule.Descriptors.Length);
        _costs.Add(cost);
        return rule switch
        {
            ModuleRule module => new MeasuredModuleRule(module, cost),
            TrainingRule training => new MeasuredTrainingRule(training, cost),
            _ => throw new InvalidOperationException($"{cost.Name} is a rule of a kind that is not measured yet."),
        };
    }

    private sealed class ValuesOfMethods(Cost cost) : ModuleRule
    {
        // Of a rule that is always on, or the analyzer would leave this one out.
        public override ImmutableArray<DiagnosticDescriptor> Descriptors => [RuleDescriptors.PostNorm];

        public override void Examine(ModuleContext context) => cost.Measure(() => _ = context.Graphs);
    }

    private sealed class MeasuredModuleRule(ModuleRule rule, Cost cost) : ModuleRule
    {
        public override ImmutableArray<DiagnosticDescriptor> Descriptors => rule.Descriptors;

        public override void Examine(ModuleContext context) => cost.Measure(() => rule.Examine(context));
    }

    private sealed class MeasuredTrainingRule(TrainingRule rule, Cost cost) : TrainingRule
    {
        public override DiagnosticDescriptor Descriptor => rule.Descriptor;

        public override void Examine(TrainingCode code, TrainingReport report) => cost.Measure(() => rule.Examine(code, report));

        public override void Examine(DeclaredTraining declared, TrainingReport report) => cost.Measure(() => rule.Examine(declared, report));
    }
}
