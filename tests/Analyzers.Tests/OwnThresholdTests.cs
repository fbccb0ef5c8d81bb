using StableModels.Analyzers.Architecture;
using StableModels.Analyzers.FineTuning;
using StableModels.Analyzers.Initialization;
using StableModels.Analyzers.Optimization;
using StableModels.Analyzers.Tests.Harness;
using StableModels.Analyzers.Tests.TrainingLoops;
using StableModels.CodeFixes.FineTuning;
using StableModels.CodeFixes.Optimization;

namespace StableModels.Analyzers.Tests;

/// <summary>
/// What rules say under thresholds of the user's own: a number from .editorconfig is never given out as the field's knowledge,
/// and what is said of the code stays true.
/// </summary>
[TestFixture]
public sealed class OwnThresholdTests
{
    // SM1001

    [TestCase(12, null, "so deep it trains unreliably")]
    [TestCase(12, "stable_models.SM1001.depth = 2", "so deep it trains unreliably")]
    [TestCase(2, "stable_models.SM1001.depth = 2", "a deeper one trains unreliably")]
    public Task What_is_deep(int layers, string? option, string said) => Rule<PostNorm>.Says(
        $"var model = nn.TransformerEncoder(nn.TransformerEncoderLayer(64, 4), {layers});", option,
        $"TorchSharp's TransformerEncoder is always Post-LN (it has no norm_first) in a stack of {layers} layers: {said}, and not without a long warm-up; declare a [ResidualBlock] or write a Pre-LN block");

    // SM1002 and SM1007

    private static string Row(params string[] layers) => "class M { Module<Tensor, Tensor> m = nn.Sequential(" + string.Join(", ", layers) + "); }";

    [TestCase(0)]
    [TestCase(1)]
    public Task One_layer_is_no_row(int depth) => Rule<PlainDepth>.IsSilent(
        Row("nn.Linear(8, 8)", "nn.Sigmoid()"), $"stable_models.SM1002.depth = {depth}\nstable_models.SM1007.depth = {depth}");

    [Test]
    public Task Two_layers_in_a_row() => Rule<PlainDepth>.Says(
        Row("nn.Linear(8, 8)", "nn.Linear(8, 8)"), "stable_models.SM1002.depth = 0",
        "2 layers with weights follow one another without a shortcut: the signal's scale is a product of 2 gains; add residual connections");

    // SM1008

    [TestCase("12", null, " is added to a variance of about 1: the norm hardly normalises; the second argument of LayerNorm is eps where a size was meant?")]
    [TestCase("0.05", null, " is added to the variance: a signal that varies less is hardly normalised; usual values are 1e-12 to 1e-3")]
    [TestCase("0.001", "stable_models.SM1008.largest_eps = 0.0001", " is added to the variance: a signal that varies less is hardly normalised; stable_models.SM1008.largest_eps = 0.0001")]
    [TestCase("0.05", "stable_models.SM1008.largest_eps = 0.0001", " is added to the variance: a signal that varies less is hardly normalised; usual values are 1e-12 to 1e-3")]
    public Task What_an_eps_does(string eps, string? option, string said) => Rule<NormArguments>.Says($"var norm = nn.LayerNorm(64, {eps});", option, "eps = " + eps + said);

    // SM2001 and SM2003

    [Test]
    public Task A_small_deviation_is_not_rounded_to_nothing() => Rule<WeightScale>.Says(
        "var fc = nn.Linear(100, 10); init.normal_(fc.weight!, 0, 0.0004);", "stable_models.SM2001.factor = 0.001",
        "A standard deviation of 4e-4 with 100 inputs multiplies the variance by 1.6e-5; 1 / sqrt(inputs) keeps it");

    [Test]
    public Task A_small_change_is_not_rounded_to_none() => Rule<GainMismatch>.Says(
        """
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear _a = nn.Linear(64, 64), _b = nn.Linear(64, 64), _c = nn.Linear(64, 64);
            public Net() : base("net")
            {
                RegisterComponents();
                foreach (var m in modules()) { if (m is Linear l) init.xavier_uniform_(l.weight!); }
            }
            public override Tensor forward(Tensor x) => _c.call(functional.relu(_b.call(functional.relu(_a.call(x)))));
        }
        """,
        "stable_models.SM2003.factor = 1.5",
        "A gain of 1 in front of ReLU, which needs 1.41: over 2 layers the signal changes 0.5-fold");

    // SM3003

    private static string Clipped(string threshold) =>
        Loops.Around($"optimizer.zero_grad(); {Loops.Backward} nn.utils.clip_grad_norm_(model.parameters(), {threshold}); optimizer.step();");

    [TestCase("500", null, "A threshold above 100 hardly ever clips; 1.0 is usual")]
    [TestCase("500", "stable_models.SM3003.largest = 5", "A threshold above 100 hardly ever clips; 1.0 is usual")]
    [TestCase("500", "stable_models.SM3003.largest = 200", "A threshold above 100 hardly ever clips; 1.0 is usual")]
    [TestCase("2.5", "stable_models.SM3003.largest = 0.5", "A threshold of 2.5 is above stable_models.SM3003.largest = 0.5")]
    public Task What_a_threshold_does(string threshold, string? option, string said) => Rule<ClipThreshold>.Says(Clipped(threshold), option, said);

    [TestCase("2.5")]
    [TestCase("0.0")]
    public Task Clips_at_what_is_allowed(string threshold) => Rule<ClipThreshold>.IsFixedBy<UsualClipThresholdFix>(
        Clipped("[|" + threshold + "|]"), Clipped("0.5"), editorConfig: "stable_models.SM3003.largest = 0.5");

    [Test]
    public Task No_threshold_is_allowed() => Rule<ClipThreshold>.HasNoFix<UsualClipThresholdFix>(Clipped("[|1.0|]"), "stable_models.SM3003.largest = 0");

    // SM3006

    [TestCase("Adam", "0.5", null, ": above 0.1 it diverges on most models, for each step moves every weight by about the rate")]
    [TestCase("Adam", "0.5", "stable_models.SM3006.adaptive = 0.0005", ": above 0.1 it diverges on most models, for each step moves every weight by about the rate")]
    [TestCase("Adam", "0.001", "stable_models.SM3006.adaptive = 0.0005", ": above stable_models.SM3006.adaptive = 0.0005")]
    [TestCase("SGD", "20", null, ": above 10 it diverges on most models")]
    [TestCase("SGD", "1", "stable_models.SM3006.sgd = 0.1", ": above stable_models.SM3006.sgd = 0.1")]
    public Task What_a_rate_does(string optimizer, string rate, string? option, string said) => Rule<LearningRateRange>.Says(
        Loops.Step(optimizer: $"var optimizer = optim.{optimizer}(model.parameters(), {rate});"), option, $"{optimizer} with a constant learning rate of {rate}{said}");

    [Test]
    public async Task A_rate_far_above_ones_own_limit_is_no_certain_divergence()
    {
        var program = TestCompilation.Create(Loops.Step(optimizer: "var optimizer = optim.Adam(model.parameters(), 0.05);"));
        var found = await TestCompilation.Analyze(program, "stable_models.SM3006.adaptive = 0.0001", new TorchSharpCodeAnalyzer([new LearningRateRange()]));
        Assert.That(found.Select(finding => finding.Severity), Is.EqualTo(new[] { Microsoft.CodeAnalysis.DiagnosticSeverity.Info }));
    }

    // SM3008 and SM3010

    [Test]
    public Task No_decay_pulls_nothing() => Rule<DecayOnNorms>.IsSilent(
        "var model = new Gpt(); var optimizer = optim.AdamW(model.parameters(), 1e-3, weight_decay: 0);" + Models.Attention, "stable_models.SM3008.decay = 0");

    [Test]
    public Task No_rate_makes_no_steps() => Rule<SummedLoss>.IsSilent(
        Loops.Around(
            "optimizer.zero_grad(); functional.mse_loss(model.call(randn(8, 64)), zeros(8, 10), Reduction.Sum).backward(); optimizer.step();",
            optimizer: "var optimizer = optim.SGD(model.parameters(), 0);"), "stable_models.SM3010.rate = 0");

    // SM6001

    private static string Dpo(string beta) => Loops.Around(
        "var chosen = randn(8) - randn(8); var rejected = randn(8) - randn(8); optimizer.zero_grad(); "
        + $"functional.logsigmoid({beta} * (chosen - rejected)).mean().neg().backward(); optimizer.step();");

    [TestCase("5", null, " is far from the usual 0.1 to 0.5: smaller lets the model drift from its reference, larger hardly lets it learn")]
    [TestCase("5", "stable_models.SM6001.largest = 0.3", " is far from the usual 0.1 to 0.5: smaller lets the model drift from its reference, larger hardly lets it learn")]
    [TestCase("0.15", "stable_models.SM6001.smallest = 0.2", " is below stable_models.SM6001.smallest = 0.2: the smaller, the further the model may drift from its reference")]
    [TestCase("0.4", "stable_models.SM6001.largest = 0.3", " is above stable_models.SM6001.largest = 0.3: the larger, the less the model may learn")]
    public Task What_a_beta_does(string beta, string? option, string said) => Rule<PreferenceBeta>.Says(Dpo(beta), option, "A beta of " + beta + said);

    [Test]
    public Task A_beta_that_is_allowed() => Rule<PreferenceBeta>.IsFixedBy<UsualBetaFix>(
        Dpo("[|0.15|]"), Dpo("0.2"), editorConfig: "stable_models.SM6001.smallest = 0.2");
}
