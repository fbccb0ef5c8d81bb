using System.Globalization;
using System.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Generator.Tests.Fuzzing;

/// <summary>Writes declarations: mostly sensible, some not.</summary>
internal static class RandomDeclaration
{
    public const string Valid = """
        [StableModel, AdamW(LearningRate = 1e-3), ClipNorm(1.0)]
        public partial class Gpt(int vocabulary, int width, int heads, int depth)
        {
            [Embedding(nameof(vocabulary), nameof(width))] public partial Embedding Tokens { get; }
            [Stack(nameof(depth), Args = ["heads: heads"])] public partial ModuleList<Block> Blocks { get; }
            [Dropout(0.1)] public partial Dropout Drop { get; }
            [Linear(nameof(width), nameof(vocabulary), TiedTo = nameof(Tokens))] public partial Linear Head { get; }
        }

        [ResidualBlock(Norm = NormPlacement.Pre)]
        public partial class Block(int width, int heads)
        {
            [SelfAttention(nameof(width), nameof(heads), Causal = true)] public partial SelfAttention Attention { get; }
            [Branch, Linear(nameof(width), "4 * width")] public partial Linear Up { get; }
            [Activation(Activation.Gelu)] public partial ActivationLayer Act { get; }
            [Linear("4 * width", nameof(width))] public partial Linear Down { get; }
        }
        """;

    private static readonly string[] Sizes = ["width", "2 * width", "width * 2", "hidden", "width + hidden", "8", "16", "(width)", "width * width / width"];
    private static readonly string[] Wrong = ["widht", "", "4 *", "0", "-1", "width %", "1e3", "rate", "(((width)))", "9999999999999999999", "width / 0", "@width"];
    private static readonly string[] Activations = ["Relu", "Gelu", "Silu", "Tanh", "Mish", "Identity", "SwiGlu"];
    private static readonly string[] Placements = ["Pre", "Post", "Sandwich", "Peri", "Reordered", "None"];
    private static readonly string[] Scales = ["DepthScaled", "DeepNorm", "LayerScale", "ReZero", "Fixup", "DeepScaleLM", "None"];

    /// <summary>A model, its block and its part, in a namespace of that name.</summary>
    /// <param name="random">Decides.</param>
    /// <param name="name">The namespace.</param>
    /// <param name="certain">Whether mistakes are left out, so that most declarations can be run.</param>
    public static string Write(Random random, string name, bool certain = false)
    {
        var text = new StringBuilder($"namespace {name};\n");
        var width = "width";
        text.Append("[StableModel").Append(Pick(random, ["", ", AdamW(LearningRate = 1e-3)", ", AdamW, ClipNorm(1.0), Warmup(10)", certain ? "" : ", ClipNorm(1.0), ClipValue(0.5)"])).Append("]\n");
        text.Append("public partial class Model(int width, int hidden, int vocabulary, int depth, double rate)\n{\n");
        var tokens = certain || random.Next(2) == 0;
        if (tokens)
        {
            text.Append("    [Embedding(nameof(vocabulary), nameof(width))] public partial Embedding Tokens { get; }\n");
        }

        for (var i = 0; i < random.Next(1, 7); i++)
        {
            (var line, width) = Member(random, i, width, certain, inBlock: false);
            text.Append("    ").Append(line).Append('\n');
        }

        text.Append("}\n\n");
        var norm = Pick(random, Placements);
        var scale = Pick(random, Scales);
        if (certain)
        {
            (norm, scale) = scale switch { "DeepNorm" => ("Post", scale), "Fixup" => ("None", scale), _ => (norm, scale) };
        }

        text.Append(CultureInfo.InvariantCulture, $"[ResidualBlock(Norm = NormPlacement.{norm}, Scale = ResidualScale.{scale}{Pick(random, ["", ", NormKind = NormKind.RmsNorm", ", DropPath = 0.1"])})]\npublic partial class Block(int width)\n{{\n");
        for (var i = 0; i < random.Next(1, 4); i++)
        {
            text.Append("    ").Append(Member(random, i, "width", certain, inBlock: true).Line).Append('\n');
        }

        return text.Append("}\n").ToString();
    }

    /// <summary>Small arguments for the model's constructor.</summary>
    public static object Argument(string name, Type type) => type == typeof(double) ? (object)0.1 : name switch { "width" => 8, "hidden" => 6, "vocabulary" => 11, _ => 2 };

    /// <summary>Two sequences of tokens.</summary>
    public static Tensor Input(string model) => model.Length > 0 ? randint(0, 11, [2, 5]) : throw new ArgumentException("A model has a name.", nameof(model));

    private static (string Line, string Width) Member(Random random, int index, string width, bool certain, bool inBlock)
    {
        var wrong = !certain && random.Next(12) == 0;
        var size = wrong ? Pick(random, Wrong) : width;
        var next = inBlock ? width : Pick(random, Sizes);
        var name = !certain && random.Next(40) == 0 ? "M0" : $"M{index}";
        switch (random.Next(inBlock ? 6 : 10))
        {
            case 0:
                return ($"[Linear(\"{size}\", \"{next}\"{Pick(random, ["", ", Bias = false", wrong ? ", TiedTo = \"Tokens\"" : ""])})] public partial Linear {name} {{ get; }}", next);
            case 1:
                return ($"[FeedForward(\"{size}\", \"2 * width\", Activation.{Pick(random, Activations)})] public partial FeedForward {name} {{ get; }}", width);
            case 2:
                return ($"[SelfAttention(\"{size}\", {(wrong ? 3 : 1)}, Causal = true, QkNorm = {(random.Next(2) == 0 ? "true" : "false")}{Pick(random, ["", ", KeyValueHeads = 1", ", KeyValueHeads = \"width / width\"", wrong ? ", KeyValueHeads = \"widht\"" : ""])})] public partial SelfAttention {name} {{ get; }}", width);
            case 3:
                return ($"[{Pick(random, ["LayerNorm", "RmsNorm"])}(\"{size}\")] public partial {(wrong ? "Linear" : "torch.nn.Module<torch.Tensor, torch.Tensor>")} {name} {{ get; }}", width);
            case 4:
                return ($"[Dropout({Pick(random, ["0.1", "nameof(rate)", "0", wrong ? "1.5" : "0.5"])})] public partial Dropout {name} {{ get; }}".Replace(inBlock ? "nameof(rate)" : "\0", "0.2", StringComparison.Ordinal), width);
            case 5:
                return ($"[Activation(Activation.{(certain ? Pick(random, Activations[..6]) : Pick(random, Activations))})] public partial ActivationLayer {name} {{ get; }}", width);
            case 6:
                return ($"[{Pick(random, ["Gru", "Rnn"])}(\"{size}\", \"{next}\")] public partial torch.nn.Module {name} {{ get; }}", next);
            case 7:
                return ($"[Stack(nameof(depth), Args = [\"width: {size}\"]{Pick(random, ["", ", Recompute = true"])})] public partial ModuleList<Block> {name} {{ get; }}", width);
            case 8:
                return ($"[Layer(Args = [\"width: {size}\"])] public partial Block {name} {{ get; }}", width);
            default:
                return (certain
                    ? $"[SinusoidalPositions(\"{size}\")] public partial SinusoidalPositions {name} {{ get; }}"
                    : $"[Conv1d(\"{size}\", \"{next}\", 3{Pick(random, ["", ", Groups = nameof(width)", ", Padding = \"hidden / 2\", Dilation = nameof(depth)", ", Groups = \"hidden * depth\", Stride = \"1\""])})] public partial Conv1d {name} {{ get; }}", certain ? width : next);
        }
    }

    private static string Pick(Random random, IReadOnlyList<string> from) => from[random.Next(from.Count)];
}
