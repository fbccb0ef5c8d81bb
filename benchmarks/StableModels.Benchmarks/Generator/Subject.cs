using System.Reflection;
using Microsoft.CodeAnalysis;
using StableModels.Generator;

namespace StableModels.Benchmarks.Generator;

/// <summary>A generator that is measured, and the classes it is given.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Create">Makes it.</param>
/// <param name="Usings">A file of global usings.</param>
/// <param name="Source">The text of class i.</param>
/// <param name="Edit">A real edit of one of them, the n-th.</param>
internal sealed record Subject(string Name, Func<IIncrementalGenerator> Create, string Usings, Func<int, string> Source, Func<string, int, string> Edit)
{
    private static readonly string Packages = Path.Combine(AppContext.BaseDirectory, "measured");

    private static readonly Type ObservableProperties =
        Assembly.LoadFrom(Path.Combine(Packages, "CommunityToolkit.Mvvm.SourceGenerators.dll")).GetType("CommunityToolkit.Mvvm.SourceGenerators.ObservablePropertyGenerator", throwOnError: true)!;

    /// <summary>The library whose attributes CommunityToolkit.Mvvm's generator looks for.</summary>
    public static string MvvmLibrary { get; } = Path.Combine(Packages, "CommunityToolkit.Mvvm.dll");

    public static Subject StableModels { get; } = new("StableModels", static () => new ModelGenerator(), ModelUsings, Model, EditModel);

    public static Subject Naive { get; } = new("naive", static () => new NaiveGenerator(), ModelUsings, Model, EditModel);

    public static Subject Mvvm { get; } = new(
        "Mvvm",
        static () => (IIncrementalGenerator)Activator.CreateInstance(ObservableProperties)!,
        "global using CommunityToolkit.Mvvm.ComponentModel;",
        ViewModel,
        static (text, n) => text.Replace("_second", $"_changed{n}", StringComparison.Ordinal));

    private const string ModelUsings = "global using StableModels; global using StableModels.Layers; global using TorchSharp; global using TorchSharp.Modules;";

    public IEnumerable<string> Sources(int count) => Enumerable.Range(0, count).Select(Source);

    private static string EditModel(string text, int n) => text.Replace("4 * width", $"{5 + n} * width", StringComparison.Ordinal);

    // Blocks and the models that stack them, in turn: each class is a file, and the first is a block.
    private static string Model(int i) => i % 2 == 0
        ? $$"""
        [ResidualBlock]
        public partial class Block{{i}}(int width, int heads)
        {
            [SelfAttention(nameof(width), nameof(heads), Causal = true)] public partial SelfAttention Attention { get; }
            [FeedForward(nameof(width), "4 * width", Activation.Gelu)] public partial FeedForward Mlp { get; }
        }
        """
        : $$"""
        [StableModel, AdamW(LearningRate = 1e-3), ClipNorm(1.0)]
        public partial class Gpt{{i}}(int vocabulary, int context, int width, int heads, int depth)
        {
            [Embedding(nameof(vocabulary), nameof(width))] public partial Embedding Tokens { get; }
            [LearnedPositions(nameof(context), nameof(width))] public partial LearnedPositions Positions { get; }
            [Stack(nameof(depth))] public partial ModuleList<Block{{i - 1}}> Blocks { get; }
            [LayerNorm(nameof(width))] public partial LayerNorm Norm { get; }
            [Linear(nameof(width), nameof(vocabulary), TiedTo = nameof(Tokens))] public partial Linear Head { get; }
        }
        """;

    private static string ViewModel(int i) => $$"""
        public partial class View{{i}} : ObservableObject
        {
            [ObservableProperty] private int _first;
            [ObservableProperty] private string? _second;
            [ObservableProperty] private double _third;
        }
        """;
}
