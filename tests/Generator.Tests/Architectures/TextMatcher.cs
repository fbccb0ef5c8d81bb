using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableModels.Generator.Tests.Architectures;

/// <summary>How well two bags of words go together: a form of two inputs.</summary>
[StableModel]
public partial class TextMatcher(int vocabulary, int width, int scores)
{
    [EmbeddingBag(nameof(vocabulary), nameof(width))]
    public partial EmbeddingBag Words { get; }

    [Bilinear(nameof(width), nameof(width), nameof(scores))]
    public partial Bilinear Match { get; }

    public override Tensor forward(Tensor first, Tensor second)
    {
        using var scope = NewDisposeScope();
        return Match.call(Words.call(first), Words.call(second)).MoveToOuterDisposeScope();
    }
}

public sealed class HandTextMatcher : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly EmbeddingBag words;
    private readonly Bilinear match;

    public HandTextMatcher(int vocabulary, int width, int scores)
        : base(nameof(HandTextMatcher))
    {
        words = nn.EmbeddingBag(vocabulary, width);
        match = nn.Bilinear(width, width, scores);
        RegisterComponents();
    }

    public override Tensor forward(Tensor first, Tensor second) => match.call(words.call(first), words.call(second));
}
