using StableModels.Analyzers.TrainingLoops;

namespace StableModels.Analyzers.Tests.TrainingLoops;

/// <summary>The training analyzer with one of its rules.</summary>
internal sealed class Only<TRule>() : TrainingCodeAnalyzer([new TRule()])
    where TRule : TrainingRule, new();
