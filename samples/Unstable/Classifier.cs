using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Classification;

/// <summary>Twelve blocks between an embedding and the classes.</summary>
internal sealed class Classifier : Module<Tensor, Tensor>
{
    private readonly Embedding tokens;
    private readonly Parameter positions;
    private readonly ModuleList<Block> blocks;
    private readonly LayerNorm norm;
    private readonly Linear hidden;
    private readonly Linear head;

    public Classifier() : base(nameof(Classifier))
    {
        tokens = Embedding(Examples.Digits, 32);
        positions = new Parameter(randn(Examples.Length, 32) * 0.02);
        blocks = ModuleList(Enumerable.Range(0, 12).Select(_ => new Block(32)).ToArray());
        norm = LayerNorm(32);
        hidden = Linear(32, 64);
        head = Linear(64, Examples.Digits);
        init.normal_(hidden.weight!, 0, 1.0); // "a bit of noise"
    }

    public override Tensor forward(Tensor x)
    {
        x = tokens.call(x) + positions;
        foreach (var block in blocks)
        {
            x = block.call(x);
        }

        x = functional.relu(hidden.call(norm.call(x).mean([1])));
        return head.call(x);
    }
}
