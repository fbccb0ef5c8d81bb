namespace StableModels.Benchmarks;

/// <summary>How large a GPT is trained, and on what.</summary>
internal sealed record GptSize(string Name, int Depth, int Width, int Heads, int Context, int Batch)
{
    public const int Vocabulary = 96;

    public static GptSize Small { get; } = new("small", Depth: 4, Width: 64, Heads: 4, Context: 32, Batch: 8);

    public static GptSize Medium { get; } = new("medium", Depth: 6, Width: 192, Heads: 6, Context: 64, Batch: 16);

    public static GptSize Large { get; } = new("large", Depth: 4, Width: 768, Heads: 12, Context: 64, Batch: 8);

    public override string ToString() => $"{Name}: {Depth} layers, width {Width}, context {Context}, batch {Batch}";
}
