using System.Globalization;
using System.Text.RegularExpressions;
using StableModels.Generator.Tests.Architectures;
using StableModels.Generator.Tests.Harness;
using StableModels.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Generator.Tests;

/// <summary>The numbers of the table behind <c>Describe()</c> that are easily wrong.</summary>
[TestFixture]
public sealed class SummaryTests
{
    // The router's 3 * 8 weights, and of each expert that a token visits 8 * 16 twice (three times when gated).
    [TestCase(1, Activation.Gelu, 2 * (24 + 256))]
    [TestCase(2, Activation.Gelu, 2 * (24 + 512))]
    [TestCase(2, Activation.SwiGlu, 2 * (24 + 768))]
    public void A_token_costs_the_experts_that_it_visits(int topK, Activation activation, int operations)
    {
        using var experts = new MixtureOfExperts(8, 16, 3, topK, activation);
        Assert.That(Operations(experts), Is.EqualTo(operations.ToString("N0", CultureInfo.InvariantCulture)));
    }

    [Test]
    public void One_number_has_no_standard_deviation()
    {
        using var one = nn.Linear(1, 1, hasBias: false);
        Assert.That(ModelSummary.Describe("One", new Parts(one)), Does.Not.Contain("NaN"));
    }

    // 4 width² + 4 width of attention, 8 width² + 5 width of the feed-forward layer, 2 width of each norm; two operations for each weight of a matrix.
    [Test]
    public void Every_row_has_its_shape_its_parameters_and_its_operations()
    {
        using var model = new AdderGpt(14, 16, 32, 4, 2);
        var rows = Rows(model.Describe());
        Assert.Multiple(() =>
        {
            Assert.That(rows["layer"], Is.EqualTo(new[] { "type", "output", "parameters", "std", "FLOPs/token" }));
            Assert.That(Without("tokens"), Is.EqualTo(new[] { "Embedding", "[…, 32]", "448" }));
            Assert.That(Without("positions"), Is.EqualTo(new[] { "LearnedPositions", "[…, 32]", "512" }));
            Assert.That(Without("blocks"), Is.EqualTo(new[] { "Block × 2", "[…, 32]", "25,408", "49,152" }));
            Assert.That(Without("blocks.*.attention"), Is.EqualTo(new[] { "SelfAttention", "[…, 32]", "4,224", "8,192" }));
            Assert.That(Without("blocks.*.mlp"), Is.EqualTo(new[] { "FeedForward", "[…, 32]", "8,352", "16,384" }));
            Assert.That(rows["norm"], Is.EqualTo(new[] { "LayerNorm", "[…, 32]", "64" }), "no matrix, so no deviation");
            Assert.That(Without("head"), Is.EqualTo(new[] { "Linear, tied to tokens", "[…, 14]", "896" }), "no parameters of its own");
            Assert.That(rows["total"], Is.EqualTo(new[] { "AdderGpt", "26,432", "50,048" }));
            Assert.That(Deviation("tokens"), Is.EqualTo(0.02).Within(15).Percent);
            Assert.That(Deviation("positions"), Is.EqualTo(0.02).Within(15).Percent);
            Assert.That(rows["blocks.*.mlp"].Single(static cell => cell.Contains("..", StringComparison.Ordinal)), Does.Match(@"^0\.0\d+ \.\. 0\.2\d+$"), "fc2 scaled with depth, fc1 by GELU's gain");
        });

        // The deviation differs from run to run; it stands before the operations, and is the only cell with a point.
        string[] Without(string row) => [.. rows[row].Where(static cell => !cell.Contains('.', StringComparison.Ordinal))];

        double Deviation(string row) => double.Parse(rows[row].Single(static cell => cell.Contains('.', StringComparison.Ordinal)), CultureInfo.InvariantCulture);
    }

    // Six tokens: what a token costs six times, and in each block 4 * 6² * 32 for the products of attention.
    [Test]
    public void A_sequence_costs_its_tokens_and_what_attention_adds_with_its_length()
    {
        using var model = new AdderGpt(14, 16, 32, 4, 2);
        var rows = Rows(model.Describe(6));
        Assert.Multiple(() =>
        {
            Assert.That(rows["layer"][^1], Is.EqualTo("FLOPs/sample"));
            Assert.That(rows["tokens"][1], Is.EqualTo("[1, 6, 32]"));
            Assert.That(rows["blocks.*.attention"][^1], Is.EqualTo("53,760"));
            Assert.That(rows["blocks.*.mlp"][^1], Is.EqualTo("98,304"));
            Assert.That(rows["blocks"][^1], Is.EqualTo("304,128"));
            Assert.That(rows["head"][1], Is.EqualTo("[1, 6, 14]"));
            Assert.That(rows["head"][^1], Is.EqualTo("5,376"));
            Assert.That(rows["total"], Is.EqualTo(new[] { "AdderGpt", "26,432", "309,504" }));
        });
    }

    [Test]
    public void Convolutions_count_by_position_and_recurrent_layers_by_step()
    {
        using var convolution = nn.Conv2d(4, 8, 3, groups: 2);
        using var lstm = nn.LSTM(4, 6, numLayers: 2);
        Assert.Multiple(() =>
        {
            Assert.That(Operations(convolution), Is.EqualTo("288/place"), "2 * 8 * (4 / 2) * 9");
            Assert.That(Operations(lstm), Is.EqualTo("1,056"), "2 * 24 * (4 + 6 + 6 + 6)");
        });
    }

    // Of places of different planes there is no sum; behind the pooling there is one vector a sample.
    [Test]
    public void Places_of_planes_that_are_not_known_are_not_added_up()
    {
        using var model = new ResNet(4, 1, 3);
        var table = model.Describe();
        var rows = Rows(table);
        Assert.Multiple(() =>
        {
            Assert.That(rows["layer"][^1], Is.EqualTo("FLOPs"));
            Assert.That(rows["stem.conv"][^1], Is.EqualTo("216/place"), "2 * 4 * 3 * 9");
            Assert.That((rows["stem"][0], rows["stem.act"][0], rows["stage1"][0], rows["stage1.*.conv1_activation"][0]), Is.EqualTo(("ResNetStem", "Relu", "BasicBlock × 1", "Relu")), "by what they are");
            Assert.That(rows["down"][^1], Is.EqualTo("?"));
            Assert.That(rows["head"][^1], Is.EqualTo("48/sample"));
            Assert.That(rows["total"][^1], Is.EqualTo("48/sample + ?"));
            Assert.That(table, Does.Contain("Describe(3, 224, 224)"));
        });
    }

    // 8 x 6 pixels, after the stage that halves them 4 x 3.
    [Test]
    public void A_picture_costs_what_its_size_says()
    {
        using var model = new ResNet(4, 2, 3);
        var table = model.Describe(3, 8, 6);
        var rows = Rows(table);
        Assert.Multiple(() =>
        {
            Assert.That(rows["layer"][^1], Is.EqualTo("FLOPs/sample"));
            Assert.That(rows["stem.conv"][1], Is.EqualTo("[1, 4, 8, 6]"));
            Assert.That(rows["stem.conv"][^1], Is.EqualTo("10,368"), "216 * 48");
            Assert.That(rows["stage1.*.conv1"][^1], Is.EqualTo("13,824"), "2 * 4 * 4 * 9 * 48");
            Assert.That(rows["stage1"][^1], Is.EqualTo("55,296"), "two blocks of two");
            Assert.That(rows["down"][1], Is.EqualTo("[1, 8, 4, 3]"));
            Assert.That(rows["down.skip"][^1], Is.EqualTo("768"), "2 * 4 * 8 * 12");
            Assert.That(rows["head"][^1], Is.EqualTo("48"));
            Assert.That(rows["total"][^1], Is.EqualTo((10368 + 55296 + 6912 + 13824 + 768 + 55296 + 48).ToString("N0", CultureInfo.InvariantCulture)));
            Assert.That(table, Does.Not.Contain("?"));
        });
    }

    [TestCase("ConvTranspose2d(2, 3, 2, Stride = 2)", "ConvTranspose2d", "2, 5, 4", "960", TestName = "2 * 2 * 3 * 4 for each of the 20 places that come in")]
    [TestCase("Conv1d(4, 6, 3, Groups = 2)", "Conv1d", "4, 9", "504", TestName = "2 * 6 * 2 * 3 for each of the 7 places that go out")]
    [TestCase("PatchEmbedding(3, 5, 2)", "PatchEmbedding", "3, 4, 6", "720", TestName = "2 * 5 * 3 * 4 for each of the 6 patches")]
    [TestCase("Gru(4, 6, Bidirectional = true)", "GRU", "5, 4", "3600", TestName = "2 * 2 * 18 * (4 + 6) for each of the 5 steps")]
    [TestCase("MixtureOfExperts(8, 16, 3, TopK = 1)", "MixtureOfExperts", "5, 8", "2800", TestName = "560 for each of the 5 tokens")]
    public void A_sample_costs(string layer, string type, string sample, string operations)
    {
        using var model = Net($"[{layer}] public partial {type} Only {{ get; }}");
        Assert.That(Rows(Describe(model, sample))["only"][^1].Replace(",", "", StringComparison.Ordinal), Is.EqualTo(operations));
    }

    [Test]
    public void Describing_leaves_the_model_as_it_was()
    {
        using var model = new ResNet(4, 1, 3);
        model.Stem.Norm.eval();
        var mean = model.Down.state_dict().Concat(model.Stem.state_dict()).ToDictionary(static entry => entry.Key, static entry => entry.Value.clone(), StringComparer.Ordinal);
        var before = get_rng_state();
        _ = model.Describe(3, 8, 8);
        var table = model.Describe(3, 4, 4);
        Assert.Multiple(() =>
        {
            Assert.That(model.training, Is.True);
            Assert.That(model.Stem.Norm.training, Is.False);
            Assert.That(model.Stage1[0].Norm1.training, Is.True);
            Assert.That(model.Down.state_dict().Concat(model.Stem.state_dict()).All(entry => entry.Value.allclose(mean[entry.Key], 0, 0)), Is.True);
            Assert.That(get_rng_state().eq(before).all().ToBoolean(), Is.True);
            Assert.That(Rows(table)["stem.conv"][^1], Is.EqualTo("3,456"), "216 * 16: nothing of the first run is left");
        });
    }

    [Test]
    public void Only_a_model_that_can_be_run_on_a_sample_asks_for_one()
    {
        using var pictures = new ResNet(4, 1, 3);
        using var picturesAndTimes = new DiffusionUnet(channels: 8, heads: 2);
        Assert.Multiple(() =>
        {
            Assert.That(pictures.Describe(), Does.Contain("? depends on the size of what comes in: give Describe the shape"));
            Assert.That(picturesAndTimes.Describe(), Does.Contain("? depends on the size of what comes in." + Environment.NewLine));
        });
    }

    [Test]
    public void A_layer_of_a_forward_of_the_users_own_is_counted_for_a_vector()
    {
        using var matcher = new TextMatcher(10, 6, 2);
        Assert.Multiple(() =>
        {
            Assert.That(matcher.Describe(), Does.Contain("FLOPs/vector"));
            Assert.That(() => matcher.Describe(4), Throws.ArgumentException.With.Message.Contains("TextMatcher does not map one tensor to one tensor"));
        });
    }

    [Test]
    public void Products_that_are_not_known_are_said()
    {
        using var model = Net("[Layer] public partial Own Only { get; }", """
            public sealed class Own : nn.Module<Tensor, Tensor>
            {
                private readonly Parameter _weight = new(torch.ones(3, 3));
                public Own() : base("own") => register_parameter("weight", _weight);
                public override Tensor forward(Tensor x) => x.matmul(_weight);
            }
            """);
        Assert.Multiple(() =>
        {
            Assert.That(Rows(Describe(model, ""))["only"][^1], Is.EqualTo("?"));
            Assert.That(Describe(model, "3"), Does.Contain("? is done by modules whose products are not known here."));
        });
    }

    private static nn.Module<Tensor, Tensor> Net(string members, string more = "") =>
        (nn.Module<Tensor, Tensor>)Activator.CreateInstance(Generation.Of($"[Sequence] public partial class Net {{ {members} }} {more}").Load().GetType("Net")!)!;

    private static string Describe(nn.Module model, string sample) =>
        ModelSummary.Describe("Net", (IDescribed)model, [.. sample.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(static size => long.Parse(size, CultureInfo.InvariantCulture))]);

    private static Dictionary<string, string[]> Rows(string table) => table.Split('\n')
        .Select(static line => Regex.Split(line.Trim(), " {2,}", RegexOptions.None, TimeSpan.FromSeconds(10)))
        .Where(static cells => cells.Length > 1)
        .ToDictionary(static cells => cells[0], static cells => cells[1..], StringComparer.Ordinal);

    private static string Operations(nn.Module module) => Rows(ModelSummary.Describe("Net", new Parts(module)))["total"][^1];

    private sealed class Parts(nn.Module only) : IDescribed
    {
        public IReadOnlyList<ModelSummary.Row> SummaryRows() => [new("only", "Layer", "[…]", only)];
    }
}
