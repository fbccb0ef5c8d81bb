namespace StableModels.Layers;

/// <summary>A class that lists its parts for a summary table. Generated for every declared class.</summary>
public interface IDescribed
{
    /// <summary>Whether its parts run one after the other, in the order of the rows; not where <c>forward</c> is the user's own.</summary>
    bool IsStream => true;

    /// <summary>A row for every part, in order.</summary>
    IReadOnlyList<ModelSummary.Row> SummaryRows();
}
