namespace StableModels.Torch.Tests.Optim;

/// <summary>Reference/optim.json: see optim.py.</summary>
internal sealed record OptimizationReference(
    Dictionary<string, double[][]> Optimizers,
    Dictionary<string, double[][]> Schedules,
    double[][] Plateau,
    double[][] Lbfgs)
{
    internal static readonly OptimizationReference All = ReferenceTensor.Read<OptimizationReference>("optim.json");
}
