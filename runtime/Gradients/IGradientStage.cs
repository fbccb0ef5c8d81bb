namespace StableModels.Gradients;

/// <summary>
/// One step of the gradient pipeline between the backward pass and the optimiser. Stages run in the order of <see cref="GradientStageOrder"/>
/// on gradients that are reduced over processes, unscaled and finite. A stage with state also implements <see cref="Training.IStateful"/>, one
/// with native memory <see cref="IDisposable"/>.
/// </summary>
public interface IGradientStage
{
    /// <summary>Looks at the gradients, scales or changes them, or asks for the step to be skipped.</summary>
    void Apply(GradientContext context);
}
