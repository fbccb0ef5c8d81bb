namespace StableModels.Layers;

/// <summary>A block of residual branches whose last projections start smaller the more branches the whole stack has. Generated for every <c>[ResidualBlock]</c>.</summary>
public interface IResidualBlock
{
    /// <summary>How many residual branches one block has.</summary>
    long ResidualBranches { get; }

    /// <summary>Draws every weight anew.</summary>
    /// <param name="residualBranches">The number of residual branches in the whole stack.</param>
    /// <param name="layer">The place of this block in the stack, from 0: what DeepScaleLM's laws depend on.</param>
    void reset_parameters(long residualBranches, long layer = 0);
}
