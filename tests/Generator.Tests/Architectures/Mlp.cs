using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableModels.Generator.Tests.Architectures;

/// <summary>A plain perceptron.</summary>
[StableModel]
public partial class Mlp(int inputs, int hidden, int classes, double rate)
{
    [Linear(nameof(inputs), nameof(hidden))]
    public partial Linear First { get; }

    [BatchNorm1d(nameof(hidden))]
    public partial BatchNorm1d Norm { get; }

    [Activation(Activation.Mish)]
    public partial Layers.ActivationLayer Act { get; }

    [Dropout(nameof(rate))]
    public partial Dropout Drop { get; }

    [Linear(nameof(hidden), nameof(classes))]
    public partial Linear Last { get; }
}

public sealed class HandMlpClassifier : nn.Module<Tensor, Tensor>
{
    private readonly Linear first;
    private readonly BatchNorm1d norm;
    private readonly Dropout drop;
    private readonly Linear last;

    public HandMlpClassifier(int inputs, int hidden, int classes, double rate)
        : base(nameof(HandMlpClassifier))
    {
        first = nn.Linear(inputs, hidden);
        norm = nn.BatchNorm1d(hidden);
        drop = nn.Dropout(rate);
        last = nn.Linear(hidden, classes);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => last.call(drop.call(nn.functional.mish(norm.call(first.call(input)))));
}
