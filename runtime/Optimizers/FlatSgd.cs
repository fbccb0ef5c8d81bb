using StableModels.Training;
using static TorchSharp.torch;

namespace StableModels.Optimizers;

/// <summary>buffer = momentum * buffer + (1 - dampening) * g (the first gradient undampened), p -= lr * (g + momentum * buffer, or buffer, or g).</summary>
internal sealed class FlatSgd : FlatOptimizer
{
    private readonly Sgd _settings;
    private readonly Tensor? _momentum;

    public FlatSgd(ParameterArena arena, Sgd settings)
        : base(arena)
    {
        _settings = settings;
        _momentum = settings.Momentum == 0 ? null : NewState("momentum");
    }

    protected override void Update(OptimizerStep step)
    {
        var gradients = Decayed(step, _settings.WeightDecay, _settings.DecayKind);
        if (_momentum is null)
        {
            ForEachRate(step.LearningRate, (cut, rate) => (-rate * step.GradientScale).AddScaledTo(cut(Arena.Parameters), cut(gradients)));
            return;
        }

        // PyTorch starts the buffer with the first gradient itself, whatever the dampening.
        var share = StepScalar.Where(step.Count <= 1, 1, 1 - _settings.Dampening) * step.GradientScale;
        step.Keep(_settings.Momentum).MultiplyInto(_momentum);
        share.AddScaledTo(_momentum, gradients);
        ForEachRate(step.LearningRate, (cut, rate) =>
        {
            if (_settings.Nesterov)
            {
                (-rate * step.GradientScale).AddScaledTo(cut(Arena.Parameters), cut(gradients));
                (-rate * _settings.Momentum).AddScaledTo(cut(Arena.Parameters), cut(_momentum));
            }
            else
            {
                (-rate).AddScaledTo(cut(Arena.Parameters), cut(_momentum));
            }
        });
    }
}
