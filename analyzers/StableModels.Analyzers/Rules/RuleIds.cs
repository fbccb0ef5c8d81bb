namespace StableModels.Analyzers;

/// <summary>Every id, once. An id is never given to another rule.</summary>
internal static class RuleIds
{
    // SM1xxx: architecture
    public const string PostNorm = "SM1001";
    public const string PlainDepth = "SM1002";
    public const string UnnormalizedBranch = "SM1003";
    public const string MissingFinalNorm = "SM1004";
    public const string UnscaledAttention = "SM1005";
    public const string DoubleSoftmax = "SM1006";
    public const string StackedSigmoids = "SM1007";
    public const string NormArguments = "SM1008";
    public const string RecurrentWithoutClipping = "SM1009";
    public const string NumericalTrap = "SM1010";
    public const string LostDigits = "SM1011";

    // SM2xxx: initialisation
    public const string WeightScale = "SM2001";
    public const string ConstantHiddenLayer = "SM2002";
    public const string GainMismatch = "SM2003";
    public const string UnscaledResiduals = "SM2004";
    public const string LargeQueryKey = "SM2005";
    public const string ForgetBias = "SM2006";
    public const string IneffectiveInit = "SM2007";

    // SM3xxx: optimisation
    public const string MissingWarmup = "SM3001";
    public const string MissingClipping = "SM3002";
    public const string ClipThreshold = "SM3003";
    public const string MisplacedClipping = "SM3004";
    public const string GradientClearing = "SM3005";
    public const string MisplacedDecay = "SM3008";
    public const string WastedStep = "SM3009";
    public const string LearningRateRange = "SM3006";
    public const string MisusedScheduler = "SM3007";
    public const string SummedLoss = "SM3010";
    public const string UnwatchedLoss = "SM3011";

    // SM4xxx: precision
    public const string UnscaledHalf = "SM4001";
    public const string MisusedLossScale = "SM4002";
    public const string HalfReduction = "SM4003";
    public const string HalfConstant = "SM4004";
    public const string HalfWithoutMaster = "SM4005";
    public const string StaticLossScale = "SM4006";

    // SM5xxx: TorchSharp's traps; 5001-5049 registration and initialisation
    public const string MissingRegistration = "SM5001";
    public const string EarlyRegistration = "SM5002";
    public const string CollectionOfModules = "SM5003";
    public const string AutoPropertyComponent = "SM5004";
    public const string TensorInsteadOfParameter = "SM5005";
    public const string DoubleRegistration = "SM5006";
    public const string ConstantTruncNormal = "SM5007";
    public const string UniformXavierNormal = "SM5008";
    public const string IgnoredGenerator = "SM5009";
    public const string UsingOfInitializedWeight = "SM5010";
    public const string TiedWeights = "SM5011";
    public const string HooksSkipped = "SM5012";
    public const string DeviceInForward = "SM5013";
    public const string NumberAsTensor = "SM5014";
    public const string DiscardedResult = "SM5015";
    public const string ZeroAsScalarType = "SM5016";
    public const string DropoutInEval = "SM5017";
    public const string CrossedProduct = "SM5018";
    public const string GroupDefaults = "SM5101";
    public const string OverlappingGroups = "SM5102";
    public const string OneCycleGroups = "SM5103";
    public const string LinearEndFactor = "SM5104";
    public const string OptimizerBeforeMove = "SM5105";
    public const string LazyParameters = "SM5106";
    public const string MissingDisposeScope = "SM5107";
    public const string UndisposedScope = "SM5108";
    public const string HostSynchronisation = "SM5109";
    public const string EvaluationGradient = "SM5110";
    public const string ReseededLoop = "SM5111";
    public const string LastingEvaluation = "SM5112";

    // SM6xxx: fine-tuning
    public const string PreferenceBeta = "SM6001";
    public const string LooseReference = "SM6002";
    public const string UnclampedRatio = "SM6003";
    public const string UnguardedDeviation = "SM6004";
    public const string LoraScale = "SM6005";
}
