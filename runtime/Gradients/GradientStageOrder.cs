namespace StableModels.Gradients;

/// <summary>Where a stage stands in the pipeline; stages of one order run as they were declared.</summary>
public enum GradientStageOrder
{
    /// <summary>Sees the gradients before clipping: spike detectors.</summary>
    Detect = 0,

    /// <summary>Limits the gradients.</summary>
    Clip = 1,

    /// <summary>Changes them after clipping: noise.</summary>
    Perturb = 2,
}
