using System.Collections.Immutable;
using StableModels.Analyzers.Architecture;
using StableModels.Analyzers.FineTuning;
using StableModels.Analyzers.Initialization;
using StableModels.Analyzers.Optimization;
using StableModels.Analyzers.Precision;
using StableModels.Analyzers.Traps;
using StableModels.Analyzers.Traps.Training;

namespace StableModels.Analyzers;

/// <summary>Every rule about code, once. Those about declarations (SM0xxx) are the parser's.</summary>
internal static class AllRules
{
    public static ImmutableArray<Rule> Create() =>
    [
        // Architecture
        new PostNorm(),
        new PlainDepth(),
        new ResidualNorm(),
        new UnscaledAttention(),
        new DoubleSoftmax(),
        new NormArguments(),
        new RecurrentWithoutClipping(),
        new NumericalTrap(),

        // Initialisation
        new WeightScale(),
        new GainMismatch(),
        new UnscaledResiduals(),
        new DeclaredResidualScale(),
        new ForgetBias(),
        new IneffectiveInit(),

        // Optimisation
        new MissingWarmup(),
        new MissingClipping(),
        new ClipThreshold(),
        new MisplacedClipping(),
        new GradientClearing(),
        new LearningRateRange(),
        new MisusedScheduler(),
        new DecayThroughAdam(),
        new DecayOnNorms(),
        new WastedStep(),
        new SummedLoss(),
        new UnwatchedLoss(),

        // Precision
        new UnscaledHalf(),
        new MisusedLossScale(),
        new HalfReduction(),
        new HalfEpsilon(),
        new HalfWithoutMaster(),
        new StaticLossScale(),

        // TorchSharp's traps
        new MissingRegistration(),
        new EarlyRegistration(),
        new CollectionOfModules(),
        new AutoPropertyComponent(),
        new TensorInsteadOfParameter(),
        new DoubleRegistration(),
        new BrokenInitializer(),
        new UsingOfInitializedWeight(),
        new TiedWeights(),
        new HooksSkipped(),
        new DeviceInForward(),
        new NumberAsTensor(),
        new DiscardedResult(),
        new ZeroAsScalarType(),
        new DropoutInEval(),
        new CrossedProduct(),
        new GroupDefaults(),
        new OverlappingGroups(),
        new OneCycleGroups(),
        new LinearEndFactor(),
        new OptimizerBeforeMove(),
        new LazyParameters(),
        new MissingDisposeScope(),
        new UndisposedScope(),
        new HostSynchronisation(),
        new EvaluationGradient(),
        new ReseededLoop(),
        new LastingEvaluation(),

        // Fine-tuning
        new PreferenceBeta(),
        new LooseReference(),
        new UnclampedRatio(),
        new UnguardedDeviation(),
        new LoraScale(),
    ];
}
