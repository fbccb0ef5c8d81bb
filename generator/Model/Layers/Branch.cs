namespace StableModels.Generator.Model.Layers;

/// <summary>The laws of the runtime's modules that are a whole residual branch: an inner projection, and an outer one that is scaled with depth.</summary>
internal static class Branch
{
    public static IEnumerable<Initialisation> Initialise(LayerUse use, LayerPlace place, Size fanIn, string inner, Size outerFanIn, string follows = "Identity")
    {
        var scale = place.EndsBranch ? Names.DepthScale : null;
        yield return use.Law("", $"{inner}: {Names.FanInLaw(new LayerPlace(follows, EndsBranch: false), fanIn)}", scale is null
            ? new Call($"{use.Field}.reset_parameters")
            : new Call($"{use.Field}.reset_parameters", scale));
        yield return use.Law("", $"output projection: {Names.FanInLaw(new LayerPlace("Identity", place.EndsBranch), outerFanIn)}", null);
    }
}
