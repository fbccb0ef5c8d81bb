using StableModels.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Runtime.Tests.Layers;

public sealed class PositionsTests
{
    [Test]
    public void Learned_positions_equal_PyTorch()
    {
        using var scope = NewDisposeScope();
        var layer = new LearnedPositions(5, 4);
        ReferenceCase.Named("learned_positions").Check(layer, layer.call, 2, 3, 4);
    }

    [Test]
    public void Learned_positions_start_at_standard_deviation_0_02()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        Assert.That(new LearnedPositions(256, 256).weight.std().ToSingle(), Is.EqualTo(0.02).Within(0.0004));
    }

    [Test]
    public void Learned_positions_refuse_a_sequence_longer_than_the_context()
    {
        using var scope = NewDisposeScope();
        var layer = new LearnedPositions(5, 4);
        Assert.That(() => layer.call(zeros([1, 6, 4])), Throws.ArgumentException.With.Message.Contains("longer than the context of 5"));
    }

    [Test]
    public void Sinusoidal_positions_equal_PyTorch()
    {
        using var scope = NewDisposeScope();
        var layer = new SinusoidalPositions(8);
        ReferenceCase.Named("sinusoidal_positions").Check(layer, layer.call, 1, 6, 8);
    }

    [Test]
    public void Sinusoidal_positions_follow_length_and_type()
    {
        using var scope = NewDisposeScope();
        var layer = new SinusoidalPositions(8, scale: 0.5);
        var shortened = layer.call(zeros([1, 3, 8]));
        var whole = layer.call(zeros([2, 7, 8], ScalarType.Float64));
        Assert.Multiple(() =>
        {
            Assert.That(shortened.dtype, Is.EqualTo(ScalarType.Float32));
            Assert.That(whole.dtype, Is.EqualTo(ScalarType.Float64));
            Assert.That(whole.narrow(1, 0, 3).narrow(0, 0, 1).to_type(ScalarType.Float32).allclose(shortened), Is.True);
            Assert.That(whole.square().mean().ToDouble(), Is.EqualTo(0.125).Within(1e-12), "sin² + cos² = 1, times 0.5², over two");
        });
    }

    [Test]
    public void Rotation_changes_no_norm_and_scores_depend_on_distance_alone()
    {
        using var scope = NewDisposeScope();
        var rotary = new RotaryPositions(16);
        var q = randn([16], ScalarType.Float64).expand([12, 16]);
        var k = randn([16], ScalarType.Float64).expand([12, 16]);
        var (turnedQ, turnedK) = (rotary.call(q), rotary.call(k));
        Assert.That(turnedQ.norm(1).allclose(q.norm(1)), Is.True);
        var scores = matmul(turnedQ, turnedK.t());
        for (var offset = -3; offset <= 3; offset++)
        {
            var diagonal = scores.diagonal(offset);
            Assert.That((diagonal - diagonal[0]).abs().max().ToDouble(), Is.LessThan(1e-12), $"distance {offset}");
        }
    }

    [Test]
    public void Half_inputs_are_rotated_in_single_precision()
    {
        using var scope = NewDisposeScope();
        var rotary = new RotaryPositions(64);
        var x = randn([512, 64]).to_type(ScalarType.BFloat16);
        var expected = rotary.call(x.to_type(ScalarType.Float32)).to_type(ScalarType.BFloat16);
        Assert.That(rotary.call(x).equal(expected).all().ToBoolean(), Is.True);
    }

    [Test]
    public void Positions_keep_nothing_in_the_state_dictionary()
    {
        using var sines = new SinusoidalPositions(8);
        using var rotary = new RotaryPositions(8);
        sines.call(zeros([1, 3, 8])).Dispose();
        rotary.call(zeros([1, 3, 8])).Dispose();
        Assert.That(sines.state_dict(), Is.Empty);
        Assert.That(rotary.state_dict(), Is.Empty);
    }

    [Test]
    public void Odd_sizes_are_refused()
    {
        Assert.That(() => new SinusoidalPositions(7), Throws.ArgumentException);
        Assert.That(() => new RotaryPositions(7), Throws.ArgumentException);
        Assert.That(() => new RotaryPositions(8, 1), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }
}
