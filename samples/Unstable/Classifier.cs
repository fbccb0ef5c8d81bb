using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Classification;

/// <summary>Two blocks between an embedding and the classes.</summary>
internal sealed class Classifier : Module<Tensor, Tensor>
{
    private readonly Embedding tokens;
    private readonly Parameter positions;
    private readonly Block first;
    private readonly Block second;
    private readonly LayerNorm norm;
    private readonly Linear hidden;
    private readonly Linear head;

    public Classifier() : base(nameof(Classifier))
    {
        tokens = Embedding(Examples.Digits, 32);
        positions = new Parameter(randn(Examples.Length, 32) * 0.02);
        first = new Block(32);
        second = new Block(32);
        norm = LayerNorm(32);
        hidden = Linear(32, 64);
        head = Linear(64, Examples.Digits);
        init.normal_(hidden.weight!, 0, 1.0); // "a bit of noise"
    }

    public override Tensor forward(Tensor x)
    {
        x = tokens.call(x) + positions;
        x = second.call(first.call(x));
        x = functional.relu(hidden.call(norm.call(x).mean([1])));
        return head.call(x);
    }
}
