using StableModels.Optimizers;
using StableModels.Precision;
using StableModels.Recovery;
using StableModels.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableModels.Tests.Training;

/// <summary>Complex numbers in a model, such as the rotations of rotary positions: kept through checkpoints and roll-backs, or refused before training and not at the first checkpoint.</summary>
internal sealed class ComplexTests : ScopedTest
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("complex-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void A_complex_buffer_comes_back_from_a_checkpoint_with_both_its_parts()
    {
        var rotations = polar(ones(3), tensor(new[] { 0f, 1f, 2f }));
        using (var trainer = Create(With("rotations", rotations.clone())))
        {
            trainer.Step(() => ((FedModel)trainer.Model).LossWithGradients([1]));
            trainer.Save();
        }

        var model = With("rotations", zeros(3, dtype: ScalarType.ComplexFloat32));
        using var resumed = Create(model);
        resumed.Resume();

        Assert.That(model.get_buffer("rotations")!.eq(rotations).all().item<bool>(), Is.True);
    }

    [Test]
    public void A_capture_keeps_both_its_parts()
    {
        var rotations = polar(ones(3), tensor(new[] { 0f, 1f, 2f }));
        var model = With("rotations", rotations.clone());
        using var trainer = Create(model);
        using var before = trainer.Capture();
        using (no_grad())
            model.get_buffer("rotations")!.zero_();
        trainer.Restore(before);

        Assert.That(model.get_buffer("rotations")!.eq(rotations).all().item<bool>(), Is.True);
    }

    [Test]
    public void What_a_checkpoint_cannot_hold_is_refused_when_the_trainer_is_made([Values] bool parameter)
    {
        var wave = zeros(2, dtype: ScalarType.ComplexFloat64);
        var model = parameter ? new FedModel([1f]) : With("wave", wave);
        if (parameter)
            model.register_parameter("wave", new Parameter(wave, requires_grad: false));

        Assert.That(() => Create(model), Throws.TypeOf<NotSupportedException>().With.Message.Contains("'wave', which is ComplexFloat64. Convert it to ComplexFloat32"));
        Assert.That(Directory.EnumerateFileSystemEntries(_folder), Is.Empty, "and the folder is not taken");
    }

    [Test]
    public void A_buffer_outside_of_checkpoints_is_refused_only_where_snapshots_go_to_files()
    {
        var model = With("wave", zeros(2, dtype: ScalarType.ComplexFloat64), persistent: false);
        Assert.That(() => Create(model, new SpikeGuard { Folder = _folder }), Throws.TypeOf<NotSupportedException>().With.Message.Contains("'wave'"));

        using var trainer = Create(model, new SpikeGuard());
        trainer.Step(() => model.LossWithGradients([1]));
        Assert.That(trainer.Save(), Does.Contain("step-0000000001"));
    }

    [Test]
    public void A_complex_parameter_is_not_trained()
    {
        var model = new FedModel([1f]);
        model.register_parameter("wave", new Parameter(zeros(2, dtype: ScalarType.ComplexFloat32)));

        Assert.That(() => Create(model), Throws.ArgumentException.With.Message.Contains("'wave' has type ComplexFloat32; only floating-point parameters can be trained. Train its real and its imaginary part as two parameters"));
    }

    [Test]
    public void A_cast_that_would_drop_the_imaginary_part_is_refused() =>
        Assert.That(
            () => Create(With("rotations", zeros(3, dtype: ScalarType.ComplexFloat32)), new MixedPrecision(HalfType.BFloat16)),
            Throws.TypeOf<NotSupportedException>().With.Message.Contains("'rotations' is ComplexFloat32, and the cast of the model to BFloat16 would drop its imaginary part"));

    private static FedModel With(string name, Tensor buffer, bool persistent = true)
    {
        var model = new FedModel([1f]);
        model.register_buffer(name, buffer, persistent);
        return model;
    }

    private Trainer Create(FedModel model, params ITrainingPart[] extras) =>
        Trainer.Create(model, new([new StableModels.Optimizers.AdamW(), .. extras]), CPU, 10, new() { CheckpointFolder = _folder });
}
