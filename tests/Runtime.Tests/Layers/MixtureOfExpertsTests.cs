using StableModels.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Runtime.Tests.Layers;

public sealed class MixtureOfExpertsTests
{
    [TestCase("mixture_top1", 1, Activation.Gelu, 1.25)]
    [TestCase("mixture_top2", 2, Activation.SwiGlu, 1.0)]
    [TestCase("mixture_dropless", 2, Activation.Relu, 0)]
    public void Equals_tokens_sent_one_by_one(string name, int topK, Activation activation, double capacityFactor)
    {
        using var scope = NewDisposeScope();
        var layer = new MixtureOfExperts(4, 5, 3, topK, activation, bias: true, capacityFactor: capacityFactor);
        var reference = ReferenceCase.Named(name);
        reference.Check(layer, layer.call, 7, 4);
        Assert.That(layer.AuxiliaryLoss!.ToDouble(), Is.EqualTo(reference.Auxiliary).Within(1e-11));
    }

    [Test]
    public void Experts_used_alike_have_a_balance_loss_of_one()
    {
        using var scope = NewDisposeScope();
        var layer = new MixtureOfExperts(4, 8, 4, topK: 1, zLoss: 0, balanceLoss: 1);
        using (no_grad())
            layer.Router.weight.copy_(eye(4) * 1e-3);
        layer.call(eye(4));
        Assert.That(layer.AuxiliaryLoss!.ToSingle(), Is.EqualTo(1f).Within(1e-3));
    }

    [Test]
    public void Z_loss_is_the_mean_square_of_logsumexp()
    {
        using var scope = NewDisposeScope();
        var layer = new MixtureOfExperts(3, 4, 3, topK: 1, zLoss: 1e-4, balanceLoss: 0);
        using (no_grad())
            layer.Router.weight.copy_(eye(3));
        layer.call(tensor([2f, 1f, 0f]).reshape(1, 3));
        Assert.That(layer.AuxiliaryLoss!.ToSingle(), Is.EqualTo(5.796566480e-4f).Within(1e-9));
    }

    [Test]
    public void Auxiliary_losses_of_a_model_add_up_and_reach_the_router()
    {
        using var scope = NewDisposeScope();
        var (first, second) = (new MixtureOfExperts(4, 8, 4), new MixtureOfExperts(4, 8, 4));
        var model = nn.Sequential(("first", first), ("second", second));
        Assert.That(AuxiliaryLosses.Take(model), Is.Null);
        model.call(randn([6, 4]));
        var expected = first.AuxiliaryLoss!.ToSingle() + second.AuxiliaryLoss!.ToSingle();
        var sum = AuxiliaryLosses.Take(model)!;
        Assert.That(sum.ToSingle(), Is.EqualTo(expected).Within(1e-6));
        Assert.That(AuxiliaryLosses.Take(model), Is.Null, "what was taken is not counted again");
        sum.backward();
        Assert.That(first.Router.weight.grad!.abs().sum().ToSingle(), Is.GreaterThan(0));
        model.eval();
        model.call(randn([6, 4]));
        Assert.That(AuxiliaryLosses.Take(model), Is.Null);
    }

    [Test]
    public void Auxiliary_loss_outlives_the_scope_of_its_forward()
    {
        using var layer = new MixtureOfExperts(4, 8, 4);
        using (NewDisposeScope())
            layer.call(randn([6, 4]));
        Assert.That(layer.AuxiliaryLoss!.ToSingle(), Is.GreaterThan(0));
    }

    [Test]
    public void Leaves_no_tensor_behind_but_its_output()
    {
        using var layer = new MixtureOfExperts(4, 8, 4, bias: true);
        using var x = randn([2, 3, 4]);
        using var scope = NewDisposeScope();
        var y = layer.call(x);
        Assert.That(scope.DisposablesCount, Is.EqualTo(1));
        Assert.That(y.shape, Is.EqualTo(x.shape));
    }

    [Test]
    public void More_choices_than_experts_are_refused() =>
        Assert.That(() => new MixtureOfExperts(4, 8, 2, topK: 3), Throws.InstanceOf<ArgumentOutOfRangeException>());
}
