using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using Utilities = TorchSharp.torch.nn.utils;

namespace StableModels.Torch.Tests.NN;

[TestFixture]
internal sealed class GradientClippingTests
{
    private static Parameter WithGradient(params float[] gradient)
    {
        var parameter = Parameter(zeros(gradient.Length));
        parameter.grad = tensor(gradient);
        return parameter;
    }

    [TestCase(2.0, 13.0)]
    [TestCase(1.0, 19.0)]
    [TestCase(double.PositiveInfinity, 12.0)]
    public void The_joint_norm_is_returned_and_scaled_down(double type, double norm)
    {
        using var scope = NewDisposeScope();
        Parameter[] parameters = [WithGradient(3, 4), WithGradient(12), Parameter(zeros(1))];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Utilities.clip_grad_norm_(parameters, 1, type), Is.EqualTo(norm).Within(1e-5));
            Assert.That(Utilities.clip_grad_norm_(parameters, 2, type), Is.EqualTo(1).Within(1e-5));
            Assert.That(parameters[1].grad!.ToSingle(), Is.EqualTo(12 / norm).Within(1e-5));
        }
    }

    [Test]
    public void A_small_gradient_stays_as_it_is()
    {
        using var scope = NewDisposeScope();
        var parameter = WithGradient(0.3f, 0.4f);
        Utilities.clip_grad_norm_([parameter], 1);
        Assert.That(parameter.grad!.data<float>().ToArray(), Is.EqualTo(new[] { 0.3f, 0.4f }));
    }

    [Test]
    public void Without_gradients_the_norm_is_zero()
    {
        using var parameter = Parameter(zeros(1));
        Assert.That(Utilities.clip_grad_norm_([parameter], 1), Is.Zero);
    }

    [Test]
    public void Values_are_clamped()
    {
        using var scope = NewDisposeScope();
        var parameter = WithGradient(-3, 0.5f, 2);
        Utilities.clip_grad_value_([parameter], 1);
        Assert.That(parameter.grad!.data<float>().ToArray(), Is.EqualTo(new[] { -1f, 0.5f, 1 }));
    }

    [Test]
    public void Parameters_go_into_a_vector_and_back()
    {
        using var scope = NewDisposeScope();
        Parameter[] parameters = [Parameter(tensor(new[] { 1f, 2, 3, 4 }).reshape(2, 2)), Parameter(tensor(new[] { 5f }))];
        var vector = Utilities.parameters_to_vector(parameters);
        Assert.That(vector.detach().data<float>().ToArray(), Is.EqualTo(new[] { 1f, 2, 3, 4, 5 }));
        Utilities.vector_to_parameters(vector.detach().mul(2), parameters);
        Assert.That(parameters.SelectMany(parameter => parameter.detach().data<float>().ToArray()), Is.EqualTo(new[] { 2f, 4, 6, 8, 10 }));
    }
}
