using StableModels.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Runtime.Tests.Layers;

public sealed class SelfAttentionTests
{
    private static readonly bool[,] Mask =
    {
        { true, true, true, true, true },
        { true, true, false, true, true },
        { true, false, true, true, false },
        { true, true, true, true, true },
        { true, false, true, true, true },
    };

    private static IEnumerable<TestCaseData> Forms()
    {
        yield return Form("self_attention", () => new SelfAttention(12, 3));
        yield return Form("self_attention_causal", () => new SelfAttention(12, 3, causal: true));
        yield return Form("self_attention_mask", () => new SelfAttention(12, 3), masked: true);
        yield return Form("self_attention_causal_mask", () => new SelfAttention(12, 3, causal: true), masked: true);
        yield return Form("self_attention_grouped", () => new SelfAttention(12, 3, causal: true, keyValueHeads: 1));
        yield return Form("self_attention_qk_norm", () => new SelfAttention(12, 3, causal: true, qkNorm: true));
        yield return Form("self_attention_soft_cap", () => new SelfAttention(12, 3, causal: true, logitSoftCap: 0.5));
        yield return Form("self_attention_soft_cap_mask", () => new SelfAttention(12, 3, logitSoftCap: 0.5), masked: true);
        yield return Form("self_attention_clip", () => new SelfAttention(12, 3, causal: true, clipQkv: 0.4));
        yield return Form("self_attention_rotary", () => new SelfAttention(12, 3, causal: true, rotary: true));
        yield return Form("self_attention_no_bias", () => new SelfAttention(12, 3, causal: true, bias: false));

        static TestCaseData Form(string name, Func<SelfAttention> create, bool masked = false) =>
            new TestCaseData(name, create, masked).SetName("Equals_PyTorch_" + name);
    }

    [TestCaseSource(nameof(Forms))]
    public void Equals_PyTorch(string name, Func<SelfAttention> create, bool masked)
    {
        using var scope = NewDisposeScope();
        var layer = create();
        var mask = masked ? tensor(Mask.Cast<bool>().ToArray()).reshape(5, 5) : null;
        ReferenceCase.Named(name).Check(layer, x => layer.call(x, mask), 2, 5, 12);
    }

    [Test]
    public void Additive_mask_equals_boolean_mask([Values(0, 0.5)] double softCap, [Values] bool causal)
    {
        using var scope = NewDisposeScope();
        var layer = new SelfAttention(12, 3, causal, logitSoftCap: softCap);
        var x = randn([2, 5, 12]);
        var mask = tensor(Mask.Cast<bool>().ToArray()).reshape(5, 5);
        var additive = zeros([5, 5]).masked_fill(mask.logical_not(), double.NegativeInfinity);
        Assert.That(layer.call(x, additive).allclose(layer.call(x, mask)), Is.True);
    }

    [Test]
    public void Causal_output_ignores_the_future()
    {
        using var scope = NewDisposeScope();
        var layer = new SelfAttention(12, 3, causal: true, rotary: true, keyValueHeads: 1, qkNorm: true);
        var x = randn([1, 6, 12]);
        var changed = cat([x.narrow(1, 0, 4), randn([1, 2, 12])], 1);
        Assert.That(layer.call(changed).narrow(1, 0, 4).allclose(layer.call(x).narrow(1, 0, 4), 1e-5, 1e-6), Is.True);
    }

    [Test]
    public void Qk_norm_bounds_every_score_by_the_square_root_of_the_head()
    {
        using var scope = NewDisposeScope();
        var norm = new RmsNorm(64);
        var q = norm.call(randn([1000, 64]) * 100);
        var k = norm.call(randn([1000, 64]) * 100);
        var scores = matmul(q, k.t()) / Math.Sqrt(64);
        // Cauchy-Schwarz: the bound is reached by a query that looks like its key.
        Assert.That(scores.abs().max().ToSingle(), Is.LessThanOrEqualTo(8.0001f));
        Assert.That((matmul(q, q.t()) / Math.Sqrt(64)).max().ToSingle(), Is.EqualTo(8f).Within(1e-3));
    }

    [Test]
    public void Residual_scale_shrinks_the_output_projection_alone()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var layer = new SelfAttention(256, 4);
        layer.reset_parameters(residualScale: 0.1);
        Assert.Multiple(() =>
        {
            Assert.That(layer.QueryKeyValue.weight.std().ToSingle(), Is.EqualTo(1.0 / 16).Within(0.02 / 16));
            Assert.That(layer.Output.weight.std().ToSingle(), Is.EqualTo(0.1 / 16).Within(0.002 / 16));
            Assert.That(layer.QueryKeyValue.bias!.abs().max().ToSingle(), Is.Zero);
            Assert.That(layer.Output.bias!.abs().max().ToSingle(), Is.Zero);
        });
    }

    [Test]
    public void Reset_with_one_seed_gives_the_same_weights()
    {
        using var scope = NewDisposeScope();
        var (a, b) = (new SelfAttention(12, 3), new SelfAttention(12, 3));
        a.reset_parameters(generator: new Generator(7));
        b.reset_parameters(generator: new Generator(7));
        foreach (var (left, right) in a.parameters().Zip(b.parameters()))
            Assert.That(left.equal(right).all().ToBoolean(), Is.True);
    }

    [Test]
    public void Dropout_acts_in_training_alone()
    {
        using var scope = NewDisposeScope();
        var layer = new SelfAttention(12, 3, dropout: 0.5);
        var x = randn([1, 8, 12]);
        var (first, second) = (layer.call(x), layer.call(x));
        Assert.That(first.allclose(second), Is.False);
        layer.eval();
        Assert.That(layer.call(x).allclose(layer.call(x)), Is.True);
    }

    [Test]
    public void Names_are_those_of_PyTorch_models()
    {
        using var layer = new SelfAttention(12, 3, qkNorm: true, rotary: true);
        Assert.That(
            layer.state_dict().Keys,
            Is.EqualTo(["qkv.weight", "qkv.bias", "q_norm.weight", "k_norm.weight", "proj.weight", "proj.bias"]));
    }

    [Test]
    public void Leaves_no_tensor_behind_but_its_output()
    {
        using var layer = new SelfAttention(12, 3, causal: true, keyValueHeads: 1, qkNorm: true, logitSoftCap: 5, rotary: true);
        using var x = randn([1, 4, 12]);
        layer.call(x).Dispose();
        using var scope = NewDisposeScope();
        var y = layer.call(x);
        Assert.That(scope.DisposablesCount, Is.EqualTo(1));
        Assert.That(y.shape, Is.EqualTo(x.shape));
    }

    [Test]
    public void Sizes_that_do_not_fit_are_refused()
    {
        Assert.Multiple(() =>
        {
            Assert.That(() => new SelfAttention(10, 3), Throws.ArgumentException.With.Message.Contains("3 heads do not divide a width of 10"));
            Assert.That(() => new SelfAttention(12, 4, keyValueHeads: 3), Throws.ArgumentException.With.Message.Contains("3 key/value heads"));
            Assert.That(() => new SelfAttention(12, 4, rotary: true), Throws.ArgumentException.With.Message.Contains("a head of 3"));
            Assert.That(() => new SelfAttention(12, 3, dropout: 1), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => new SelfAttention(12, 3, logitSoftCap: -1), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => new SelfAttention(12, 3, clipQkv: -1), Throws.InstanceOf<ArgumentOutOfRangeException>());
        });
    }
}
