namespace StableModels.Training;

/// <summary>A model that says which of its parameters are decayed and at which rates they learn. Generated for every <c>[StableModel]</c>.</summary>
public interface IStableModel
{
    /// <summary>Every trainable parameter in exactly one group; tied parameters once.</summary>
    IReadOnlyList<ParameterGroup> ParameterGroups();
}
