using StableModels.Initialization;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Runtime.Tests.Initialization;

public sealed class RecurrentTests
{
    private const int Input = 48;
    private const int Hidden = 32;

    private static nn.Module Module(int gates) => gates switch
    {
        4 => nn.LSTM(Input, Hidden, numLayers: 2),
        3 => nn.GRU(Input, Hidden, numLayers: 2),
        _ => nn.RNN(Input, Hidden, numLayers: 2),
    };

    private static Dictionary<string, Tensor> Apply(int gates, Recurrent? laws = null) => Apply(Module(gates), laws);

    private static Dictionary<string, Tensor> Apply(nn.Module module, Recurrent? laws = null)
    {
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
    public void Cells_and_both_directions_are_covered()
    {
        using var scope = NewDisposeScope();
        var cell = Apply(nn.LSTMCell(Input, Hidden));
        Assert.That(cell["bias_ih"].sum().ToSingle(), Is.EqualTo(Hidden));
        Assert.That(cell["bias_hh"].abs().max().ToSingle(), Is.Zero);

        var both = Apply(nn.LSTM(Input, Hidden, bidirectional: true));
        Assert.That(both["bias_ih_l0_reverse"].narrow(0, Hidden, Hidden).min().ToSingle(), Is.EqualTo(1f));
        var reverse = both["weight_hh_l0_reverse"].narrow(0, 0, Hidden);
        Assert.That((matmul(reverse.t(), reverse) - eye(Hidden)).abs().max().ToSingle(), Is.LessThan(1e-5f));
    }

    /// <summary>With the gates' weights at 0 an LSTM keeps σ(forget bias) of its memory at each step.</summary>
    [Test]
    public void Forget_bias_keeps_memory()
    {
        using var scope = NewDisposeScope();
        var cell = nn.LSTMCell(1, 1);
        new Recurrent { Input = Constant.Zero, Hidden = Constant.Zero }.Apply(cell);
        var (h, c) = (zeros([1, 1]), ones([1, 1]));
        for (var t = 0; t < 10; t++)
            (h, c) = cell.call(zeros([1, 1]), (h, c));
        Assert.That(c.ToSingle(), Is.EqualTo(Math.Pow(0.731058579, 10)).Within(1e-6));
    }

    [Test]
    public void Modules_without_recurrence_are_refused()
    {
        using var linear = nn.Linear(3, 3);
        Assert.That(() => new Recurrent().Apply(linear), Throws.ArgumentException.With.Message.Contains("weight_hh"));
    }
}
