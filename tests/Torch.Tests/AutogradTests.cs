using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Torch.Tests;

public class AutogradTests
{
    private DisposeScope _scope = null!;

    [SetUp]
    public void Open() => _scope = NewDisposeScope();

    [TearDown]
    public void Close() => _scope.Dispose();

    [Test]
    public void NoGradIsRestoredAndNests()
    {
        using (no_grad())
        {
            using (enable_grad())
                Assert.That(is_grad_enabled());
            Assert.That(is_grad_enabled(), Is.False);
            Assert.That(ones(1, requires_grad: true).mul(2).requires_grad, Is.False);
        }

        Assert.That(is_grad_enabled());
    }

    [Test]
    public void InferenceModeEnds()
    {
        using (inference_mode())
            Assert.That(is_inference_mode_enabled());
        Assert.That(is_inference_mode_enabled(), Is.False);
    }

    [Test]
    public void GradientsAccumulateAndCanBeReplaced()
    {
        var x = ones(2, requires_grad: true);
        Assert.That(x.grad is null);
        (x * 3).sum().backward();
        (x * 3).sum().backward();
        Assert.That(x.grad!.data<float>().ToArray(), Is.EqualTo(new[] { 6f, 6f }));
        x.grad = zeros(2);
        Assert.That(x.grad!.sum().ToSingle(), Is.Zero);
        x.grad = null;
        Assert.That(x.grad is null);
        Assert.That(() => x.grad = zeros(3), Throws.TypeOf<ExternalException>().With.Message.Contains("shape"));
    }

    [Test]
    public void InPlaceWorkWithoutGradientsKeepsVersionsAndViews()
    {
        // Without gradients autograd's kernels are left out; what they protect must still hold.
        var x = ones(2, requires_grad: true);
        var squared = x * x;
        var held = squared * squared;
        using (no_grad())
            squared.add_(1);
        Assert.That(() => held.sum().backward(), Throws.TypeOf<ExternalException>().With.Message.Contains("modified by an inplace operation"));

        var baseTensor = zeros(4);
        var view = baseTensor[..2];
        view.mul_(0).add_(x);
        Assert.That(baseTensor.requires_grad, "a change of a view is a change of its base");
        baseTensor.sum().backward();
        Assert.That(x.grad!.data<float>().ToArray(), Is.EqualTo(new[] { 1f, 1f }));
    }

    [Test]
    public void ALeafThatNeedsGradientsMayNotBeChangedInPlace()
    {
        var x = ones(2, requires_grad: true);
        Assert.That(() => x.add_(1), Throws.TypeOf<ExternalException>().With.Message.Contains("leaf"));
        using (no_grad())
            Assert.That(x.add_(1), Is.SameAs(x));
        Assert.That(x.is_leaf && x.requires_grad);
    }

    [Test]
    public void ParametersCanBeViewsOfOneArena()
    {
        var weight = ones(2, 2, requires_grad: true);
        var bias = zeros(2, requires_grad: true);
        var arena = arange(6, ScalarType.Float32);
        var gradients = zeros(6);
        using (no_grad())
        {
            weight.set_(arena[..4].view(2, 2));
            bias.set_(arena[4..]);
            weight.grad = gradients[..4].view(2, 2);
            bias.grad = gradients[4..];
        }

        (weight.sum() * 2 + bias.sum()).backward();
        Assert.That(gradients.data<float>().ToArray(), Is.EqualTo(new[] { 2f, 2, 2, 2, 1, 1 }));
        using (no_grad())
            arena.sub_(gradients);
        Assert.That(weight[0, 1].ToSingle(), Is.EqualTo(-1));
        Assert.That(weight.requires_grad && weight.is_leaf);
    }

    [Test]
    public void GradReturnsWithoutAccumulating()
    {
        var x = tensor(3.0, requires_grad: true);
        var unused = tensor(1.0, requires_grad: true);
        var first = autograd.grad([x * x], [x], create_graph: true)[0];
        var second = autograd.grad([first], [x])[0];
        Assert.That((first.ToDouble(), second.ToDouble()), Is.EqualTo((6.0, 2.0)));
        Assert.That(x.grad is null);
        Assert.That(autograd.grad([x * x], [unused], allow_unused: true)[0] is null);
        Assert.That(() => autograd.grad([x * x], [unused]), Throws.TypeOf<ExternalException>());
    }

    [Test]
    public void RetainGradKeepsTheGradientOfAnIntermediate()
    {
        var x = ones(1, requires_grad: true);
        var y = x * 2;
        y.retain_grad();
        (y * 3).backward();
        Assert.That(y.grad!.ToSingle(), Is.EqualTo(3));
    }

    [Test]
    public void AnomalyDetectionNamesTheOperatorThatMadeANaN()
    {
        using var mode = autograd.detect_anomaly();
        Assert.That(AnomalyMode.IsEnabled);
        var x = tensor(0.0, requires_grad: true);
        Assert.That(() => (x.sqrt() * 0).backward(), Throws.TypeOf<ExternalException>().With.Message.Contains("SqrtBackward"));
    }

    [Test]
    public void ACustomFunctionRunsItsOwnBackward()
    {
        var x = tensor(new[] { 1.0, 2.0 }, requires_grad: true);
        var y = Cube.apply(x, 2.0);
        Assert.That(y.data<double>().ToArray(), Is.EqualTo(new[] { 2.0, 16.0 }));
        y.sum().backward();
        Assert.That(x.grad!.data<double>().ToArray(), Is.EqualTo(new[] { 6.0, 24.0 }));
    }

    [Test]
    public void ACustomFunctionIsDifferentiableTwice()
    {
        var x = tensor(2.0, requires_grad: true);
        var first = autograd.grad([Cube.apply(x, 1.0)], [x], create_graph: true)[0];
        Assert.That(autograd.grad([first], [x])[0].ToDouble(), Is.EqualTo(12));
    }

    [Test]
    public void ACustomFunctionRecordsNothingWithoutGradients()
    {
        using var mode = no_grad();
        Assert.That(Cube.apply(ones(1, ScalarType.Float64, requires_grad: true), 1.0).requires_grad, Is.False);
    }

    [Test]
    public void AnExceptionInACustomBackwardComesBackAsItself()
    {
        var x = ones(1, requires_grad: true);
        Assert.That(() => Failing.apply(x).backward(), Throws.TypeOf<TimeZoneNotFoundException>().With.Message.EqualTo("thrown on the way back"));
        Assert.That(() => (x * 2).sum().backward(), Throws.Nothing, "nothing is left behind");
    }

    [Test]
    public void SavedTensorsAreFreedWithTheGraphAndDoNotLeak()
    {
        var x = ones(1, ScalarType.Float64, requires_grad: true);
        var y = Cube.apply(x, 1.0);
        y.backward();
        Assert.That(() => y.backward(), Throws.TypeOf<ExternalException>());

        var before = Tensor.TotalCount;
        for (var n = 0; n < 1000; n++)
        {
            using var scope = NewDisposeScope();
            ReturnsWhatItSaves.apply(x).backward();
        }

        Assert.That(Tensor.TotalCount, Is.EqualTo(before));
        Assert.That(ReturnsWhatItSaves.Alive(), Is.LessThan(10), "a saved output does not keep its own graph alive");
    }

    [Test]
    public void SeveralOutputsAndMissingGradients()
    {
        var x = tensor(new[] { 1.0, 2.0 }, requires_grad: true);
        var outputs = Two.apply(x);
        outputs[1].sum().backward();
        Assert.That(x.grad!.data<double>().ToArray(), Is.EqualTo(new[] { 10.0, 10.0 }));
    }

    private sealed class Cube : autograd.SingleTensorFunction<Cube>
    {
        public override string Name => nameof(Cube);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var x = (Tensor)vars[0];
            ctx.save_for_backward([x]);
            ctx.save_data("scale", vars[1]);
            return x * x * x * (double)vars[1];
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            var x = ctx.get_saved_variables()[0];
            return [grad_output * 3 * x * x * (double)ctx.get_data("scale"), null!];
        }
    }

    private sealed class Failing : autograd.SingleTensorFunction<Failing>
    {
        public override string Name => nameof(Failing);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars) => (Tensor)vars[0] * 1;

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) =>
            throw new TimeZoneNotFoundException("thrown on the way back");
    }

    private sealed class ReturnsWhatItSaves : autograd.SingleTensorFunction<ReturnsWhatItSaves>
    {
        private static readonly List<WeakReference> s_contexts = [];

        public override string Name => nameof(ReturnsWhatItSaves);

        public static int Alive()
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return s_contexts.Count(reference => reference.IsAlive);
        }

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            s_contexts.Add(new WeakReference(ctx));
            var y = ((Tensor)vars[0]).exp();
            ctx.save_for_backward([y]);
            return y;
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) => [grad_output * ctx.get_saved_variables()[0]];
    }

    private sealed class Two : autograd.MultiTensorFunction<Two>
    {
        public override string Name => nameof(Two);

        public override List<Tensor> forward(autograd.AutogradContext ctx, params object[] vars) => [(Tensor)vars[0] * 2, (Tensor)vars[0] * 10];

        public override List<Tensor> backward(autograd.AutogradContext ctx, List<Tensor> grad_outputs)
        {
            Assert.That(grad_outputs[0].abs().sum().ToDouble(), Is.Zero, "an output without a gradient gives zeros");
            return [grad_outputs[0] * 2 + grad_outputs[1] * 10];
        }
    }
}
