namespace StableModels.Initialization;

/// <summary>
/// What a non-linearity φ takes from a standard normal signal z, as a factor that gives it back.
/// </summary>
/// <remarks>
/// The numbers are Gaussian integrals of the activation itself. PyTorch's <c>calculate_gain</c> differs: it lists 5/3 for tanh
/// (here 1.59), 1 for sigmoid (here 1.85), 3/4 for SELU (here 1, by SELU's construction), and has no GELU, SiLU or Mish at all.
/// A gated activation is a product of two independent signals, so its gain is that of its inner non-linearity.
/// </remarks>
public static class Gain
{
    /// <summary>1 / √E[φ(z)²]: what keeps the signal's mean square going forward.</summary>
    public static double For(Activation activation) => 1 / Math.Sqrt(Moments(activation).Square);

    /// <summary>1 / √E[φ'(z)²]: what keeps the gradient's mean square going backward.</summary>
    public static double Backward(Activation activation) => 1 / Math.Sqrt(Moments(activation).SlopeSquare);

    /// <summary>1 / √Var[φ(z)]: what makes the output's variance 1 when its mean is taken away, as normaliser-free networks do (Brock et al. 2021).</summary>
    public static double Centred(Activation activation)
    {
        var (mean, square, _) = Moments(activation);
        return 1 / Math.Sqrt(square - mean * mean);
    }

    /// <summary>E[φ], E[φ²] and E[φ'²] of a standard normal z.</summary>
    private static (double Mean, double Square, double SlopeSquare) Moments(Activation activation) => activation switch
    {
        Activation.Identity => (0, 1, 1),
        Activation.Relu or Activation.ReGlu => (0.398942280401, 0.5, 0.5),
        Activation.LeakyRelu => (0.394952857597, 0.50005, 0.50005),
        Activation.Gelu or Activation.GeGlu => (0.282094791774, 0.425221482570, 0.455850865649),
        Activation.Silu or Activation.SwiGlu => (0.206620964142, 0.355775519817, 0.379482351633),
        Activation.Mish => (0.240403888375, 0.452342192376, 0.479083758374),
        Activation.Tanh => (0, 0.394294490398, 0.464402902448),
        Activation.Sigmoid or Activation.Glu => (0.5, 0.293379035858, 0.044836241350),
        Activation.Elu => (0.160520572267, 0.644945417493, 0.668102001223),
        Activation.Selu => (0, 1, 1.071574988428),
        Activation.Softplus => (0.806059183347, 0.921245908859, 0.293379035858),
        _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, "No Gaussian moments are known for this activation; give the layer a law of its own."),
    };
}
