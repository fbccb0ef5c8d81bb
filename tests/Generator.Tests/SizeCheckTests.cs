using StableModels.Generator.Tests.Architectures;
using StableModels.Generator.Tests.Harness;
using TorchSharp;
using static TorchSharp.torch;

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
            Assert.That(refused.Message, Is.EqualTo($"Mlp cannot be made with hidden = {width}: hidden must be at least 1. (Parameter 'hidden')"), "the number once");
        });
    }

    [Test]
    public void Heads_divide_the_width()
    {
        var refused = Assert.Throws<ArgumentOutOfRangeException>(static () => _ = new Block(10, 3));
        Assert.Multiple(() =>
        {
            Assert.That(refused!.ParamName, Is.EqualTo("width"));
            Assert.That(refused.Message, Does.StartWith("Block cannot be made with width = 10: width must be divisible by heads = 3; the nearest are 9 and 12."));
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
    [TestCase("[Conv1d(nameof(width), \"2 * width\", 3, Groups = nameof(heads))]", "Conv1d", ".Positive(width)\n        .Positive(heads)\n        .Divisible(width, heads)\n        .Divisible(2 * width, heads);")]
    [TestCase("[Conv1d(nameof(width), \"2 * width\", 3, Groups = nameof(width))]", "Conv1d", ".Positive(width);")]
    [TestCase("[Conv1d(4, 4, 3, Padding = \"width - 1\", Dilation = nameof(heads))]", "Conv1d", ".Positive(heads)\n        .AtLeast(width - 1, 0);")]
    [TestCase("[SelfAttention(64, 8, KeyValueHeads = nameof(heads))]", "SelfAttention", ".Positive(heads)\n        .Divisible(8, heads);")]
    [TestCase("[Lstm(8, 8, Layers = nameof(heads))]", "LSTM", ".Positive(heads);")]
    [TestCase("[MaxPool1d(nameof(width), Padding = 2)]", "MaxPool1d", ".Positive(width)\n        .AtLeast(width, 4);")]
    [TestCase("[AvgPool2d(5, Padding = nameof(heads))]", "AvgPool2d", ".AtLeast(heads, 0)\n        .AtMost(heads, 2);")]
    [TestCase("[MaxPool3d(\"width + 1\", Padding = nameof(heads), Dilation = 2)]", "MaxPool3d", ".Positive(width + 1)\n        .AtLeast(heads, 0)\n        .AtMost(heads, (width + 1) / 2);")]
    [TestCase("[MixtureOfExperts(8, 8, nameof(heads), TopK = nameof(width))]", "MixtureOfExperts", ".Positive(heads)\n        .Positive(width)\n        .AtMost(width, heads);")]
    [TestCase("[MixtureOfExperts(8, 8, nameof(heads), TopK = nameof(heads))]", "MixtureOfExperts", ".Positive(heads);")]
    [TestCase("[Embedding(nameof(width), 8, PaddingIndex = nameof(heads))]", "Embedding", ".Positive(width)\n        .AtLeast(heads, 0)\n        .Below(heads, width);")]
    [TestCase("[Embedding(nameof(width), 8, PaddingIndex = \"width - 1\")]", "Embedding", ".Positive(width)\n        .AtLeast(width - 1, 0);")]
    [TestCase("[ConvTranspose1d(4, 4, 3, Stride = nameof(width), OutputPadding = 1)]", "ConvTranspose1d", ".Positive(width)\n        .AtLeast(width, 2);")]
    [TestCase("[ConvTranspose1d(4, 4, 3, Stride = nameof(width), OutputPadding = \"width - 1\")]", "ConvTranspose1d", ".Positive(width)\n        .AtLeast(width - 1, 0);")]
    [TestCase("[ConvTranspose1d(4, 4, 3, Stride = nameof(width), Dilation = nameof(heads), OutputPadding = 2)]", "ConvTranspose1d", ".Positive(width)\n        .Positive(heads)\n        .Below(2, width, heads);")]
    [TestCase("[AdaptiveAvgPool2d(nameof(width))]", "AdaptiveAvgPool2d", ".Positive(width);")]
    [TestCase("[Upsample(\"2 * width\")]", "Upsample", ".Positive(width);")]
    [TestCase("[SinusoidalPositions(nameof(width))]", "SinusoidalPositions", ".Positive(width)\n        .Divisible(width, 2);")]
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
        Assert.That(generation.Text, Does.Contain("_sizes = new global::StableModels.Layers.SizeChecks(\"Net\")\n        " + checks + "\n"));
    }

    [Test]
    public void A_model_asks_for_its_blocks_too_before_anything_is_made()
    {
        Counted.Made = 0;
        var refused = Assert.Throws<ArgumentOutOfRangeException>(static () => _ = new CheckedWhole(width: 130, heads: 4, rate: 0.1));
        Assert.Multiple(() =>
        {
            Assert.That(Counted.Made, Is.Zero);
            Assert.That(refused!.ParamName, Is.EqualTo("width"));
            Assert.That(refused.Message, Does.StartWith("CheckedWhole cannot be made with width = 130: width must be divisible by 2 * heads = 8; the nearest are 128 and 136."));
        });
        Assert.That(static () => new CheckedWhole(128, 4, 1), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.StartsWith("CheckedWhole cannot be made with rate = 1: rate must be at least 0 and less than 1."));
        Assert.That(static () => new CheckedWhole(8, 0, 0.5), Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("heads"));
        Assert.That(Counted.Made, Is.Zero);
        using var whole = new CheckedWhole(128, 4, 0.1);
        Assert.That(Counted.Made, Is.EqualTo(1));
    }

    // Each once, however many classes ask for it, in the names of the class that is made.
    [Test]
    public void The_checks_of_a_tree_stand_at_its_root_once() => Assert.That(Generation.Of("""
        [Sequence]
        public partial class Root(int size, int parts, double drop)
        {
            [Linear(nameof(size), "2 * size")] public partial Linear First { get; }
            [Layer(Args = ["width: 2 * size", "heads: parts", "rate: drop"])] public partial Middle Middle { get; }
        }

        [Sequence]
        public partial class Middle(int width, int heads, double rate)
        {
            [Linear(nameof(width), "width * heads")] public partial Linear Wide { get; }
            [Stack(3, Args = ["width: width * heads", "memory: 3 * width"])] public partial ModuleList<Block> Blocks { get; }
            [Dropout(nameof(rate))] public partial Dropout Drop { get; }
        }

        [ResidualBlock]
        public partial class Block(int width, int heads, int memory, int kernel = 3)
        {
            [SelfAttention(nameof(width), nameof(heads), KeyValueHeads = "heads / 2")] public partial SelfAttention Attention { get; }
            [FeedForward(nameof(width), "memory - 2")] public partial FeedForward Mlp { get; }
        }
        """).Of("Root.g.cs"), Does.Contain("""
            SizeChecks("Root")
                    .Positive(size)
                    .Positive(parts)
                    .Positive(parts / 2)
                    .Divisible(parts, parts / 2)
                    .Positive(-2 + 6 * size)
                    .Probability(drop);
            """));

    // The limit that is checked is the one of libtorch, whatever the dilation.
    [Test]
    public void Half_the_window_is_all_the_padding_that_libtorch_takes([Values(1, 2, 3, 4, 5)] int kernel, [Values(1, 2)] int dilation)
    {
        var half = kernel / 2;
        Func<Tensor, long, Tensor>[] pools =
        [
            (x, padding) => nn.MaxPool1d(kernel, 1, padding, dilation).call(x[0, 0]),
            (x, padding) => nn.MaxPool2d(kernel, 1, padding, dilation).call(x[0]),
            (x, padding) => nn.MaxPool3d(kernel, 1, padding, dilation).call(x),
            (x, padding) => nn.AvgPool1d(kernel, 1, padding).call(x[0, 0]),
            (x, padding) => nn.AvgPool2d(kernel, 1, padding).call(x[0]),
            (x, padding) => nn.AvgPool3d(kernel, 1, padding).call(x),
        ];
        using var scope = NewDisposeScope();
        var planes = ones([1, 1, 9, 9, 9]);
        foreach (var pool in pools)
        {
            Assert.That(() => pool(planes, half), Throws.Nothing);
            Assert.That(() => pool(planes, half + 1), Throws.TypeOf<System.Runtime.InteropServices.ExternalException>());
        }
    }

    [Test]
    public void Settings_that_are_parameters_arrive_in_the_layers()
    {
        using var scope = NewDisposeScope();
        using var model = new Settings(channels: 6, groups: 3, dilation: 2, window: 3, memory: 10, pairs: 2, layers: 2);
        var (planes, read, asked) = model.call(ones([2, 6, 12]), ones([2, 5, 10]));
        Assert.Multiple(() =>
        {
            Assert.That(model.Mix.weight.shape, Is.EqualTo(new long[] { 12, 2, 3 }));
            Assert.That(model.Back.weight.shape, Is.EqualTo(new long[] { 12, 2, 3 }));
            Assert.That(planes.shape, Is.EqualTo(new long[] { 2, 6, 6 }));
            Assert.That(read.shape, Is.EqualTo(new long[] { 2, 6, 8 }));
            Assert.That(model.Read.parameters().Count(), Is.EqualTo(8));
            Assert.That(asked.shape, Is.EqualTo(new long[] { 2, 6, 8 }));
            Assert.That(model.Ask.KeyValue.weight.shape, Is.EqualTo(new long[] { 8, 10 }));
            Assert.That(model.Look.QueryKeyValue.weight.shape, Is.EqualTo(new long[] { 16, 8 }));
        });
        Assert.That(static () => new Settings(6, 4, 1, 3, 10, 2, 1), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.StartsWith("Settings cannot be made with channels = 6: channels must be divisible by groups = 4"));
        Assert.That(static () => new Settings(6, 3, 1, 3, 0, 2, 1), Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("memory"));
        Assert.That(static () => new Settings(6, 3, 1, 3, 10, 3, 1), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.StartsWith("Settings cannot be made with pairs = 3: pairs must divide 4."));
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
        var sizes = new Layers.SizeChecks("Net<@int>");
        var @class = 0;
        Assert.That(() => sizes.Positive(@class), Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("class"));
        var rate = 1.0;
        Assert.That(() => sizes.Probability(rate), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.StartsWith("Net<int> cannot be made with rate = 1: rate must be at least 0 and less than 1."));
    }

    [Test]
    public void A_number_that_is_too_large_is_said_with_what_it_is_held_against()
    {
        var sizes = new Layers.SizeChecks("Net");
        var (added, stride, dilation) = (3, 2, 1);
        Assert.Multiple(() =>
        {
            Assert.That(() => sizes.Below(added, stride), Refuses("Net cannot be made with added = 3: added must be less than stride = 2."));
            Assert.That(() => sizes.Below(added, stride, dilation), Refuses("Net cannot be made with added = 3: added must be less than stride = 2 or dilation = 1."));
            Assert.That(() => sizes.Below(3, stride, dilation), Refuses("Net cannot be made with stride = 2 and dilation = 1: one of them must be more than 3."));
            Assert.That(() => sizes.Below(stride, added).Below(stride, added, dilation).Below(stride, dilation, added), Throws.Nothing);
        });

        static NUnit.Framework.Constraints.IResolveConstraint Refuses(string message) => Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.StartsWith(message);
    }

    // Not as a TypeInitializationException, and each time.
    [Test]
    public void A_plan_that_cannot_be_is_refused_plainly()
    {
        var plan = Generation.Of("""
            // What a technique of one's own asks of its arguments, no rule knows.
            [Expands(typeof(Picky))] public sealed class PickyAttribute : TrainingAttribute;
            public sealed class Picky : StableModels.Training.ITrainingPart { public void Validate() => throw new System.ArgumentException("Not today."); }
            [StableModel, AdamW(LearningRate = 1e-3, Beta1 = 0.9), Picky]
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
