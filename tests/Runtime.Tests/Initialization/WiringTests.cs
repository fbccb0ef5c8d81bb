using StableModels.Initialization;
using StableModels.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Runtime.Tests.Initialization;

/// <summary>
/// What the laws and branch scales do to signal and gradient at the start of training, in a stack of attention and feed-forward blocks wired by hand: the gradient of the
/// last feed-forward matrix in the first and in the last block, and the stream's standard deviation.
/// </summary>
public sealed class WiringTests
{
    private const int Width = 64;
    private const int Layers = 24;

    private sealed record Start(double First, double Last, double Stream)
    {
        public double Ratio => First / Last;
    }

    private delegate Tensor Wiring(Tensor x, Func<Tensor, Tensor> branch, Func<Tensor, Tensor> norm);

    private static Start Measure(Wiring wiring, Action<SelfAttention, FeedForward, int> initialise)
    {
        using var scope = NewDisposeScope();
        manual_seed(21);
        var norm = new RmsNorm(Width);
        var blocks = Enumerable.Range(0, Layers).Select(layer =>
        {
            var (attention, mlp) = (new SelfAttention(Width, 4), new FeedForward(Width, 4 * Width, Activation.Relu));
            initialise(attention, mlp, layer);
            return (attention, mlp);
        }).ToArray();

        var x = randn([4, 16, Width]);
        foreach (var (attention, mlp) in blocks)
        {
            x = wiring(x, attention.call, norm.call);
            x = wiring(x, mlp.call, norm.call);
        }

        var head = randn([Width, 100]) / Math.Sqrt(Width);
        var logits = matmul(norm.call(x), head).reshape(-1, 100);
        nn.functional.cross_entropy(logits, randint(0, 100, [64])).backward();
        return new Start(Gradient(blocks[0].mlp), Gradient(blocks[^1].mlp), x.std().ToDouble());

        static double Gradient(FeedForward mlp) => mlp.Output.weight.grad!.norm().ToDouble();
    }

    private static Tensor Pre(Tensor x, Func<Tensor, Tensor> branch, Func<Tensor, Tensor> norm) => x + branch(norm(x));

    [Test]
    public void Depth_scale_evens_out_the_gradients_of_a_Pre_LN_stack()
    {
        var plain = Measure(Pre, (_, _, _) => { });
        var scale = DepthScale.For(2 * Layers);
        var scaled = Measure(Pre, (attention, mlp, _) =>
        {
            attention.reset_parameters(scale);
            mlp.reset_parameters(scale);
        });
        TestContext.Out.WriteLine($"plain {plain}, depth-scaled {scaled}");
        Assert.Multiple(() =>
        {
            Assert.That(plain.Stream, Is.GreaterThan(3), "grows with the square root of depth");
            Assert.That(scaled.Stream, Is.LessThan(1.6), "at most √2 and a little");
            Assert.That(plain.Ratio, Is.GreaterThan(1.5 * scaled.Ratio));
            Assert.That(scaled.Ratio, Is.InRange(0.6, 1.8));
        });
    }

    [Test]
    public void DeepNorm_gives_every_block_the_same_small_gradient()
    {
        var scheme = DeepNorm.ForStack(Layers);
        var post = Measure((x, branch, norm) => norm(x + branch(x)), (_, _, _) => { });
        var deep = Measure((x, branch, norm) => norm(x * scheme.Alpha + branch(x)), (attention, mlp, _) =>
        {
            attention.reset_parameters(scheme.QueryKey, scheme.Value, scheme.Value);
            mlp.reset_parameters(scheme.Value, scheme.Value);
        });
        TestContext.Out.WriteLine($"Post-LN {post}, DeepNorm {deep}");
        Assert.Multiple(() =>
        {
            Assert.That(deep.Ratio, Is.InRange(0.6, 1.6));
            Assert.That(deep.Last, Is.LessThan(0.3 * post.Last));
            Assert.That(deep.Stream, Is.EqualTo(1).Within(0.05));
        });
    }

    [Test]
    public void DeepScaleLM_keeps_stream_and_gradient_in_a_Pre_LN_stack()
    {
        var scheme = new DeepScaleLm(Width, Layers);
        var start = Measure((x, branch, norm) => x * scheme.Lambda + branch(norm(x)) * scheme.Beta, (attention, mlp, layer) =>
        {
            attention.reset_parameters(scheme.QueryKey, scheme.Value(layer), scheme.Value(layer));
            mlp.reset_parameters(scheme.FeedForward(4 * Width), scheme.FeedForward(4 * Width));
        });
        TestContext.Out.WriteLine($"DeepScaleLM {start}");
        Assert.Multiple(() =>
        {
            Assert.That(start.Stream, Is.InRange(0.6, 1.4));
            Assert.That(start.Ratio, Is.InRange(0.5, 2));
        });
    }

    [Test]
    public void ReZero_needs_no_norm_at_any_depth()
    {
        var scale = new ReZero();
        var bare = Measure((x, branch, _) => x + branch(x), (_, _, _) => { });
        var zero = Measure((x, branch, _) => x + scale.call(branch(x)), (_, _, _) => { });
        Assert.Multiple(() =>
        {
            Assert.That(bare.Stream, Is.GreaterThan(100), "exponential growth without norm and scale");
            Assert.That(zero.Stream, Is.EqualTo(1).Within(0.05));
        });
    }
}
