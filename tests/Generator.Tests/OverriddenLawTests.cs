using StableModels.Generator.Tests.Architectures;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Generator.Tests;

/// <summary>[Init] on layers with several weights, measured: which weights it sets, and what of the block's depth stays.</summary>
[TestFixture]
public sealed class OverriddenLawTests
{
    private const int Width = 128;

    // Four branches in each of four blocks.
    private const double Depth = 0.25;

    private Overridden _model = null!;

    [OneTimeSetUp]
    public void Make()
    {
        random.manual_seed(9);
        _model = new Overridden(Width, 4);
    }

    [OneTimeTearDown]
    public void Dispose() => _model.Dispose();

    [Test]
    public void Attention_draws_all_projections_and_keeps_the_depth_scale_on_the_last()
    {
        var attention = _model.Blocks[3].Attention;
        Assert.Multiple(() =>
        {
            foreach (var (first, what) in new[] { (0, "query"), (Width, "key"), (2 * Width, "value") })
            {
                Assert.That(Deviation(attention.QueryKeyValue.weight.narrow(0, first, Width)), Is.EqualTo(0.02).Within(3).Percent, what);
            }

            Assert.That(Deviation(attention.Output.weight), Is.EqualTo(0.02 * Depth).Within(3).Percent, "output");
            Assert.That(attention.QueryKeyValue.bias!.abs().max().ToDouble(), Is.Zero);
        });
    }

    [Test]
    public void Feed_forward_draws_both_halves_of_a_gated_projection_with_their_own_fans()
    {
        var mlp = _model.Blocks[3].Mlp;
        var inner = 2 * Math.Sqrt(2.0 / (Width + 2 * Width));
        Assert.Multiple(() =>
        {
            Assert.That(Deviation(mlp.Input.weight.narrow(0, 0, 2 * Width)), Is.EqualTo(inner).Within(3).Percent, "value");
            Assert.That(Deviation(mlp.Input.weight.narrow(0, 2 * Width, 2 * Width)), Is.EqualTo(inner).Within(3).Percent, "gate");
            Assert.That(mlp.Input.weight.abs().max().ToDouble(), Is.LessThanOrEqualTo(Math.Sqrt(3) * inner), "uniform");
            Assert.That(Deviation(mlp.Output.weight), Is.EqualTo(inner).Within(3).Percent, "DepthScaled = false");
        });
    }

    [Test]
    public void Experts_are_drawn_and_their_router_is_not()
    {
        var experts = _model.Blocks[3].Experts;
        var parameters = experts.named_parameters().ToDictionary(static p => p.name, static p => p.parameter, StringComparer.Ordinal);
        Assert.Multiple(() =>
        {
            Assert.That(Deviation(parameters["fc1_weight"]), Is.EqualTo(0.5 * Math.Sqrt(2.0 / Width)).Within(3).Percent);
            Assert.That(Deviation(parameters["fc2_weight"]), Is.EqualTo(0.5 * Math.Sqrt(2.0 / (2 * Width)) * Depth).Within(3).Percent);
            Assert.That(Deviation(experts.Router.weight), Is.EqualTo(0.02).Within(15).Percent);
        });
    }

    [Test]
    public void A_single_weight_that_ends_a_branch_keeps_the_depth_scale_too() =>
        Assert.That(Deviation(_model.Blocks[0].Mix.weight), Is.EqualTo(0.05 * Depth).Within(3).Percent);

    [Test]
    public void Recurrent_weights_from_the_input_are_drawn_and_the_others_stay_orthogonal()
    {
        var parameters = _model.Memory.named_parameters().ToDictionary(static p => p.name, static p => p.parameter, StringComparer.Ordinal);
        using var scope = NewDisposeScope();
        var gate = parameters["weight_hh_l0"].narrow(0, 0, Width);
        Assert.Multiple(() =>
        {
            Assert.That(Deviation(parameters["weight_ih_l0"]), Is.EqualTo(0.3).Within(3).Percent);
            Assert.That((gate.matmul(gate.t()) - eye(Width)).abs().max().ToDouble(), Is.LessThan(1e-4));
        });
    }

    [Test]
    public void Outside_a_block_there_is_no_depth() =>
        Assert.That(Deviation(_model.Last.Output.weight), Is.EqualTo(0.2 * 0.9866).Within(3).Percent, "cut at three standard deviations");

    [Test]
    public void Attention_to_a_memory_is_drawn_too()
    {
        using var block = new OverriddenCross(Width);
        Assert.Multiple(() =>
        {
            Assert.That(Deviation(block.Cross.Query.weight), Is.EqualTo(1 / Math.Sqrt(Width)).Within(3).Percent);
            Assert.That(Deviation(block.Cross.KeyValue.weight), Is.EqualTo(1 / Math.Sqrt(Width)).Within(3).Percent);
            Assert.That(block.Cross.KeyValue.weight.abs().max().ToDouble(), Is.LessThanOrEqualTo(Math.Sqrt(3.0 / Width)), "uniform");
        });
    }

    private static double Deviation(Tensor weight) => weight.std().ToDouble();
}
