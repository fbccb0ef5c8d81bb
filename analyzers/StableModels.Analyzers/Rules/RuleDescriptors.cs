using Microsoft.CodeAnalysis;
using static Microsoft.CodeAnalysis.DiagnosticSeverity;

namespace StableModels.Analyzers;

/// <summary>
/// The table of rules: id, title, message, category, severity, page. One line per rule; docs/rules has one page for each
/// of them and a test holds both together.
/// </summary>
internal static partial class RuleDescriptors
{
    /// <summary>Where the pages of the rules are read; the file name is the id.</summary>
    public const string Pages = "https://github.com/stablemodels/stablemodels/blob/main/docs/rules/";

    // SM1xxx: architecture
    public static readonly DiagnosticDescriptor PostNorm = new(RuleIds.PostNorm, "Normalisation after the residual addition (Post-LN)", "{0}", RuleCategories.Architecture, Warning, isEnabledByDefault: true, helpLinkUri: Pages + RuleIds.PostNorm + ".md");

    // SM3xxx: optimisation
    public static readonly DiagnosticDescriptor MissingWarmup = new(RuleIds.MissingWarmup, "Adam trains attention without warm-up", "{0}", RuleCategories.Optimization, Warning, isEnabledByDefault: true, helpLinkUri: Pages + RuleIds.MissingWarmup + ".md");
    public static readonly DiagnosticDescriptor MissingClipping = new(RuleIds.MissingClipping, "No gradient clipping between backward and step", "{0}", RuleCategories.Optimization, Warning, isEnabledByDefault: true, helpLinkUri: Pages + RuleIds.MissingClipping + ".md");
    public static readonly DiagnosticDescriptor ClipThreshold = new(RuleIds.ClipThreshold, "Clip threshold that cannot work", "{0}", RuleCategories.Optimization, Warning, isEnabledByDefault: true, helpLinkUri: Pages + RuleIds.ClipThreshold + ".md");
    public static readonly DiagnosticDescriptor MisplacedClipping = new(RuleIds.MisplacedClipping, "Clipping in the wrong place", "{0}", RuleCategories.Optimization, Warning, isEnabledByDefault: true, helpLinkUri: Pages + RuleIds.MisplacedClipping + ".md");
    public static readonly DiagnosticDescriptor GradientClearing = new(RuleIds.GradientClearing, "Gradients never cleared, or cleared before the step", "{0}", RuleCategories.Optimization, Warning, isEnabledByDefault: true, helpLinkUri: Pages + RuleIds.GradientClearing + ".md");
    public static readonly DiagnosticDescriptor DecayThroughAdam = new(RuleIds.DecayThroughAdam, "Weight decay through Adam", "{0}", RuleCategories.Optimization, Info, isEnabledByDefault: true, helpLinkUri: Pages + RuleIds.DecayThroughAdam + ".md");
    public static readonly DiagnosticDescriptor WastedStep = new(RuleIds.WastedStep, "Step without fresh gradients", "{0}", RuleCategories.Optimization, Warning, isEnabledByDefault: true, helpLinkUri: Pages + RuleIds.WastedStep + ".md");

    // SM4xxx: precision
    public static readonly DiagnosticDescriptor UnscaledHalf = new(RuleIds.UnscaledHalf, "FP16 without loss scaling", "{0}", RuleCategories.Precision, Warning, isEnabledByDefault: true, helpLinkUri: Pages + RuleIds.UnscaledHalf + ".md");

    // SM5xxx: TorchSharp's traps
    public static readonly DiagnosticDescriptor MissingRegistration = new(RuleIds.MissingRegistration, "Layers are never registered", "'{0}' never calls RegisterComponents(): '{1}' and the other layers are missing from parameters() and the checkpoint unless a parent happens to register them", RuleCategories.Traps, Warning, isEnabledByDefault: true, helpLinkUri: Pages + RuleIds.MissingRegistration + ".md");
    public static readonly DiagnosticDescriptor EarlyRegistration = new(RuleIds.EarlyRegistration, "RegisterComponents() before the last layer is assigned", "RegisterComponents() runs once, and '{0}' is assigned after it: its weights are not in parameters() and are not trained", RuleCategories.Traps, Warning, isEnabledByDefault: true, helpLinkUri: Pages + RuleIds.EarlyRegistration + ".md");
    public static readonly DiagnosticDescriptor CollectionOfModules = new(RuleIds.CollectionOfModules, "Modules in a collection that TorchSharp does not register", "The modules in '{0}' are not registered: parameters() does not see them and they are not trained; use a {1}", RuleCategories.Traps, Warning, isEnabledByDefault: true, helpLinkUri: Pages + RuleIds.CollectionOfModules + ".md");
    public static readonly DiagnosticDescriptor AutoPropertyComponent = new(RuleIds.AutoPropertyComponent, "A layer in an auto-property is registered under the compiler's name", "'{0}' is registered as '<{0}>k__BackingField', which is its key in every checkpoint; name it with [field: ComponentName] or use a field", RuleCategories.Traps, Warning, isEnabledByDefault: true, helpLinkUri: Pages + RuleIds.AutoPropertyComponent + ".md");
    public static readonly DiagnosticDescriptor TensorInsteadOfParameter = new(RuleIds.TensorInsteadOfParameter, "A tensor that requires gradients is registered as a buffer", "'{0}' is a plain Tensor: RegisterComponents() makes it a buffer, so parameters() does not contain it and no optimiser updates it; make it a Parameter", RuleCategories.Traps, Warning, isEnabledByDefault: true, helpLinkUri: Pages + RuleIds.TensorInsteadOfParameter + ".md");
    public static readonly DiagnosticDescriptor DoubleRegistration = new(RuleIds.DoubleRegistration, "A layer is registered twice", "'{0}' is registered as '{1}' here and again under its field's name by RegisterComponents(): every weight is in the checkpoint and in parameters() twice", RuleCategories.Traps, Warning, isEnabledByDefault: true, helpLinkUri: Pages + RuleIds.DoubleRegistration + ".md");
    public static readonly DiagnosticDescriptor ConstantTruncNormal = new(RuleIds.ConstantTruncNormal, "trunc_normal_ fills the tensor with a constant", "TorchSharp's trunc_normal_ computes erfinv * mean + std: with mean 0 every weight becomes exactly std, and units that start equal stay equal", RuleCategories.Traps, Error, isEnabledByDefault: true, helpLinkUri: Pages + RuleIds.ConstantTruncNormal + ".md");
    public static readonly DiagnosticDescriptor UniformXavierNormal = new(RuleIds.UniformXavierNormal, "xavier_normal_ draws from a uniform distribution", "TorchSharp's {0} calls xavier_uniform_: the draws are uniform, not normal", RuleCategories.Traps, Warning, isEnabledByDefault: true, helpLinkUri: Pages + RuleIds.UniformXavierNormal + ".md");
    public static readonly DiagnosticDescriptor IgnoredGenerator = new(RuleIds.IgnoredGenerator, "The initialiser ignores its generator", "TorchSharp's init.{0} ignores the generator: the draws come from the global one and are not reproduced by this seed", RuleCategories.Traps, Warning, isEnabledByDefault: true, helpLinkUri: Pages + RuleIds.IgnoredGenerator + ".md");
    public static readonly DiagnosticDescriptor UsingOfInitializedWeight = new(RuleIds.UsingOfInitializedWeight, "using disposes the weight that was initialised", "init.{0} returns its argument: this using disposes '{1}' itself, and the next forward throws", RuleCategories.Traps, Error, isEnabledByDefault: true, helpLinkUri: Pages + RuleIds.UsingOfInitializedWeight + ".md");
    public static readonly DiagnosticDescriptor TiedWeights = new(RuleIds.TiedWeights, "A weight shared by two layers is untied by to()", "'{0}' and '{1}' share one Parameter until the model is moved: to() makes a new one for each (or throws); use functional.linear with the other layer's weight", RuleCategories.Traps, Warning, isEnabledByDefault: true, helpLinkUri: Pages + RuleIds.TiedWeights + ".md");
    public static readonly DiagnosticDescriptor HooksSkipped = new(RuleIds.HooksSkipped, "forward does not run the hooks", "'{0}' has forward hooks, and forward() does not run them; use call()", RuleCategories.Traps, Warning, isEnabledByDefault: true, helpLinkUri: Pages + RuleIds.HooksSkipped + ".md");
    public static readonly DiagnosticDescriptor DeviceInForward = new(RuleIds.DeviceInForward, "A tensor made in forward has no device", "torch.{0} makes a CPU tensor here; on a model that was moved the next operation with it throws; pass device:", RuleCategories.Traps, Info, isEnabledByDefault: true, helpLinkUri: Pages + RuleIds.DeviceInForward + ".md");
    public static readonly DiagnosticDescriptor NumberAsTensor = new(RuleIds.NumberAsTensor, "A number becomes a tensor", "The parameter '{0}' is a Tensor: this number is made into a new CPU tensor on every call; pass a tensor made once, or the overload that takes a Scalar", RuleCategories.Traps, Info, isEnabledByDefault: true, helpLinkUri: Pages + RuleIds.NumberAsTensor + ".md");
    public static readonly DiagnosticDescriptor DiscardedResult = new(RuleIds.DiscardedResult, "The result of an out-of-place operation is dropped", "'{0}' returns a new tensor and leaves this one as it was; use the result or the in-place form", RuleCategories.Traps, Warning, isEnabledByDefault: true, helpLinkUri: Pages + RuleIds.DiscardedResult + ".md");
}
