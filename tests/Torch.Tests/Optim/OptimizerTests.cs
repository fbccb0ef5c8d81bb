using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace StableModels.Torch.Tests.Optim;

[TestFixture]
internal sealed class OptimizerTests
{
    private static Parameter Weight(float value = 1) => nn.Parameter(tensor(new[] { value }));

    [Test]
    public void A_group_takes_what_it_does_not_say_from_the_optimizer()
    {
        using var weight = Weight();
        var group = new AdamW.ParamGroup([weight], weight_decay: 0.1);
        using var optimizer = AdamW([group], lr: 5e-5, beta2: 0.95);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(group.LearningRate, Is.EqualTo(5e-5));
            Assert.That(group.Betas, Is.EqualTo((0.9, 0.95)));
            Assert.That(group.Options.weight_decay, Is.EqualTo(0.1));
            Assert.That(group.InitialLearningRate, Is.EqualTo(5e-5));
        }
    }

    [Test]
    public void A_parameter_belongs_to_one_group()
    {
        using var weight = Weight();
        Assert.That(() => SGD([new SGD.ParamGroup([weight]), new SGD.ParamGroup([weight])], 0.1), Throws.ArgumentException.With.Message.Contains("more than one"));
    }

    [Test]
    public void A_parameter_that_is_given_twice_steps_once()
    {
        using var scope = NewDisposeScope();
        var weight = Weight();
        using var optimizer = SGD([weight, weight], 0.1);
        weight.grad = ones(1);
        optimizer.step();
        Assert.That(weight.ToSingle(), Is.EqualTo(0.9f).Within(1e-6));
    }

    [Test]
    public void A_parameter_without_a_gradient_stays()
    {
        using var weight = Weight();
        using var optimizer = AdamW([weight], 0.1, weight_decay: 1);
        optimizer.step();
        Assert.That(weight.ToSingle(), Is.EqualTo(1));
    }

    [Test]
    public void A_closure_computes_the_loss()
    {
        using var scope = NewDisposeScope();
        var weight = Weight();
        using var optimizer = SGD([weight], 0.1);
        var loss = optimizer.step(() =>
        {
            optimizer.zero_grad();
            var square = weight.square().sum();
            square.backward();
            return square;
        });
        using (Assert.EnterMultipleScope())
        {
            Assert.That(loss.ToSingle(), Is.EqualTo(1));
            Assert.That(weight.ToSingle(), Is.EqualTo(0.8f).Within(1e-6));
        }
    }

    [Test]
    public void Zero_grad_fills_with_zeros()
    {
        using var scope = NewDisposeScope();
        var weight = Weight();
        weight.grad = ones(1);
        using var optimizer = SGD([weight], 0.1);
        optimizer.zero_grad();
        Assert.That(weight.grad!.ToSingle(), Is.Zero);
    }

    [Test]
    public void A_group_can_be_added_later()
    {
        using var scope = NewDisposeScope();
        var (first, second) = (Weight(), Weight());
        using var optimizer = SGD([first], 0.1);
        optimizer.add_param_group(new SGD.ParamGroup { Parameters = [second] });
        second.grad = ones(1);
        optimizer.step();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(optimizer.parameters(), Is.EqualTo(new[] { first, second }));
            Assert.That(second.ToSingle(), Is.EqualTo(0.9f).Within(1e-6));
        }
    }

    [Test]
    public void State_of_another_optimizer_is_refused()
    {
        using var weight = Weight();
        using var stream = new MemoryStream();
        SGD([weight], 0.1).save_state_dict(new BinaryWriter(stream));
        stream.Position = 0;
        Assert.That(() => Adam([weight]).load_state_dict(new BinaryReader(stream)), Throws.TypeOf<InvalidDataException>().With.Message.Contains("SGD"));
    }

    [Test]
    public void A_state_dict_is_copied_with_its_settings_and_then_goes_its_own_way()
    {
        using var from = Weight();
        using var to = Weight();
        using var source = Adam([from], lr: 0.1, beta2: 0.95, amsgrad: true);
        using var copy = Adam([to], lr: 0.2);
        from.sum().backward();
        source.step();
        copy.load_state_dict(source.state_dict());
        var (given, taken) = (source.state_dict(), copy.state_dict());
        using (Assert.EnterMultipleScope())
        {
            Assert.That(taken.State[0].ApproximatelyEquals(given.State[0]), Is.True);
            Assert.That(((Adam.State)taken.State[0]).max_exp_avg_sq, Is.Not.Null.And.Not.SameAs(((Adam.State)given.State[0]).max_exp_avg_sq));
            Assert.That((taken.Options[0].LearningRate, ((Adam.Options)taken.Options[0]).beta2, ((Adam.Options)taken.Options[0]).amsgrad), Is.EqualTo((0.1, 0.95, true)));
        }

        source.step();
        Assert.That(taken.State[0].ApproximatelyEquals(given.State[0]), Is.False);
        using var other = AdamW([to]);
        Assert.That(() => other.load_state_dict(source.state_dict()), Throws.TypeOf<InvalidCastException>().With.Message.Contains("Adam, not of AdamW"));
    }

    [Test]
    public void Bad_settings_are_refused()
    {
        using var weight = Weight();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => Adam([weight], lr: -1), Throws.ArgumentException);
            Assert.That(() => AdamW([weight], beta1: 1), Throws.ArgumentException);
            Assert.That(() => SGD([weight], 0.1, nesterov: true), Throws.ArgumentException);
            Assert.That(() => Rprop([weight], etaminus: 2), Throws.ArgumentException);
        }
    }

    [Test]
    public void A_step_leaves_no_tensor_behind()
    {
        using var scope = NewDisposeScope();
        var weight = Weight();
        weight.grad = ones(1);
        using var optimizer = AdamW([weight], 0.1);
        optimizer.step();
        var count = Tensor.TotalCount;
        for (var i = 0; i < 20; i++)
            optimizer.step();
        Assert.That(Tensor.TotalCount, Is.LessThanOrEqualTo(count));
    }
}
