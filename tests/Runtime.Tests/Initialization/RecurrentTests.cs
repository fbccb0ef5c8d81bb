using StableModels.Initialization;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableModels.Runtime.Tests.Initialization;

public sealed class RecurrentTests
{
    private const int Input = 48;
    private const int Hidden = 32;

    /// <summary>The parameters of a recurrent module, by PyTorch's names: the law needs nothing else of it.</summary>
    private sealed class Weights : nn.Module
    {
        public Weights(int gates, int layers)
            : base(nameof(Weights))
        {
            for (var layer = 0; layer < layers; layer++)
            {
                register_parameter($"weight_ih_l{layer}", new Parameter(full([gates * Hidden, layer == 0 ? Input : Hidden], 9f)));
                register_parameter($"weight_hh_l{layer}", new Parameter(full([gates * Hidden, Hidden], 9f)));
                register_parameter($"bias_ih_l{layer}", new Parameter(full([gates * Hidden], 9f)));
                register_parameter($"bias_hh_l{layer}", new Parameter(full([gates * Hidden], 9f)));
            }
        }
    }

    private static Dictionary<string, Tensor> Apply(int gates, int layers = 2, Recurrent? laws = null)
    {
        var module = new Weights(gates, layers);
        (laws ?? new Recurrent()).Apply(module, new Generator(1));
        return module.named_parameters().ToDictionary(p => p.name, p => (Tensor)p.parameter, StringComparer.Ordinal);
    }

    [Test]
    public void Each_gate_of_the_recurrent_weight_is_orthogonal([Values(1, 3, 4)] int gates)
    {
        using var scope = NewDisposeScope();
        var weights = Apply(gates);
        foreach (var name in new[] { "weight_hh_l0", "weight_hh_l1" })
        {
            for (var gate = 0; gate < gates; gate++)
            {
                var block = weights[name].narrow(0, gate * Hidden, Hidden);
                Assert.That((matmul(block.t(), block) - eye(Hidden)).abs().max().ToSingle(), Is.LessThan(1e-5f));
            }
        }

        Assert.That(Sample.Of(weights["weight_ih_l0"]).Std, Is.EqualTo(1 / Math.Sqrt(Input)).Within(0.1 / Math.Sqrt(Input)));
    }

    [Test]
    public void Forget_bias_is_one_in_one_of_the_two_biases()
    {
        using var scope = NewDisposeScope();
        var weights = Apply(gates: 4);
        foreach (var layer in new[] { 0, 1 })
        {
            var sum = (weights[$"bias_ih_l{layer}"] + weights[$"bias_hh_l{layer}"]).data<float>().ToArray();
            Assert.That(sum[Hidden..(2 * Hidden)], Is.All.EqualTo(1f));
            Assert.That(sum[..Hidden].Concat(sum[(2 * Hidden)..]), Is.All.Zero);
            Assert.That(weights[$"bias_hh_l{layer}"].abs().max().ToSingle(), Is.Zero);
        }
    }

    [Test]
    public void GRU_and_RNN_have_no_forget_bias([Values(1, 3)] int gates)
    {
        using var scope = NewDisposeScope();
        Assert.That(Apply(gates)["bias_ih_l0"].abs().max().ToSingle(), Is.Zero);
    }

    [Test]
    public void Laws_can_be_chosen()
    {
        using var scope = NewDisposeScope();
        var weights = Apply(4, laws: new Recurrent { Input = new Xavier(), ForgetBias = 2 });
        var xavier = Math.Sqrt(2.0 / (Input + Hidden));
        Assert.That(Sample.Of(weights["weight_ih_l0"]).Std, Is.EqualTo(xavier).Within(0.05 * xavier));
        Assert.That(weights["bias_ih_l0"][Hidden].ToSingle(), Is.EqualTo(2f));
    }

    [Test]
    public void Modules_without_recurrence_are_refused()
    {
        using var linear = nn.Linear(3, 3);
        Assert.That(() => new Recurrent().Apply(linear), Throws.ArgumentException.With.Message.Contains("weight_hh"));
    }
}
