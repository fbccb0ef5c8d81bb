namespace StableModels.Schedules;

/// <summary>A power of the straight line: (1 - p)^power.</summary>
/// <param name="Power">Positive; 1 is linear, 2 falls fast at first.</param>
public sealed record PolynomialDecay(double Power) : ProgressDecay
{
    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        if (!(Power > 0) || !double.IsFinite(Power))
        {
            throw new ArgumentException($"PolynomialDecay({Power}): the power must be positive and finite, such as 2.", nameof(Power));
        }
    }

    private protected override double Curve(double progress) => Math.Pow(1 - progress, Power);
}
