namespace StableModels.Generator;

/// <summary>The names of the pipeline's steps, for the incrementality tests.</summary>
internal static class TrackingNames
{
    public const string Model = nameof(Model);
    public const string Block = nameof(Block);
    public const string Sequence = nameof(Sequence);
    public const string Stray = nameof(Stray);
    public const string Half = nameof(Half);
    public const string Expanded = nameof(Expanded);
}
