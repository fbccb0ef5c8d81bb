using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableModels.Generator.Tests.Architectures;

/// <summary>An LSTM language model.</summary>
[StableModel]
[AdamW(LearningRate = 1e-2), Warmup(10), CosineDecay, ClipNorm(1.0)]
public partial class LstmLanguageModel(int vocabulary, int width)
{
    [Embedding(nameof(vocabulary), nameof(width), PaddingIndex = 0)]
    public partial Embedding Tokens { get; }

    [Lstm(nameof(width), "2 * width", Layers = 2)]
    public partial LSTM Lstm { get; }

    [Linear("2 * width", nameof(vocabulary))]
    public partial Linear Head { get; }
}

/// <summary>A classifier that reads in both directions.</summary>
[StableModel]
public partial class GruTagger(int inputs, int hidden, int tags)
{
    [Gru(nameof(inputs), nameof(hidden), Bidirectional = true)]
    public partial GRU Gru { get; }

    [LayerNorm("2 * hidden")]
    public partial LayerNorm Norm { get; }

    [Linear("hidden * 2", nameof(tags), Bias = false)]
    public partial Linear Head { get; }
}

public sealed class HandLstmLanguageModel : nn.Module<Tensor, Tensor>
{
    private readonly Embedding tokens;
    private readonly LSTM lstm;
    private readonly Linear head;

    public HandLstmLanguageModel(int vocabulary, int width)
        : base(nameof(HandLstmLanguageModel))
    {
        tokens = nn.Embedding(vocabulary, width, padding_idx: 0);
        lstm = nn.LSTM(width, 2 * width, numLayers: 2, batchFirst: true);
        head = nn.Linear(2 * width, vocabulary);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => head.call(lstm.call(tokens.call(input)).Item1);
}

public sealed class HandGruTagger : nn.Module<Tensor, Tensor>
{
    private readonly GRU gru;
    private readonly LayerNorm norm;
    private readonly Linear head;

    public HandGruTagger(int inputs, int hidden, int tags)
        : base(nameof(HandGruTagger))
    {
        gru = nn.GRU(inputs, hidden, batchFirst: true, bidirectional: true);
        norm = nn.LayerNorm(2 * hidden);
        head = nn.Linear(2 * hidden, tags, hasBias: false);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => head.call(norm.call(gru.call(input).Item1));
}
