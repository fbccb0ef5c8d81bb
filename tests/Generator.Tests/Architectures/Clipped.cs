using TorchSharp.Modules;

namespace StableModels.Generator.Tests.Architectures;

/// <summary>A layer whose clipper looks at the weights.</summary>
[StableModel, Sgd(LearningRate = 0.1), AdaptiveClip(0.01)]
public partial class AdaptivelyClipped(int width)
{
    [Linear(nameof(width), nameof(width))] public partial Linear Only { get; }
}

/// <summary>A layer whose clipper remembers past norms.</summary>
[StableModel, Sgd(LearningRate = 0.1), ZClip(WarmupSteps = 3)]
public partial class RememberingClipped(int width)
{
    [Linear(nameof(width), nameof(width))] public partial Linear Only { get; }
}
