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

    private static string[] Cells(TorchSharp.torch.nn.Module module) =>
        ModelSummary.Describe("Net", [new("only", "Layer", "[…]", module)]).TrimEnd().Split('\n')[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
