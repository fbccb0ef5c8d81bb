using System.Globalization;

namespace StableModels.Gradients;

/// <summary>The settings of a clipper. A plan has at most one.</summary>
public abstract record ClippingPart : GradientStagePart
{
    /// <inheritdoc/>
    public override GradientStageOrder Order => GradientStageOrder.Clip;

    // Neither of these is public: a record writes its public properties into the plan's text, which checkpoints are compared by.

    /// <summary>What the clipper changes one by one, as a finding counts them; the whole gradient of a step unless said otherwise.</summary>
    protected internal virtual string Parts => "steps";

    /// <summary>The share of the <see cref="Parts"/>, over many steps, up to which clipping is nothing to tell of.</summary>
    protected internal virtual double UsualShare => 0.5;

    /// <summary>What to do when more than the <see cref="UsualShare"/> of the <see cref="Parts"/> are clipped; null when that is meant, or is how the clipper works.</summary>
    /// <param name="usualNorm">The median of the whole gradient's L2 norm before clipping.</param>
    public virtual string? AdviceWhenMostIsClipped(double usualNorm) => $"Lower the learning rate, or let more pass in {GetType().Name}.";

    /// <summary>What to do when nothing was clipped in the whole run; null when that is no fault.</summary>
    /// <param name="usualNorm">The median of the whole gradient's L2 norm before clipping.</param>
    public virtual string? AdviceWhenNothingIsClipped(double usualNorm) => null;

    /// <summary>A number in an advice, short and the same in every culture.</summary>
    private protected static string Short(double number) => number.ToString("G2", CultureInfo.InvariantCulture);

    /// <summary>A setting in an advice, as it was given.</summary>
    private protected static string Given(double setting) => setting.ToString(CultureInfo.InvariantCulture);

    /// <summary>Refuses a limit with which nothing would train: 0 stops every parameter, a negative one turns gradients around, NaN poisons them.</summary>
    private protected static void CheckLimit(double limit, string name, string part)
    {
        if (!(limit > 0) || !SettingRange.IsHeld(limit))
        {
            throw new ArgumentException(
                $"{part}: {name} = {limit} would {(double.IsNaN(limit) ? "turn every gradient into NaN" : limit > float.MaxValue ? "never clip" : limit == 0 ? "stop all training" : "turn gradients around")}. " +
                "Give a positive, finite limit such as 1.0, or leave the clipping out.",
                name);
        }
    }
}
