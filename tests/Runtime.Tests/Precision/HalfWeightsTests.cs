using StableModels.Layers;
using StableModels.Precision;
using StableModels.Tests.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableModels.Tests.Precision;

internal sealed class HalfWeightsTests : ScopedTest
{
    [Test]
    public void A_hand_written_model_keeps_its_batch_norms_in_FP32()
    {
        var (conv, norm) = (nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4));
        using (no_grad())
        {
            norm.running_var!.fill_(1.001);
        }

        var model = nn.Sequential(("conv", conv), ("norm", norm), ("flat", nn.Flatten()), ("head", nn.Linear(16, 2)));
        HalfWeights.ConvertModel(model, ScalarType.BFloat16);
        Assert.That(model.named_parameters().Where(p => p.parameter.dtype == ScalarType.Float32).Select(p => p.name), Is.EqualTo(new[] { "norm.weight", "norm.bias" }));
        Assert.That(norm.running_var!.dtype, Is.EqualTo(ScalarType.Float32));
        Assert.That(norm.running_var[0].ToSingle(), Is.EqualTo(1.001f), "not a digit is lost");
        using var output = model.call(randn([3, 1, 4, 4], ScalarType.BFloat16));
        Assert.That(output.dtype, Is.EqualTo(ScalarType.BFloat16));
        output.to(ScalarType.Float32).sum().backward();
        Assert.That(norm.weight!.grad!.dtype, Is.EqualTo(ScalarType.Float32));
    }

    [Test]
    public void A_module_of_ones_own_is_not_converted_as_a_part()
    {
        var hand = nn.Sequential(("head", nn.Linear(4, 2)));
        HalfWeights.Convert(new Wrapped(hand), ScalarType.BFloat16);
        Assert.That(hand.parameters().First().dtype, Is.EqualTo(ScalarType.Float32));
    }

    [TestCaseSource(nameof(Layers))]
    public void Layers_that_cast_give_back_the_type_that_they_get(string name, nn.Module<Tensor, Tensor> layer)
    {
        var input = randn(2, 3, 8);
        using var noGrad = no_grad();
        layer.eval();
        var expected = layer.call(input);
        ((IHalfCompute)layer).ToHalf(ScalarType.BFloat16);
        var wide = layer.call(input);
        var half = layer.call(input.to(ScalarType.BFloat16));
        Assert.Multiple(() =>
        {
            Assert.That(wide.dtype, Is.EqualTo(ScalarType.Float32));
            Assert.That(half.dtype, Is.EqualTo(ScalarType.BFloat16));
            Assert.That((wide - expected).abs().max().ToSingle(), Is.LessThan(0.05 * expected.abs().max().ToSingle()));
            Assert.That((wide - expected).abs().max().ToSingle(), Is.GreaterThan(0), "it did compute in BF16");
            Assert.That(layer.named_parameters().Where(p => p.name.Contains("norm", StringComparison.Ordinal) || p.name.Contains("router", StringComparison.Ordinal)).Select(p => p.parameter.dtype), Has.All.EqualTo(ScalarType.Float32));
        });
    }

    [Test]
    public void Cross_attention_takes_a_memory_and_an_additive_mask_of_any_type()
    {
        var layer = new CrossAttention(8, 2, qkNorm: true);
        layer.ToHalf(ScalarType.BFloat16);
        var output = layer.call(randn(2, 3, 8), randn(2, 5, 8), zeros(3, 5));
        Assert.That(output.dtype, Is.EqualTo(ScalarType.Float32));
    }

    private static IEnumerable<TestCaseData> Layers()
    {
        yield return Case("attention", new SelfAttention(8, 2, causal: true, qkNorm: true, rotary: true));
        yield return Case("attention with a soft cap", new SelfAttention(8, 2, logitSoftCap: 50));
        yield return Case("feed-forward", new FeedForward(8, 16, Activation.SwiGlu));
        yield return Case("experts", new MixtureOfExperts(8, 16, 4, bias: true));

        static TestCaseData Case(string name, nn.Module<Tensor, Tensor> layer) => new TestCaseData(name, layer).SetArgDisplayNames(name);
    }

    private sealed class Wrapped : nn.Module<Tensor, Tensor>
    {
        private readonly nn.Module<Tensor, Tensor> _inner;

        public Wrapped(nn.Module<Tensor, Tensor> inner)
            : base(nameof(Wrapped))
        {
            _inner = inner;
            register_module("inner", inner);
        }

        public override Tensor forward(Tensor input) => _inner.call(input);

        protected override void RegisterComponents()
        {
        }
    }
}
