using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace HandWritten;

internal sealed class Mlp : Module<Tensor, Tensor>
{
    private readonly Linear _input;
    private readonly GELU _act = GELU();
    private readonly Linear _output;

    public Mlp(int width, int classes)
        : base(nameof(Mlp))
    {
        _input = Linear(width, 4 * width);
        _output = Linear(4 * width, classes, hasBias: false);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => _output.call(_act.call(_input.call(x)));
}

/// <summary>A Pre-LN block.</summary>
internal sealed class Block : Module<Tensor, Tensor>
{
    private readonly LayerNorm norm1, norm2;
    private readonly Mixer mixer; // Hand-written, and stays so.
    private readonly Linear fc1, fc2;
    private readonly Dropout drop;

    public Block(long width, int groups, double dropout = 0.1)
        : base("block")
    {
        norm1 = LayerNorm(width, eps: 1e-6);
        mixer = new Mixer(width, 2 * groups);
        norm2 = LayerNorm(width);
        fc1 = Linear(width, 4 * width);
        fc2 = Linear(4 * width, width);
        drop = Dropout(dropout);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        x = x + mixer.call(norm1.call(x));
        var hidden = functional.gelu(fc1.call(norm2.call(x)));
        hidden = drop.call(fc2.call(hidden));
        return (x + hidden).MoveToOuterDisposeScope();
    }
}

internal sealed class Residual : Module<Tensor, Tensor>
{
    private readonly Linear layer = Linear(8, 8);

    public Residual()
        : base("residual")
    {
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        return layer.call(input).relu() + input;
    }
}

internal sealed class Mixer : Module<Tensor, Tensor>
{
    private readonly long _groups;
    private readonly Linear project;

    public Mixer(long width, long groups)
        : base(nameof(Mixer))
    {
        _groups = groups;
        project = Linear(width / groups, width / groups);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => project.call(x.view(-1, _groups, x.size(-1) / _groups)).view(x.shape);
}
