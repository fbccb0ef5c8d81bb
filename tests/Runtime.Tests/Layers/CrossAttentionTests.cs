using StableModels.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Runtime.Tests.Layers;

public sealed class CrossAttentionTests
{
    [Test]
    public void Equals_PyTorch()
    {
        using var scope = NewDisposeScope();
        var layer = new CrossAttention(12, 3, memoryWidth: 8).to(ScalarType.Float64);
        ReferenceCase.Fill(layer);
        var x = ReferenceCase.Sines("x", 2, 4, 12).requires_grad_();
        var memory = ReferenceCase.Sines("memory", 2, 5, 8).requires_grad_();
        ReferenceCase.Named("cross_attention").CheckOutputAndGradients(
            layer.call(x, memory),
            [("x", x), ("memory", memory), .. layer.named_parameters().Select(p => (p.name, (Tensor)p.parameter))]);
    }

    [Test]
    public void A_hidden_memory_position_has_no_influence()
    {
        using var scope = NewDisposeScope();
        var layer = new CrossAttention(12, 3, keyValueHeads: 1, qkNorm: true, logitSoftCap: 20);
        var (x, memory) = (randn([2, 4, 12]), randn([2, 5, 12]));
        var changed = cat([memory.narrow(1, 0, 4), randn([2, 1, 12])], 1);
        var mask = tensor(new[] { true, true, true, true, false });
        Assert.That(layer.call(x, changed, mask).allclose(layer.call(x, memory, mask)), Is.True);
        Assert.That(layer.call(x, changed).allclose(layer.call(x, memory)), Is.False);
    }

    [Test]
    public void Fan_in_counts_the_memory_width_and_residual_scale_shrinks_the_output_alone()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var layer = new CrossAttention(256, 4, memoryWidth: 64);
        layer.reset_parameters(residualScale: 0.5);
        Assert.Multiple(() =>
        {
            Assert.That(layer.Query.weight.std().ToSingle(), Is.EqualTo(1.0 / 16).Within(0.001));
            Assert.That(layer.KeyValue.weight.std().ToSingle(), Is.EqualTo(1.0 / 8).Within(0.002));
            Assert.That(layer.Output.weight.std().ToSingle(), Is.EqualTo(0.5 / 16).Within(0.0005));
        });
    }

    [Test]
    public void Leaves_no_tensor_behind_but_its_output()
    {
        using var layer = new CrossAttention(12, 3);
        using var x = randn([1, 4, 12]);
        using var scope = NewDisposeScope();
        _ = layer.call(x, x);
        Assert.That(scope.DisposablesCount, Is.EqualTo(1));
    }
}
