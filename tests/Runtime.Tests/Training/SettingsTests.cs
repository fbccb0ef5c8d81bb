using System.Globalization;
using System.Reflection;
using StableModels.Gradients;
using StableModels.Optimizers;
using StableModels.Precision;
using StableModels.Schedules;
using StableModels.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Tests.Training;

/// <summary>Every setting of every part with numbers that make no sense: a sentence before training, or a training that works; never an exception of libtorch, never a NaN.</summary>
internal sealed class SettingsTests : ScopedTest
{
    private static IEnumerable<Type> Parts() => typeof(ITrainingPart).Assembly.GetExportedTypes()
        .Where(type => typeof(ITrainingPart).IsAssignableFrom(type) && type is { IsClass: true, IsAbstract: false });

    [TestCaseSource(nameof(Parts))]
    public void No_setting_ends_in_anything_but_a_sentence_or_a_training(Type type)
    {
        var constructor = type.GetConstructors().OrderByDescending(one => one.GetParameters().Length).First();
        var settings = type.GetProperties().Where(property => property.SetMethod is { IsPublic: true }).ToList();
        foreach (var setting in settings)
        {
            foreach (var value in Nonsense(setting))
            {
                var what = string.Create(CultureInfo.InvariantCulture, $"{type.Name}.{setting.Name} = {value ?? "null"}");
                var part = (ITrainingPart)constructor.Invoke([.. constructor.GetParameters().Select(parameter => Usual(parameter))]);
                setting.SetValue(part, value);
                try
                {
                    Train(part, what);
                }
                catch (ArgumentException refusal)
                {
                    Assert.That(refusal.Message, Does.Contain(type.Name), what);
                }
                catch (Exception other) when (other is not AssertionException)
                {
                    Assert.Fail($"{what}: {other.GetType().Name} {other.Message}");
                }
            }
        }
    }

    [Test]
    public void What_FP32_or_the_weights_cannot_bear_is_refused()
    {
        Assert.That(() => new TrainingPlan(new Sgd { LearningRate = 1e39 }), Throws.ArgumentException.With.Message.Contains("does not train"));
        Assert.That(() => new TrainingPlan(new AdamW { Epsilon = 1e-31 }), Throws.ArgumentException.With.Message.Contains("divided by 0"));
        Assert.That(() => new TrainingPlan(new AdamW { LearningRate = 0.1, WeightDecay = 11 }), Throws.ArgumentException.With.Message.Contains("Give at most 10; "));
        Assert.That(() => new TrainingPlan(new AdamW { LearningRate = 0.1, WeightDecay = 11, DecayKind = WeightDecayKind.L2 }), Throws.Nothing, "Adam divides it by its own size");
        Assert.That(() => new TrainingPlan(new AdamW { LearningRate = 0.1, WeightDecay = 10 }), Throws.Nothing);
        Assert.That(() => new TrainingPlan(new AdamW(), new ZClip { Mode = (ZClipMode)7 }), Throws.ArgumentException.With.Message.Contains("Mode = 7 is none of Adaptive, Mean, Percentile"));
    }

    private static void Train(ITrainingPart part, string what)
    {
        using var scope = NewDisposeScope();
        var model = nn.Linear(4, 2);
        using var trainer = Trainer.Create(model, part is OptimizerPart ? new(part) : new(new AdamW(), part), CPU, 40);
        for (var step = 0; step < 4; step++)
            trainer.Step(_ => model.call(ones(3, 4, dtype: model.weight!.dtype)).to(ScalarType.Float32).square().mean());
        Assert.That(trainer.ParameterNorms().Select(item => item.Norm), Is.All.Matches<double>(double.IsFinite), what);
    }

    private static object?[] Nonsense(PropertyInfo setting) => Type.GetTypeCode(setting.PropertyType) switch
    {
        _ when setting.PropertyType.IsEnum => [Enum.ToObject(setting.PropertyType, 99)],
        TypeCode.Double => [double.NaN, double.PositiveInfinity, double.NegativeInfinity, -1.0, 0.0, 1e300, double.Epsilon],
        TypeCode.Int64 => [long.MinValue, -1L, 0L, long.MaxValue],
        // Nobody can run so many micro-batches, which is no nonsense.
        TypeCode.Int32 when setting.DeclaringType == typeof(GradientAccumulation) || setting.DeclaringType == typeof(BatchRamp) => [int.MinValue, -1, 0],
        TypeCode.Int32 => [int.MinValue, -1, 0, int.MaxValue],
        TypeCode.String => [null, "", " "],
        _ => [],
    };

    private static object? Usual(ParameterInfo parameter) => parameter switch
    {
        { HasDefaultValue: true } => parameter.DefaultValue,
        { Name: "Full" } => 3,
        { ParameterType.IsEnum: true } => Enum.ToObject(parameter.ParameterType, 1),
        _ => Convert.ChangeType(parameter.ParameterType == typeof(double) ? 0.5 : 1, parameter.ParameterType, CultureInfo.InvariantCulture),
    };
}
