using StableModels.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Runtime.Tests.Layers;

public sealed class RecomputeTests
{
    private static (Tensor Output, Tensor[] Gradients) Run(nn.Module<Tensor, Tensor> block, Tensor data, bool inputNeedsGradient, Func<Tensor, Tensor> forward)
    {
        block.zero_grad();
        var x = data.clone().requires_grad_(inputNeedsGradient);
        manual_seed(11);
        var before = rand([3]);
        var y = forward(x);
        var after = rand([3]);
        (y * y).sum().backward();
        var gradients = block.parameters().Select(p => p.grad!.clone()).ToList();
        if (inputNeedsGradient)
            gradients.Add(x.grad!);
        return (cat([y.reshape(-1), before, after, rand([3])]), [.. gradients]);
    }

    private static nn.Module<Tensor, Tensor> Block() => nn.Sequential(
        ("attention", new SelfAttention(12, 3, causal: true, dropout: 0.2)),
        ("mlp", new FeedForward(12, 24, dropout: 0.2)),
        ("drop", nn.Dropout(0.3)));

    [Test]
    public void Gradients_equal_the_plain_ones_bit_for_bit_with_dropout([Values] bool inputNeedsGradient, [Values] bool training)
    {
        using var scope = NewDisposeScope();
        var block = Block();
        block.train(training);
        var x = randn([2, 5, 12]);
        var plain = Run(block, x, inputNeedsGradient, block.call);
        var recomputed = Run(block, x, inputNeedsGradient, input => Recompute.Call(block, input));
        Assert.That(recomputed.Output.equal(plain.Output).all().ToBoolean(), Is.True, "outputs, and the random numbers around them");
        Assert.That(recomputed.Gradients, Has.Length.EqualTo(plain.Gradients.Length));
        foreach (var (ours, theirs) in recomputed.Gradients.Zip(plain.Gradients))
            Assert.That(ours.equal(theirs).all().ToBoolean(), Is.True);
    }

    [Test]
    public void A_stack_of_blocks_equals_the_plain_stack()
    {
        using var scope = NewDisposeScope();
        var blocks = Enumerable.Range(0, 4).Select(_ => Block()).ToArray();
        var stack = nn.Sequential(blocks);
        var x = randn([2, 5, 12]);
        var plain = Run(stack, x, true, stack.call);
        var recomputed = Run(stack, x, true, input => blocks.Aggregate(input, (h, b) => h + Recompute.Call(b, h) - h));
        var direct = Run(stack, x, true, input => blocks.Aggregate(input, (h, b) => h + b.call(h) - h));
        Assert.That(plain.Gradients, Is.Not.Empty);
        foreach (var (ours, theirs) in recomputed.Gradients.Zip(direct.Gradients))
            Assert.That(ours.equal(theirs).all().ToBoolean(), Is.True);
    }

    [Test]
    public void A_frozen_block_passes_the_gradient_on_and_keeps_none()
    {
        using var scope = NewDisposeScope();
        var block = new FeedForward(4, 8);
        foreach (var parameter in block.parameters())
            parameter.requires_grad = false;
        var x = randn([2, 4]).requires_grad_();
        Recompute.Call(block, x).sum().backward();
        Assert.That(x.grad!.abs().sum().ToSingle(), Is.GreaterThan(0));
        Assert.That(block.parameters().All(p => p.grad is null), Is.True);
    }

    [Test]
    public void An_auxiliary_loss_would_be_lost_and_is_refused()
    {
        using var scope = NewDisposeScope();
        var block = nn.Sequential(("experts", new MixtureOfExperts(4, 8, 2)));
        Assert.That(() => Recompute.Call(block, randn([2, 4])), Throws.InstanceOf<NotSupportedException>().With.Message.Contains("MixtureOfExperts"));
        block.eval();
        Assert.That(() => Recompute.Call(block, randn([2, 4])), Throws.Nothing);
    }

    [Test]
    public void Without_gradients_it_is_a_plain_call()
    {
        using var scope = NewDisposeScope();
        var block = new FeedForward(4, 8);
        using var noGrad = no_grad();
        var y = Recompute.Call(block, randn([2, 4]));
        Assert.That(y.requires_grad, Is.False);
    }

    /// <summary>
    /// Two blocks that each keep four results of 36 MB: 288 MB for a plain graph, one result of 36 MB a block with recomputation. Tensors above 32 MB
    /// are mapped one by one, so that what other tests have freed does not count.
    /// </summary>
    [Test]
    [Platform("Linux")]
    public void Memory_between_forward_and_backward_is_one_input_a_block()
    {
        const int blocks = 2;
        using var outer = NewDisposeScope();
        var stack = Enumerable.Range(0, blocks).Select(_ => new FourTanhs()).ToArray();
        var x = randn([2304, 4096]).requires_grad_();
        var plain = HeldBy(() => stack.Aggregate(x, (h, block) => block.call(h)));
        var recomputed = HeldBy(() => stack.Aggregate(x, (h, block) => Recompute.Call(block, h)));
        TestContext.Out.WriteLine($"held by the graph: plain {plain:F0} MB, recomputed {recomputed:F0} MB");
        Assert.That(plain, Is.GreaterThan(270));
        Assert.That(recomputed, Is.LessThan(100));
    }

    private static double HeldBy(Func<Tensor> forward)
    {
        var before = ResidentMegabytes();
        using var scope = NewDisposeScope();
        var loss = forward().sum();
        var held = ResidentMegabytes() - before;
        loss.backward();
        return held;
    }

    private static double ResidentMegabytes()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var pages = long.Parse(File.ReadAllText("/proc/self/statm").Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        return pages * (double)Environment.SystemPageSize / (1 << 20);
    }

    private sealed class FourTanhs() : Layer(nameof(FourTanhs))
    {
        public override Tensor forward(Tensor input)
        {
            var x = input.tanh();
            for (var i = 1; i < 4; i++)
            {
                using var previous = x;
                x = previous.tanh();
            }

            return x;
        }
    }
}
