using StableModels.Precision;
using StableModels.Tests.Training;
using StableModels.Training;
using static TorchSharp.torch;

namespace StableModels.Tests.Precision;

[TestFixture(false)]
[TestFixture(true)]
internal sealed class LossScalerTests(bool onDevice) : ScopedTest
{
    [Test]
    public void Follows_PyTorchs_sequence()
    {
        // On the device the same sequence with a shorter interval, which is a tenth of a second instead of five.
        var interval = onDevice ? 20 : 2000;
        using var scaler = new LossScaler(65536, Device) { GrowthInterval = interval };
        Update(scaler, bad: true);
        Assert.That(Scale(scaler), Is.EqualTo(32768));
        Update(scaler, bad: true);
        Assert.That(Scale(scaler), Is.EqualTo(16384));
        Update(scaler, bad: false, times: interval);
        Assert.That(Scale(scaler), Is.EqualTo(32768));
        Update(scaler, bad: true);
        Assert.That(Scale(scaler), Is.EqualTo(16384));
        Update(scaler, bad: false, times: interval - 1);
        Assert.That(Scale(scaler), Is.EqualTo(16384));
        Update(scaler, bad: false);
        Assert.That(Scale(scaler), Is.EqualTo(32768));
        Assert.That(scaler.Overflows, Is.EqualTo(3));
    }

    [Test]
    public void The_scale_stops_at_its_floor_and_says_so()
    {
        using var scaler = new LossScaler(4, Device) { Floor = 2 };
        Update(scaler, bad: true);
        Assert.That((Scale(scaler), scaler.IsAtFloor), Is.EqualTo((2, false)));
        Update(scaler, bad: true);
        Assert.That((Scale(scaler), scaler.IsAtFloor), Is.EqualTo((2, true)));
        Update(scaler, bad: false);
        Assert.That(scaler.IsAtFloor, Is.False);
    }

    [Test]
    public void With_hysteresis_the_scale_backs_off_at_the_second_bad_step_and_is_patient_again_after_growing()
    {
        using var scaler = new LossScaler(64, Device) { Hysteresis = 2, GrowthInterval = 3 };
        Update(scaler, bad: true);
        Assert.That(Scale(scaler), Is.EqualTo(64));
        Update(scaler, bad: true);
        Assert.That(Scale(scaler), Is.EqualTo(32));
        Update(scaler, bad: true);
        Assert.That(Scale(scaler), Is.EqualTo(16), "patience comes back with growth only");
        Update(scaler, bad: false, times: 3);
        Assert.That(Scale(scaler), Is.EqualTo(32));
        Update(scaler, bad: true);
        Assert.That(Scale(scaler), Is.EqualTo(32));
    }

    [Test]
    public void The_scale_never_grows_beyond_what_FP32_holds()
    {
        using var scaler = new LossScaler(Math.ScaleB(1, 127), Device) { GrowthInterval = 1 };
        Update(scaler, bad: false);

        Assert.That(Scale(scaler), Is.EqualTo(Math.ScaleB(1, 127)));
    }

    [Test]
    public void Its_state_comes_back()
    {
        using var scaler = new LossScaler(64, Device) { GrowthInterval = 3 };
        Update(scaler, bad: true);
        Update(scaler, bad: false, times: 2);
        using var again = new LossScaler(64, Device) { GrowthInterval = 3 };
        var state = new TrainingState();
        scaler.Save(state);
        again.Load(state);
        Update(again, bad: false);

        Assert.That(Scale(again), Is.EqualTo(64));
        Assert.That(again.Overflows, Is.EqualTo(1));
    }

    [TestCase(0)]
    [TestCase(-2)]
    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    public void A_scale_that_cannot_be_undone_is_refused(double scale) =>
        Assert.That(() => new LossScaler(scale), Throws.ArgumentException.With.Message.Contains("65536"));

    private Device? Device => onDevice ? CPU : null;

    private static double Scale(LossScaler scaler) => scaler.Scale.ToDouble();

    private void Update(LossScaler scaler, bool bad, int times = 1)
    {
        using var scope = NewDisposeScope();
        StepScalar flag = bad ? 1 : 0;
        for (var step = 0; step < times; step++)
        {
            scaler.Update(onDevice ? StepScalar.Of(tensor(bad ? 1.0 : 0.0), keepOnDevice: true) : flag);
        }
    }
}
