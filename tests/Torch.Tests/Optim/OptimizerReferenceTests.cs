using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace StableModels.Torch.Tests.Optim;

/// <summary>Twelve steps of every optimizer, over two groups, against PyTorch's.</summary>
[TestFixture]
internal sealed class OptimizerReferenceTests
{
    private static readonly Dictionary<string, Func<Parameter[], Parameter[], Optimizer>> Optimizers = new(StringComparer.Ordinal)
    {
        ["SGD"] = (a, b) => SGD([new SGD.ParamGroup(a), new SGD.ParamGroup(b, lr: 0.2)], 0.1),
        ["SGD momentum"] = (a, b) => SGD([new SGD.ParamGroup(a), new SGD.ParamGroup(b, lr: 0.2)], 0.1, momentum: 0.9, dampening: 0.2, weight_decay: 0.05),
        ["SGD nesterov"] = (a, b) => SGD([new SGD.ParamGroup(a), new SGD.ParamGroup(b, lr: 0.2)], 0.1, momentum: 0.9, nesterov: true),
        ["SGD maximize"] = (a, b) => SGD([new SGD.ParamGroup(a), new SGD.ParamGroup(b, lr: 0.2)], 0.1, momentum: 0.5, maximize: true),
        ["Adam"] = (a, b) => Adam([new Adam.ParamGroup(a), new Adam.ParamGroup(b, lr: 0.02)], 0.01, weight_decay: 0.1),
        ["Adam amsgrad"] = (a, b) => Adam([new Adam.ParamGroup(a), new Adam.ParamGroup(b, lr: 0.02)], 0.01, 0.8, 0.9, amsgrad: true, maximize: true),
        ["AdamW"] = (a, b) => AdamW([new AdamW.ParamGroup(a), new AdamW.ParamGroup(b, lr: 0.02)], 0.01, weight_decay: 0.1),
        ["AdamW amsgrad"] = (a, b) => AdamW([new AdamW.ParamGroup(a), new AdamW.ParamGroup(b, lr: 0.02)], 0.01, 0.8, 0.9, 1e-6, 0.1, amsgrad: true),
        ["RAdam"] = (a, b) => RAdam([new RAdam.ParamGroup(a), new RAdam.ParamGroup(b, lr: 0.02)], 0.01, 0.9, 0.95, weight_decay: 0.1),
        ["NAdam"] = (a, b) => NAdam([new NAdam.ParamGroup(a), new NAdam.ParamGroup(b, lr: 0.02)], 0.01, weight_decay: 0.1),
        ["Adamax"] = (a, b) => Adamax([new Adamax.ParamGroup(a), new Adamax.ParamGroup(b, lr: 0.02)], 0.01, weight_decay: 0.1),
        ["Adagrad"] = (a, b) => Adagrad([new Adagrad.ParamGroup(a), new Adagrad.ParamGroup(b, lr: 0.2)], 0.1, 0.05, 0.1, 0.3),
        ["Adadelta"] = (a, b) => Adadelta([new Adadelta.ParamGroup(a), new Adadelta.ParamGroup(b, lr: 2)], 1, 0.8, weight_decay: 0.1),
        ["ASGD"] = (a, b) => ASGD([new ASGD.ParamGroup(a), new ASGD.ParamGroup(b, lr: 0.2)], 0.1, 0.01, t0: 4, weight_decay: 0.1),
        ["RMSProp"] = (a, b) => RMSProp([new RMSProp.ParamGroup(a), new RMSProp.ParamGroup(b, lr: 0.02)], 0.01, 0.9, weight_decay: 0.1),
        ["RMSProp centered"] = (a, b) => RMSProp([new RMSProp.ParamGroup(a), new RMSProp.ParamGroup(b, lr: 0.02)], 0.01, momentum: 0.8, centered: true),
        ["Rprop"] = (a, b) => Rprop([new Rprop.ParamGroup(a), new Rprop.ParamGroup(b, lr: 0.02)], 0.01, min_step: 1e-4, max_step: 0.2),
    };

    private static IEnumerable<string> Names => Optimizers.Keys;

    [TestCaseSource(nameof(Names))]
    public void Equals_PyTorch(string name)
    {
        using var scope = NewDisposeScope();
        var (first, second) = (First(), Second());
        using var optimizer = Optimizers[name]([first], [second]);
        foreach (var (step, expected) in OptimizationReference.All.Optimizers[name].Index())
        {
            Step(optimizer, step, first, second);
            AssertValues(expected, first, second);
        }
    }

    [TestCaseSource(nameof(Names))]
    public void Resumes_from_its_saved_state_bit_for_bit(string name)
    {
        using var scope = NewDisposeScope();
        var (first, second) = (First(), Second());
        using var optimizer = Optimizers[name]([first], [second]);
        for (var step = 0; step < 5; step++)
            Step(optimizer, step, first, second);

        using var stream = new MemoryStream();
        ((OptimizerHelper)optimizer).save_state_dict(new BinaryWriter(stream));
        stream.Position = 0;
        var (otherFirst, otherSecond) = (new Parameter(first.detach().clone()), new Parameter(second.detach().clone()));
        using var other = Optimizers[name]([otherFirst], [otherSecond]);
        ((OptimizerHelper)other).load_state_dict(new BinaryReader(stream));
        for (var step = 5; step < 9; step++)
        {
            Step(optimizer, step, first, second);
            Step(other, step, otherFirst, otherSecond);
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(otherFirst.data<double>().ToArray(), Is.EqualTo(first.data<double>().ToArray()));
            Assert.That(otherSecond.data<double>().ToArray(), Is.EqualTo(second.data<double>().ToArray()));
        }
    }

    [Test]
    public void LBFGS_equals_PyTorch()
    {
        using var scope = NewDisposeScope();
        Parameter[] parameters = [First(), Second()];
        using var optimizer = LBFGS(parameters, 0.5, max_iter: 6, history_size: 3);
        foreach (var expected in OptimizationReference.All.Lbfgs)
        {
            Assert.That(optimizer.step(Loss).ToDouble(), Is.EqualTo(expected[0]).Within(1e-8));
            AssertValues(expected[1..], parameters);
        }

        Assert.That(() => ((Optimizer)optimizer).step(), Throws.ArgumentNullException.With.Message.Contains("closure"));

        Tensor Loss()
        {
            optimizer.zero_grad();
            var loss = parameters[0].sum().sub(1).square();
            foreach (var parameter in parameters)
                loss = loss.add(parameter.square().sub(1).square().mul(arange(1, parameter.numel() + 1, dtype: ScalarType.Float64).reshape(parameter.shape)).sum());
            loss.backward();
            return loss;
        }
    }

    [Test]
    public void No_optimizer_is_left_out() => Assert.That(OptimizationReference.All.Optimizers.Keys, Is.EquivalentTo(Optimizers.Keys));

    private static Parameter First() => new(linspace(-1, 1, 6, dtype: ScalarType.Float64).reshape(2, 3));

    private static Parameter Second() => new(linspace(0.5, 2, 4, dtype: ScalarType.Float64));

    private static void Step(Optimizer optimizer, int step, params Parameter[] parameters)
    {
        foreach (var parameter in parameters)
        {
            var index = arange(parameter.numel(), dtype: ScalarType.Float64).reshape(parameter.shape);
            parameter.grad = parameter.detach().mul(3).add(step).add(index).sin();
        }

        optimizer.step();
    }

    private static void AssertValues(double[] expected, params Parameter[] parameters)
    {
        var actual = parameters.SelectMany(parameter => parameter.detach().data<double>().ToArray()).ToArray();
        for (var i = 0; i < expected.Length; i++)
            Assert.That(actual[i], Is.EqualTo(expected[i]).Within(1e-9));
    }
}
