using System.Globalization;
using System.Text.RegularExpressions;
using StableModels.Generator.Tests.Harness;
using StableModels.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableModels.Generator.Tests;

/// <summary>
/// The head of a generated file says how every weight starts. Here each line of it is read, its formula worked out, and the weight that it names measured: mean, standard deviation and the shape of the
/// distribution.
/// </summary>
[TestFixture]
public sealed partial class HeaderTests
{
    private const long Branches = 18;

    private static readonly Dictionary<string, int> Sizes = new(StringComparer.Ordinal)
    {
        ["width"] = 64, ["hidden"] = 96, ["heads"] = 4, ["count"] = 200, ["channels"] = 32, ["groups"] = 4, ["memory"] = 48, ["patch"] = 4, ["experts"] = 6, ["decoder"] = 5, ["depth"] = 3,
    };

    // Six standard errors: the seed is fixed, and a wrong factor of 5 % is far beyond it.
    private const double Errors = 6;

    private static readonly Generation Made = Generation.Of($$"""
        [StableModel] public partial class Chosen(int width, int hidden)
        {
            {{string.Join("\n    ", Enum.GetNames<InitialDistribution>().Select(static law => $"[Init(InitialDistribution.{law}, Gain = 1.5, Value = 0.03)] [Linear(nameof(width), nameof(hidden))] public partial Linear {law} {{ get; }}"))}}
            [Init(InitialDistribution.XavierNormal)] [Conv2d(nameof(width), nameof(hidden), 3)] public partial Conv2d Planes { get; }
            [Init(InitialDistribution.HeUniform)] [SelfAttention(nameof(width), 4)] public partial SelfAttention Attention { get; }
            [Init(InitialDistribution.TruncatedNormal)] [FeedForward(nameof(width), nameof(hidden))] public partial FeedForward Mlp { get; }
            [Init(InitialDistribution.LeCunUniform)] [FeedForward(nameof(width), nameof(hidden), Activation.GeGlu)] public partial FeedForward Gated { get; }
            [Init(InitialDistribution.SmallInit)] [Embedding(500, nameof(width))] public partial Embedding Tokens { get; }
            [Init(InitialDistribution.Normal)] [Lstm(nameof(width), nameof(width))] public partial LSTM Memory { get; }
            public override Tensor forward(Tensor x) => x;
        }

        [StableModel] public partial class Kinds(int width, int hidden, int heads, int count, int channels, int groups, int memory, int patch, int experts)
        {
            [Embedding(nameof(count), nameof(width))] public partial Embedding Tokens { get; }
            [Embedding(nameof(count), nameof(width), PaddingIndex = 0)] public partial Embedding Padded { get; }
            [EmbeddingBag(nameof(count), nameof(width))] public partial EmbeddingBag Bag { get; }
            [LearnedPositions(nameof(count), nameof(width))] public partial LearnedPositions Positions { get; }
            [PatchEmbedding(3, nameof(width), nameof(patch))] public partial PatchEmbedding Patches { get; }
            [Linear(nameof(width), nameof(hidden))] public partial Linear Mix { get; }
            [Linear(64, 96)] public partial Linear Numbers { get; }
            [Bilinear(8, 9, nameof(hidden))] public partial Bilinear Pair { get; }
            [Conv1d(nameof(channels), nameof(hidden), 3)] public partial Conv1d Line { get; }
            [Conv2d(nameof(channels), nameof(hidden), 3, Groups = nameof(groups))] public partial Conv2d Grouped { get; }
            [Conv3d(nameof(channels), nameof(width), 2)] public partial Conv3d Volume { get; }
            [ConvTranspose1d(nameof(channels), nameof(hidden), nameof(patch))] public partial ConvTranspose1d Back { get; }
            [ConvTranspose2d(nameof(channels), nameof(hidden), 3, Groups = 2)] public partial ConvTranspose2d BackGrouped { get; }
            [ConvTranspose3d(nameof(channels), nameof(width), 2)] public partial ConvTranspose3d BackVolume { get; }
            [SelfAttention(nameof(width), nameof(heads), KeyValueHeads = 2, QkNorm = true)] public partial SelfAttention Attention { get; }
            [CrossAttention(nameof(width), nameof(heads), MemoryWidth = nameof(memory))] public partial CrossAttention Cross { get; }
            [FeedForward(nameof(width), nameof(hidden))] public partial FeedForward Mlp { get; }
            [FeedForward(nameof(width), nameof(hidden), Activation.SwiGlu)] public partial FeedForward Gated { get; }
            [MixtureOfExperts(nameof(width), nameof(hidden), nameof(experts))] public partial MixtureOfExperts Experts { get; }
            [MixtureOfExperts(nameof(width), nameof(hidden), 4, Activation = Activation.ReGlu)] public partial MixtureOfExperts GatedExperts { get; }
            [Lstm(nameof(width), nameof(hidden), Layers = 2)] public partial LSTM Long { get; }
            [Gru(nameof(width), nameof(hidden), Bidirectional = true)] public partial GRU Gates { get; }
            [Rnn(nameof(width), nameof(hidden), Bias = false)] public partial RNN Plain { get; }
            [LayerNorm(nameof(width))] public partial LayerNorm Layered { get; }
            [RmsNorm(nameof(width))] public partial RmsNorm Rms { get; }
            [GroupNorm(nameof(groups), nameof(width))] public partial GroupNorm Groups { get; }
            [BatchNorm2d(nameof(width))] public partial BatchNorm2d Batch { get; }
            [InstanceNorm1d(nameof(width), Affine = true)] public partial InstanceNorm1d Instance { get; }
            public override Tensor forward(Tensor x) => x;
        }

        [StableModel] public partial class Gains(int width)
        {
            {{string.Join("\n    ", Enum.GetNames<Activation>().Where(static a => !a.EndsWith("Glu", StringComparison.Ordinal)).Select(static a => $"[Linear(nameof(width), nameof(width))] public partial Linear Before{a} {{ get; }} [Activation(Activation.{a})] public partial ActivationLayer {a} {{ get; }}"))}}
            [Linear(nameof(width), "2 * width")] public partial Linear Last { get; }
        }

        [ResidualBlock] public partial class DepthScaled(int width, int hidden, int heads, int experts)
        {
            [Branch, SelfAttention(nameof(width), nameof(heads))] public partial SelfAttention Attention { get; }
            [Branch, FeedForward(nameof(width), nameof(hidden))] public partial FeedForward Mlp { get; }
            [Branch, FeedForward(nameof(width), nameof(hidden), Activation.GeGlu)] public partial FeedForward Gated { get; }
            [Branch, MixtureOfExperts(nameof(width), nameof(hidden), nameof(experts))] public partial MixtureOfExperts Experts { get; }
            [Branch, Linear(nameof(width), nameof(width))] public partial Linear Mix { get; }
            [Activation(Activation.Silu)] public partial ActivationLayer Act { get; }
            [Branch, Linear(nameof(width), nameof(hidden))] public partial Linear Up { get; }
            [Activation(Activation.Mish)] public partial ActivationLayer Mish { get; }
            [Linear(nameof(hidden), nameof(width))] public partial Linear Down { get; }
            [RmsNorm(nameof(width))] public partial RmsNorm End { get; }
            [Init(InitialDistribution.Normal, Value = 0.05)] [Branch, SelfAttention(nameof(width), nameof(heads))] public partial SelfAttention OwnAttention { get; }
            [Init(InitialDistribution.HeNormal)] [Branch, FeedForward(nameof(width), nameof(hidden))] public partial FeedForward OwnMlp { get; }
            [Init(InitialDistribution.XavierUniform, DepthScaled = false)] [Branch, Linear(nameof(width), nameof(width))] public partial Linear OwnMix { get; }
        }

        {{Block("LayerScale", "Scale = ResidualScale.LayerScale, ScaleInitial = 0.01", "SwiGlu")}}
        {{Block("ReZero", "Norm = NormPlacement.Reordered, Scale = ResidualScale.ReZero")}}
        {{Block("Unscaled", "Norm = NormPlacement.Sandwich, Scale = ResidualScale.None")}}
        {{Block("CrossScaled", "Scale = ResidualScale.DepthScaled", "Gelu", Memory.Replace("nameof(heads)", "nameof(heads), MemoryWidth = 48", StringComparison.Ordinal))}}
        {{Block("CrossFixup", "Norm = NormPlacement.None, Scale = ResidualScale.Fixup", "Gelu", Memory.Replace("nameof(heads)", "nameof(heads), MemoryWidth = 48", StringComparison.Ordinal))}}
        {{Block("DeepNormStack", "Norm = NormPlacement.Post, Scale = ResidualScale.DeepNorm", "GeGlu")}}
        {{Block("DeepNormEncoder", "Norm = NormPlacement.Post, Scale = ResidualScale.DeepNorm, DecoderLayers = nameof(decoder)")}}
        {{Block("DeepNormDecoder", "Norm = NormPlacement.Post, Scale = ResidualScale.DeepNorm", "Gelu", Memory)}}
        {{Block("TFixupEncoder", "Norm = NormPlacement.None, Scale = ResidualScale.TFixup", "ReGlu")}}
        {{Block("TFixupDecoder", "Norm = NormPlacement.None, Scale = ResidualScale.TFixup", "Gelu", Memory)}}
        {{Block("DeepScale", "Scale = ResidualScale.DeepScaleLM")}}
        {{Block("Fixup", "Norm = NormPlacement.None, Scale = ResidualScale.Fixup")}}
        {{Block("DeepNormExperts", "Norm = NormPlacement.Post, Scale = ResidualScale.DeepNorm", "Relu", Experts)}}
        {{Block("FixupExperts", "Norm = NormPlacement.None, Scale = ResidualScale.Fixup", "Relu", Experts)}}

        [StableModel] public partial class TFixupModel(int count, int width, int hidden, int heads, int decoder, int depth)
        {
            [Embedding(nameof(count), nameof(width), PaddingIndex = 0)] public partial Embedding Tokens { get; }
            [Stack(nameof(depth))] public partial ModuleList<TFixupEncoder> Blocks { get; }
        }

        [StableModel] public partial class Tied(int count, int width)
        {
            [Embedding(nameof(count), nameof(width))] public partial Embedding Tokens { get; }
            [LayerNorm(nameof(width))] public partial LayerNorm Norm { get; }
            [Linear(nameof(width), nameof(count), TiedTo = nameof(Tokens), Bias = true)] public partial Linear Head { get; }
        }

        [StableModel] public partial class FixupModel(int width, int depth)
        {
            [Stack(nameof(depth))] public partial ModuleList<FixupPart> Blocks { get; }
            [Linear(nameof(width), 10)] public partial Linear Head { get; }
        }

        [ResidualBlock(Norm = NormPlacement.None, Scale = ResidualScale.Fixup)] public partial class FixupPart(int width)
        {
            [Branch, Linear(nameof(width), "2 * width")] public partial Linear Up { get; }
            [Linear("2 * width", nameof(width))] public partial Linear Down { get; }
        }
        """);

    private const string Memory = "[CrossAttention(nameof(width), nameof(heads))] public partial CrossAttention Cross { get; } public override Tensor forward(Tensor x, Tensor memory) => x;";

    private const string Experts = "[Branch, MixtureOfExperts(nameof(width), nameof(hidden), 4)] public partial MixtureOfExperts Experts { get; }";

    private static readonly Lazy<System.Reflection.Assembly> Loaded = new(static () => Made.Load());

    private static IEnumerable<string> Classes => Made.Sources.Select(static s => s.HintName[..^".g.cs".Length]);

    private static string Block(string name, string options, string activation = "Relu", string more = "") => $$"""
        [ResidualBlock({{options}})] public partial class {{name}}(int width, int hidden, int heads, int decoder)
        {
            public int Decoder => decoder;
            [{{(more.Length == 0 ? "" : "Branch, ")}}SelfAttention(nameof(width), nameof(heads))] public partial SelfAttention Attention { get; }
            [{{(more.Length == 0 ? "" : "Branch, ")}}FeedForward(nameof(width), nameof(hidden), Activation.{{activation}})] public partial FeedForward Mlp { get; }
            {{(more.StartsWith("[Cross", StringComparison.Ordinal) ? "[Branch] " : "")}}{{more}}
        }
        """;

    [TestCase("DeepNormExperts", "fc1, fc2: Xavier, gain (8N)^(-1/4)")]
    [TestCase("FixupExperts", "fc1: He over fan_out, times L^(-1/2), L the branches of the stack; fc2: 0")]
    public void Experts_take_the_law_of_their_scheme(string name, string law) =>
        Assert.That(Made.Of(name + ".g.cs").Split('\n').Where(static line => line.StartsWith("//   experts ", StringComparison.Ordinal)), Has.Some.Contains(law));

    [TestCaseSource(nameof(Classes))]
    public void Every_line_is_what_is_drawn(string name)
    {
        random.manual_seed(21);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var type = Loaded.Value.GetType(name)!;
        using var model = (nn.Module)type.GetConstructors().Single().Invoke([.. type.GetConstructors().Single().GetParameters().Select(static p => (object)Sizes[p.Name!])]);
        var numbers = Sizes.ToDictionary(static s => s.Key, static s => (double)s.Value, StringComparer.Ordinal);
        if (model is IResidualBlock block)
        {
            block.reset_parameters(Branches);
            numbers["N"] = numbers["M"] = (double)Branches / block.ResidualBranches;
            numbers["M"] = name == "DeepNormEncoder" ? Sizes["decoder"] : numbers["M"];
            (numbers["residualBranches"], numbers["L"], numbers["m"]) = (Branches, Branches, 2);
        }
        else
        {
            numbers["N"] = Sizes["depth"];
        }

        // DeepScaleLM: half of a ReLU's input passes, and of the correlation at the first layer the paper's 0.221.
        (numbers["φ"], numbers["r"]) = (0.5, 0.221);
        var parameters = model.named_parameters().ToDictionary(static p => p.name, static p => (Tensor)p.parameter, StringComparer.Ordinal);
        var measured = new HashSet<string>(StringComparer.Ordinal);
        Assert.Multiple(() =>
        {
            foreach (var (key, law) in Lines(Made.Of(name + ".g.cs")))
            {
                foreach (var part in law.Split("; "))
                {
                    Measure(key, part, numbers, parameters, model, measured);
                }
            }

            // And no matrix starts in a way of which nothing is said.
            var rest = parameters.Where(p => p.Value.dim() > 1 && !measured.Contains(p.Key) && !p.Key.StartsWith("blocks.", StringComparison.Ordinal)).Select(static p => p.Key);
            Assert.That(rest, Is.Empty, "weights without a line");
        });
    }

    /// <summary>What is measured above are the laws of the declarations in the tests and samples too: none is worded in another way.</summary>
    [Test]
    public void Every_law_of_every_declaration_can_be_read()
    {
        var laws = Directory.GetFiles(Path.Combine(RepositoryFolder.Tests, "Architectures"), "*.cs")
            .Concat(Directory.GetFiles(Path.Combine(RepositoryFolder.Tests, "../../samples"), "*.cs", SearchOption.AllDirectories).Where(static path => !path.Contains("/obj/", StringComparison.Ordinal)))
            .SelectMany(static path => Generation.Of(File.ReadAllText(path)).Sources)
            .SelectMany(static s => Lines(s.SourceText.ToString()))
            .SelectMany(static l => l.Law.Split("; "))
            .Distinct(StringComparer.Ordinal)
            .ToList();
        Assert.That(laws, Has.Count.GreaterThan(30));
        Assert.Multiple(() =>
        {
            foreach (var law in laws.Where(static law => !law.StartsWith("0, the forget gate", StringComparison.Ordinal)))
            {
                Assert.That(() => HeaderLaw.Parse(law[(Parts().Match(law) is { Success: true } parts ? parts.Length : 0)..], static _ => 2), Throws.Nothing, law);
            }
        });
    }

    private static IEnumerable<(string Key, string Law)> Lines(string file) => file.Split('\n')
        .Select(static line => Line().Match(line))
        .Where(static match => match.Success)
        .Select(static match => (match.Groups["key"].Value, match.Groups["law"].Value))
        .Where(static line => !line.Item2.StartsWith("as its ", StringComparison.Ordinal) && !line.Item2.StartsWith("is ", StringComparison.Ordinal));

    private static void Measure(string key, string law, Dictionary<string, double> numbers, Dictionary<string, Tensor> parameters, nn.Module model, HashSet<string> measured)
    {
        var parts = Parts().Match(law) is { Success: true } match ? match.Groups["part"].Captures.Select(static c => c.Value).ToArray() : [""];
        var text = parts[0].Length == 0 ? law : law[(law.IndexOf(": ", StringComparison.Ordinal) + 2)..];
        foreach (var part in parts)
        {
            var weights = Weights(key, part, parameters, model, measured).ToList();
            Assert.That(weights, Is.Not.Empty, $"{key}: nothing is called {part}");
            foreach (var weight in weights)
            {
                var what = $"{key} {part}: {text}";
                if (text.StartsWith("0, the forget gate", StringComparison.Ordinal))
                {
                    var gate = weight.shape[0] / 4;
                    Assert.That(weight.sum().ToDouble(), Is.EqualTo(weight.narrow(0, gate, gate).sum().ToDouble()).And.AnyOf(0, gate), what);
                    continue;
                }

                var fans = weight.dim() > 1 ? Initialization.Fans.Of(weight) : default;
                (numbers["fan_in"], numbers["fan_out"]) = (fans.In, fans.Out);
                Compare(weight, HeaderLaw.Parse(text, name => numbers[name]), text.Contains("row of the padding token", StringComparison.Ordinal), what);
            }
        }
    }

    private static void Compare(Tensor weight, HeaderLaw law, bool isPadded, string what)
    {
        if (isPadded || what.Contains("(9N)", StringComparison.Ordinal))
        {
            Assert.That(weight[0].abs().max().ToDouble(), Is.Zero, what);
            weight = weight.narrow(0, 1, weight.shape[0] - 1);
        }

        var values = weight.to_type(ScalarType.Float64);
        if (law.Gain is { } gain)
        {
            var square = values.shape[0] <= values.shape[1] ? values.matmul(values.t()) : values.t().matmul(values);
            Assert.That((square - gain * gain * eye(square.shape[0], dtype: ScalarType.Float64)).abs().max().ToDouble(), Is.LessThan(1e-5), what);
            return;
        }

        if (law.Deviation == 0)
        {
            Assert.That((values - law.Mean).abs().max().ToDouble(), Is.LessThan(1e-7), what);
            return;
        }

        var count = (double)values.numel();
        var mean = values.mean();
        var variance = (values - mean).square().mean();
        var kurtosis = ((values - mean).square().square().mean() / variance.square()).ToDouble();
        var deviation = Math.Sqrt(variance.ToDouble());
        Assert.That(mean.ToDouble(), Is.EqualTo(0).Within(Errors * law.Deviation / Math.Sqrt(count)), what + ": mean");
        Assert.That(deviation / law.Deviation, Is.EqualTo(1).Within(Errors * Math.Sqrt((law.Kurtosis - 1) / (4 * count))), what + ": standard deviation");
        Assert.That(kurtosis, Is.EqualTo(law.Kurtosis).Within(Errors * Math.Sqrt(24 / count)), what + ": shape");
    }

    /// <summary>The weights that a line is about: a parameter, or a part of what the layer of that name has.</summary>
    private static IEnumerable<Tensor> Weights(string key, string part, Dictionary<string, Tensor> parameters, nn.Module model, HashSet<string> measured)
    {
        if (parameters.TryGetValue(key, out var parameter))
        {
            measured.Add(key);
            return [parameter];
        }

        foreach (var name in parameters.Keys.Where(name => name.StartsWith(key + ".", StringComparison.Ordinal) || name.StartsWith(key + "_", StringComparison.Ordinal)))
        {
            measured.Add(name);
        }

        return model.named_modules().FirstOrDefault(m => m.name == key).module switch
        {
            SelfAttention attention => [Of(attention, part)],
            CrossAttention attention => [Of(attention, part)],
            FeedForward layer => OfTwo(layer.Input.weight, layer.Output.weight, layer.Activation, part),
            MixtureOfExperts experts when part == "router" => [experts.Router.weight],
            MixtureOfExperts experts => Enumerable.Range(0, (int)experts.Router.weight.shape[0])
                .SelectMany(i => OfTwo(parameters[key + ".fc1_weight"][i], parameters[key + ".fc2_weight"][i], experts.Activation, part)),

            // The gates of a recurrent layer, each by itself.
            _ => parameters.Where(p => p.Key.StartsWith(key, StringComparison.Ordinal)).SelectMany(static p => p.Value.dim() < 2 ? [p.Value] : p.Value.split(p.Key.Contains("_ih", StringComparison.Ordinal) ? p.Value.shape[0] : p.Value.shape[1])),
        };
    }

    private static Tensor Of(SelfAttention attention, string part)
    {
        var weight = attention.QueryKeyValue.weight;
        var (queries, keys) = (weight.shape[1], (weight.shape[0] - weight.shape[1]) / 2);
        return part switch
        {
            "query" => weight.narrow(0, 0, queries),
            "key" => weight.narrow(0, queries, keys),
            "value" => weight.narrow(0, queries + keys, keys),
            _ => attention.Output.weight,
        };
    }

    private static Tensor Of(CrossAttention attention, string part)
    {
        var both = attention.KeyValue.weight;
        return part switch
        {
            "query" => attention.Query.weight,
            "key" => both.narrow(0, 0, both.shape[0] / 2),
            "value" => both.narrow(0, both.shape[0] / 2, both.shape[0] / 2),
            _ => attention.Output.weight,
        };
    }

    private static IEnumerable<Tensor> OfTwo(Tensor first, Tensor second, Activation activation, string part)
    {
        var half = first.shape[0] / 2;
        return part switch
        {
            "fc2" => [second],
            "fc1 value" => [first.narrow(0, 0, half)],
            "fc1 gate" => [first.narrow(0, half, half)],
            _ when activation.ToString().EndsWith("Glu", StringComparison.Ordinal) => [first.narrow(0, 0, half), first.narrow(0, half, half)],
            _ => [first],
        };
    }

    [GeneratedRegex(@"^//   (?<key>\S+) {2,}(?<law>.+?) {2,}(\[.*\]|added)$", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Line();

    [GeneratedRegex(@"^(?<part>query|key|value|output|router|fc1 gate|fc1 value|fc1|fc2)(, (?<part>query|key|value|output|fc1|fc2))*: ", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Parts();
}
