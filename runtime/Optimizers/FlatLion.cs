using StableModels.Training;
using static TorchSharp.torch;

namespace StableModels.Optimizers;

/// <summary>Lion's two interpolations and a sign.</summary>
internal sealed class FlatLion : FlatOptimizer
{
    private readonly Lion _settings;
    private readonly Tensor _momentum;

    public FlatLion(ParameterArena arena, Lion settings)
        : base(arena)
    {
        _settings = settings;
        _momentum = NewState("momentum");
    }

    protected override void Update(OptimizerStep step)
    {
        var directions = _momentum.mul(_settings.Beta1).add_(Arena.Gradients, (1 - _settings.Beta1) * step.GradientScale).sign_();
        DecayParameters(step.LearningRate, _settings.WeightDecay);
        ForEachRate(step.LearningRate, (cut, rate) => (-rate).AddScaledTo(cut(Arena.Parameters), cut(directions)));
        step.Keep(_settings.Beta2).MultiplyInto(_momentum);
        _momentum.add_(Arena.Gradients, (1 - _settings.Beta2) * step.GradientScale);
    }
}
