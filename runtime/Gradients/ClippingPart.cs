namespace StableModels.Gradients;

/// <summary>The settings of a clipper. A plan has at most one.</summary>
public abstract record ClippingPart : GradientStagePart
{
    /// <inheritdoc/>
    public override GradientStageOrder Order => GradientStageOrder.Clip;

    /// <summary>Refuses a limit with which nothing would train: 0 stops every parameter, a negative one turns gradients around, NaN poisons them.</summary>
    private protected static void CheckLimit(double limit, string name, string part)
    {
        if (!(limit > 0) || double.IsInfinity(limit))
        {
            throw new ArgumentException(
                $"{part}: {name} = {limit} would {(double.IsNaN(limit) ? "turn every gradient into NaN" : double.IsInfinity(limit) ? "never clip" : limit == 0 ? "stop all training" : "turn gradients around")}. " +
                "Give a positive, finite limit such as 1.0, or leave the clipping out.",
                name);
        }
    }
}
