using StableModels.Gradients;
using StableModels.Optimizers;
using StableModels.Schedules;
using StableModels.Training;

namespace StableModels.Tests.Training;

internal sealed class TrainingPlanTests
{
    [Test]
    public void Parts_find_their_slots_in_any_order()
    {
        var plan = new TrainingPlan(new ClipNorm(1), new CosineDecay(), new GradientAccumulation(4), new Warmup(10), new AdamW { LearningRate = 3e-3 });

        Assert.That(plan.Optimizer.LearningRate, Is.EqualTo(3e-3));
        Assert.That(plan.Warmup!.Steps, Is.EqualTo(10));
        Assert.That(plan.Decay, Is.TypeOf<CosineDecay>());
        Assert.That(plan.Clipping, Is.EqualTo(new ClipNorm(1)));
        Assert.That(plan.Accumulation!.MicroBatches, Is.EqualTo(4));
    }

    [Test]
    public void A_plan_without_an_optimiser_is_refused() =>
        Assert.That(() => new TrainingPlan(new Warmup(10)), Throws.ArgumentException.With.Message.Contains("[AdamW(LearningRate = 1e-3)]"));

    [Test]
    public void Two_parts_for_one_slot_are_refused() =>
        Assert.That(() => new TrainingPlan(new AdamW(), new Warmup(10), new Warmup(20)), Throws.ArgumentException.With.Message.Contains("2 parts for the warm-up"));

    [TestCase(0)]
    [TestCase(-1e-3)]
    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    public void A_learning_rate_that_cannot_train_is_refused(double rate) =>
        Assert.That(() => new TrainingPlan(new AdamW { LearningRate = rate }), Throws.ArgumentException.With.Message.Contains("such as 1e-3"));

    [Test]
    public void Decay_rates_and_epsilon_are_checked()
    {
        Assert.That(() => new TrainingPlan(new AdamW { Beta1 = 1 }), Throws.ArgumentException.With.Message.Contains("Beta1"));
        Assert.That(() => new TrainingPlan(new AdamW { Beta2 = -0.1 }), Throws.ArgumentException.With.Message.Contains("Beta2"));
        Assert.That(() => new TrainingPlan(new AdamW { Epsilon = 0 }), Throws.ArgumentException.With.Message.Contains("Epsilon"));
        Assert.That(() => new TrainingPlan(new AdamW { WeightDecay = -1 }), Throws.ArgumentException.With.Message.Contains("WeightDecay"));
    }

    [Test]
    public void An_update_of_no_batches_is_refused() =>
        Assert.That(() => new TrainingPlan(new AdamW(), new GradientAccumulation(0)), Throws.ArgumentException.With.Message.Contains("at least 1 micro-batch"));

    [Test]
    public void A_part_that_is_null_is_refused_with_its_place() =>
        Assert.That(() => new TrainingPlan(new AdamW(), null!), Throws.ArgumentNullException.With.Message.Contains("The part 1 of the plan"));

    // Checkpoints hold the text and are refused under another: a property more in it would make all that were saved before useless.
    [TestCase(typeof(ClipNorm), "ClipNorm { Order = Clip, MaxNorm = 1, NormType = 2 }")]
    [TestCase(typeof(ClipValue), "ClipValue { Order = Clip, MaxValue = 1 }")]
    [TestCase(typeof(ClipPerLayer), "ClipPerLayer { Order = Clip, MaxNorm = 1 }")]
    [TestCase(typeof(AdaptiveClip), "AdaptiveClip { Order = Clip, Factor = 1, MinimumNorm = 0.001, Exclude = , Transposed =  }")]
    [TestCase(typeof(ZClip), "ZClip { Order = Clip, Alpha = 0.97, Threshold = 2.5, MaxNorm = 1, WarmupSteps = 25, Mode = Adaptive, ClipFactor = 1, SkipSpikes = False, MinimumDeviation = 0.001 }")]
    [TestCase(typeof(AdaGC), "AdaGC { Order = Clip, WarmupMaxNorm = 1, Factor = 1.05, Beta = 0.98, WarmupSteps = 100 }")]
    public void The_text_of_a_clipper_stays(Type type, string text) =>
        Assert.That(Activator.CreateInstance(type, type.GetConstructors()[0].GetParameters() is [] ? [] : [1.0])!.ToString(), Is.EqualTo(text));
}
