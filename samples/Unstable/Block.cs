using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Classification;

/// <summary>A transformer block of one head.</summary>
internal sealed class Block : Module<Tensor, Tensor>
{
    private readonly Linear query;
    private readonly Linear key;
    private readonly Linear value;
    private readonly LayerNorm firstNorm;
    private readonly LayerNorm secondNorm;
    private readonly Sequential mlp;

    public Block(int width) : base(nameof(Block))
    {
        query = Linear(width, width);
        key = Linear(width, width);
        value = Linear(width, width);
        RegisterComponents();
        firstNorm = LayerNorm(width);
        secondNorm = LayerNorm(width);
        mlp = Sequential(Linear(width, 4 * width), GELU(), Linear(4 * width, width));
    }

    public override Tensor forward(Tensor x)
    {
        // Each position looks at every other.
        x = firstNorm.call(x + Attend(x));
        return secondNorm.call(x + mlp.call(x));
    }

    private Tensor Attend(Tensor x)
    {
        var q = query.call(x);
        var scores = matmul(q, key.call(x).transpose(-2, -1));
        return matmul(scores.softmax(-1), value.call(x));
    }
}
