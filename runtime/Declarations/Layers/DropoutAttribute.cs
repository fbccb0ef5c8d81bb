namespace StableModels;

/// <summary>Drops values in training and scales the others up (Srivastava et al. 2014). The property's type is <c>TorchSharp.Modules.Dropout</c>.</summary>
public sealed class DropoutAttribute : ModuleAttribute
{
    /// <summary>Drops with a constant probability.</summary>
    /// <param name="p">The probability, at least 0 and less than 1.</param>
    public DropoutAttribute(double p)
        : base(p)
    {
    }

    /// <summary>Drops with a probability that the model is made with.</summary>
    /// <param name="p">The name of a constructor parameter of type double: <c>nameof(dropout)</c>.</param>
    public DropoutAttribute(string p)
        : base(p)
    {
    }
}
