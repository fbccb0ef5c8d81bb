using StableModels.Generator.Tests.Architectures;
using StableModels.Generator.Tests.Harness;

namespace StableModels.Generator.Tests;

/// <summary>What is wrong with the numbers that a declared class is made with is said before anything is made of them, by the parameter's name.</summary>
[TestFixture]
public sealed class SizeCheckTests
{
    [TestCase(0)]
    [TestCase(-3)]
    public void A_size_is_at_least_1(int width)
    {
        var refused = Assert.Throws<ArgumentOutOfRangeException>(() => _ = new Mlp(8, width, 3, 0));
        Assert.Multiple(() =>
        {
            Assert.That(refused!.ParamName, Is.EqualTo("hidden"));
            Assert.That(refused.ActualValue, Is.EqualTo(width));
            Assert.That(refused.Message, Does.StartWith("hidden must be at least 1."));
        });
    }

    [Test]
    public void Heads_divide_the_width()
    {
        var refused = Assert.Throws<ArgumentOutOfRangeException>(static () => _ = new Block(10, 3));
        Assert.Multiple(() =>
        {
            Assert.That(refused!.ParamName, Is.EqualTo("width"));
            Assert.That(refused.Message, Does.StartWith("width must be divisible by heads = 3."));
        });
        Assert.That(static () => new Block(10, 0), Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("heads"));
    }

    [Test]
    public void Nothing_is_made_before_the_check()
    {
        Counted.Made = 0;
        Assert.That(static () => new CheckedFirst(0), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(Counted.Made, Is.Zero);
    }

    [TestCase("[Linear(\"4 * width\", \"width / heads\")]", "Linear", ".Positive(width)\n        .Positive(heads)\n        .Positive(width / heads);")]
    [TestCase("[Linear(\"width - 2\", 8)]", "Linear", ".Positive(width - 2);")]
    [TestCase("[Embedding(nameof(width), 8, PaddingIndex = 3)]", "Embedding", ".Positive(width)\n        .AtLeast(width, 4);")]
    [TestCase("[MixtureOfExperts(8, 8, nameof(heads))]", "MixtureOfExperts", ".Positive(heads)\n        .AtLeast(heads, 2);")]
    [TestCase("[GroupNorm(4, nameof(width))]", "GroupNorm", ".Positive(width)\n        .Divisible(width, 4);")]
    [TestCase("[SelfAttention(\"heads * 64\", nameof(heads), KeyValueHeads = 2)]", "SelfAttention", ".Positive(heads)\n        .Divisible(heads, 2);")]
    [TestCase("[Dropout(nameof(rate))]", "Dropout", ".Probability(rate);")]
    public void Each_rule_is_one_short_line(string attribute, string type, string checks)
    {
        var generation = Generation.Of($$"""
            [Sequence]
            internal partial class Net(int width, int heads, double rate)
            {
                public (int, int, double) All => (width, heads, rate);
                {{attribute}} public partial {{type}} Only { get; }
            }
            """);
        generation.AssertClean();
        Assert.That(generation.Text, Does.Contain("_sizes = new global::StableModels.Layers.SizeChecks()\n        " + checks + "\n"));
    }

    [Test]
    public void Constant_sizes_need_no_check() => Assert.That(Generation.Of("""
        [Sequence]
        public partial class Net
        {
            private const int Large = 1_000_000_000;
            [Linear("Large * 4 / 1000000", 4000)] public partial Linear First { get; }
            [SelfAttention(4000, 4)] public partial SelfAttention Second { get; }
        }
        """).Text, Does.Not.Contain("SizeChecks").And.Contain("Linear(4000, 4000)"));

    [Test]
    public void A_parameter_that_is_a_keyword_is_called_by_its_name()
    {
        var sizes = default(Layers.SizeChecks);
        var @class = 0;
        Assert.That(() => sizes.Positive(@class), Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("class"));
        var rate = 1.0;
        Assert.That(() => sizes.Probability(rate), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.StartsWith("rate must be at least 0 and less than 1."));
    }

    // Not as a TypeInitializationException, and each time.
    [Test]
    public void A_plan_that_cannot_be_is_refused_plainly()
    {
        var plan = Generation.Of("""
            [StableModel, AdamW(LearningRate = 1e-3, Beta1 = 0.9), SpikeGuard(OnDisk = 2)]
            public partial class Net
            {
                [Linear(8, 8)] public partial Linear Only { get; }
            }
            """).Load().GetType("Net")!.GetProperty("Plan")!;
        for (var i = 0; i < 2; i++)
        {
            Assert.That(() => plan.GetValue(null), Throws.InnerException.TypeOf<ArgumentException>());
        }

        var once = AdderGpt.Plan;
        Assert.That(AdderGpt.Plan, Is.SameAs(once));
    }
}
