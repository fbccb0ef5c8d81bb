using StableModels.Layers;

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
        Assert.That(Cells(experts)[^1], Is.EqualTo(operations.ToString("N0", System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Test]
    public void One_number_has_no_standard_deviation()
    {
        using var one = TorchSharp.torch.nn.Linear(1, 1, hasBias: false);
        Assert.That(ModelSummary.Describe("One", [new("only", "Linear", "[…, 1]", one)]), Does.Not.Contain("NaN"));
    }

    // 4 width² + 4 width of attention, 8 width² + 5 width of the feed-forward layer, 2 width of each norm; two operations for each weight of a matrix.
    [Test]
    public void Every_row_has_its_shape_its_parameters_and_its_operations()
    {
        using var model = new Architectures.AdderGpt(14, 16, 32, 4, 2);
        var rows = model.Describe().Split('\n')
            .Select(static line => System.Text.RegularExpressions.Regex.Split(line.Trim(), " {2,}", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(10)))
            .Where(static cells => cells.Length > 3)
            .ToDictionary(static cells => cells[0], static cells => cells[1..], StringComparer.Ordinal);
        Assert.Multiple(() =>
        {
            Assert.That(rows["layer"], Is.EqualTo(new[] { "type", "output", "parameters", "std", "FLOPs/token" }));
            Assert.That(Without("tokens"), Is.EqualTo(new[] { "Embedding", "[…, 32]", "448" }));
            Assert.That(Without("positions"), Is.EqualTo(new[] { "LearnedPositions", "[…, 32]", "512" }));
            Assert.That(Without("blocks"), Is.EqualTo(new[] { "Stack × 2", "[…, 32]", "25,408", "49,152" }));
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

        double Deviation(string row) => double.Parse(rows[row].Single(static cell => cell.Contains('.', StringComparison.Ordinal)), System.Globalization.CultureInfo.InvariantCulture);
    }

    [Test]
    public void Convolutions_count_by_position_and_recurrent_layers_by_step()
    {
        using var convolution = TorchSharp.torch.nn.Conv2d(4, 8, 3, groups: 2);
        using var lstm = TorchSharp.torch.nn.LSTM(4, 6, numLayers: 2);
        Assert.Multiple(() =>
        {
            Assert.That(Cells(convolution)[^1], Is.EqualTo("288"), "2 * 8 * (4 / 2) * 9");
            Assert.That(Cells(lstm)[^1], Is.EqualTo("1,056"), "2 * 24 * (4 + 6 + 6 + 6)");
        });
    }

    private static string[] Cells(TorchSharp.torch.nn.Module module) =>
        ModelSummary.Describe("Net", [new("only", "Layer", "[…]", module)]).TrimEnd().Split('\n')[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
