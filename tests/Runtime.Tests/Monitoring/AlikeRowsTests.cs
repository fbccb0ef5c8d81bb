using StableModels.Monitoring;
using static TorchSharp.torch;

namespace StableModels.Tests.Monitoring;

[TestFixture]
internal sealed class AlikeRowsTests
{
    private static bool Alike(float[,] rows)
    {
        using var scope = NewDisposeScope();
        return AlikeRows.In(tensor(rows)).item<bool>();
    }

    [Test]
    public void Rounding_makes_no_difference() =>
        Assert.That(Alike(new[,] { { 0.3f, -2e-3f }, { MathF.BitIncrement(0.3f), -2e-3f + 3e-8f } }), Is.True);

    [Test]
    public void A_thousandth_does() =>
        Assert.That(Alike(new[,] { { 0.3f, 0.2f }, { 0.3f, 0.2003f } }), Is.False);

    [Test]
    public void Small_numbers_are_compared_with_small_ones() =>
        Assert.That(Alike(new[,] { { 1e-9f, 2e-9f }, { 1e-9f, 3e-9f } }), Is.False);

    [Test]
    public void Zeros_are_alike() => Assert.That(Alike(new[,] { { 0f, 0f }, { 0f, 0f } }), Is.True);

    [Test]
    public void NaN_is_like_nothing() => Assert.That(Alike(new[,] { { float.NaN, 0f }, { float.NaN, 0f } }), Is.False);
}
