namespace StableModels.Layers;

/// <summary>A class that lists its parts for a summary table. Generated for every declared class.</summary>
public interface IDescribed
{
    /// <summary>A row for every part, in order.</summary>
    IReadOnlyList<ModelSummary.Row> SummaryRows();
}
