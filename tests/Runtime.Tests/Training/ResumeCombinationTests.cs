using StableModels.Gradients;
using StableModels.Optimizers;
using StableModels.Precision;
using StableModels.Schedules;
using StableModels.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Tests.Training;

/// <summary>Whatever the plan, a resumed run ends on the same bits as one that never stopped.</summary>
internal sealed class ResumeCombinationTests : ScopedTest
{
    private static readonly ITrainingPart[][] Plans =
    [
        [new AdamW(), new ClipNorm(1), new Warmup(3), new CosineDecay()],
        [new AdamW(), new ClipValue(.5), new LinearDecay(), new GradientAccumulation(2)],
        [new AdamW(), new ClipPerLayer(.5), new InverseSqrtDecay(), new BatchRamp(1, 3, 9)],
        [new AdamW(), new AdaptiveClip(.1), new StableDecay(.3)],
        [new AdamW(), new ZClip { WarmupSteps = 6 }, new PolynomialDecay(2)],
        [new AdamW(), new ZClip { WarmupSteps = 3, SkipSpikes = true }, new GradientNoise(.1)],
        [new AdamW(), new AdaGC { WarmupSteps = 4 }, new Warmup(2)],
        [new Sgd { Momentum = .9 }, new ClipNorm(1), new GradientNoise(.1)],
        [new RAdam(), new AdaGC { WarmupSteps = 2 }],
        [new Lamb(), new ClipNorm(1)],
        [new Lion { WeightDecay = .1 }, new ZClip { WarmupSteps = 2 }],
        [new StableAdamW(), new Warmup(3)],
        [new Spam { ResetInterval = 3, GraceSteps = 1, WarmupSteps = 2 }],
        [new StableSpam { ResetInterval = 4 }, new ClipNorm(1)],
        [new AdamW(), new ClipNorm(1), new MixedPrecision(HalfType.BFloat16), new GradientAccumulation(2)],
        [new AdamW(), new ClipNorm(1), new MixedPrecision(HalfType.Float16) { GrowthInterval = 3 }],
    ];

    [Test]
    public void The_resumed_run_has_the_same_bits([Range(0, 15)] int plan, [Values] bool scalarsOnDevice)
    {
        var folder = Directory.CreateTempSubdirectory("resume-").FullName;
        try
        {
            var uninterrupted = Run(folder, Plans[plan], scalarsOnDevice, save: true);
            var resumed = Run(folder, Plans[plan], scalarsOnDevice, save: false);

            Assert.That(resumed, Is.EqualTo(uninterrupted));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static readonly ITrainingPart[] s_optimizers =
    [
        new AdamW(), new Sgd { Momentum = .9 }, new RAdam(), new Lamb(), new Lion { WeightDecay = .1 }, new StableAdamW(),
        new Spam { ResetInterval = 3, GraceSteps = 1, WarmupSteps = 2 }, new StableSpam { ResetInterval = 4 },
    ];

    private static readonly ITrainingPart?[] s_clippers =
        [null, new ClipNorm(1), new ClipValue(.5), new ClipPerLayer(.5), new AdaptiveClip(.1), new ZClip { WarmupSteps = 3 }, new AdaGC { WarmupSteps = 2 }];

    private static readonly ITrainingPart?[] s_noises = [null, new GradientNoise(.1)];

    private static readonly ITrainingPart?[] s_precisions = [null, new MixedPrecision(HalfType.BFloat16), new MixedPrecision(HalfType.Float16) { GrowthInterval = 3 }];

    /// <summary>Every optimiser with every clipper, with noise and without, in every precision; what has no state besides, schedules and micro-batches, in turn.</summary>
    [Test]
    public void Every_combination_of_stages_resumes_to_the_same_bits([Range(0, 7)] int optimizer, [Range(0, 2)] int precision)
    {
        var folder = Directory.CreateTempSubdirectory("resume-").FullName;
        ITrainingPart[][] turns = [[new Warmup(3), new CosineDecay()], [new BatchRamp(1, 3, 9)], [new StableDecay(.3), new GradientAccumulation(2)]];
        var turn = optimizer;
        foreach (var clipper in s_clippers)
        {
            foreach (var noise in s_noises)
            {
                var parts = new[] { s_optimizers[optimizer], clipper, noise, s_precisions[precision] }.OfType<ITrainingPart>().Concat(turns[turn++ % turns.Length]).ToArray();
                var uninterrupted = Run(folder, parts, scalarsOnDevice: false, save: true);
                Assert.That(Run(folder, parts, scalarsOnDevice: false, save: false), Is.EqualTo(uninterrupted), string.Join(", ", parts.Select(part => part.ToString())));
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static float[] Run(string folder, ITrainingPart[] parts, bool scalarsOnDevice, bool save)
    {
        using var scope = NewDisposeScope();
        manual_seed(save ? 3 : 4);
        var model = new FedModel(randn(3, 4), randn(5));
        using var trainer = Trainer.Create(model, new(parts), CPU, 20, new() { ScalarsOnDevice = scalarsOnDevice });
        if (save)
        {
            Train(model, trainer, 5);
            trainer.Save(folder);
        }
        else
        {
            Assert.That(trainer.Resume(folder), Is.True);
        }

        Train(model, trainer, 6);
        return trainer.Arena.Parameters.data<float>().ToArray();
    }

    private static void Train(FedModel model, Trainer trainer, int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            // The data comes from the generator and from the batch index; every fourth batch is poisoned.
            trainer.Step(batch =>
            {
                var parameters = model.parameters().ToList();
                var poison = batch % 4 == 3 ? float.NaN : 1;
                return parameters[0].to(ScalarType.Float32).mul(randn(3, 4).add(batch % 5)).sum().add(parameters[1].to(ScalarType.Float32).mul(poison).square().sum());
            });
        }
    }
}
