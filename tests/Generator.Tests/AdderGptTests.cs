using StableModels.Generator.Tests.Architectures;
using StableModels.Generator.Tests.Harness;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Generator.Tests;

/// <summary>The design's example, expanded by the compiler that built these tests, and run.</summary>
[TestFixture]
public sealed class AdderGptTests
{
    [Test]
    public void Keys_are_PyTorchs()
    {
        using var model = new AdderGpt(14, 16, 32, 4, 2);
        Assert.That(model.named_parameters().Select(static p => p.name), Is.EqualTo(new[]
        {
            "tokens.weight",
            "positions.weight",
            "blocks.0.attention_norm.weight", "blocks.0.attention_norm.bias",
            "blocks.0.attention.qkv.weight", "blocks.0.attention.qkv.bias", "blocks.0.attention.proj.weight", "blocks.0.attention.proj.bias",
            "blocks.0.mlp_norm.weight", "blocks.0.mlp_norm.bias",
            "blocks.0.mlp.fc1.weight", "blocks.0.mlp.fc1.bias", "blocks.0.mlp.fc2.weight", "blocks.0.mlp.fc2.bias",
            "blocks.1.attention_norm.weight", "blocks.1.attention_norm.bias",
            "blocks.1.attention.qkv.weight", "blocks.1.attention.qkv.bias", "blocks.1.attention.proj.weight", "blocks.1.attention.proj.bias",
            "blocks.1.mlp_norm.weight", "blocks.1.mlp_norm.bias",
            "blocks.1.mlp.fc1.weight", "blocks.1.mlp.fc1.bias", "blocks.1.mlp.fc2.weight", "blocks.1.mlp.fc2.bias",
            "norm.weight", "norm.bias",
        }));
    }

    [Test]
    public void It_computes_what_a_module_by_hand_computes()
    {
        using var model = new AdderGpt(14, 16, 32, 4, 2);
        using var twin = new HandAdderGpt(14, 16, 32, 4, 2);
        using var tokens = randint(0, 14, [3, 12]);
        Twins.AreEqual(model, twin, m => m.call(tokens), t => t.call(tokens));
    }

    [Test]
    public void Weights_start_as_the_header_says()
    {
        random.manual_seed(1);
        using var model = new AdderGpt(1000, 64, 128, 4, 6);
        using var scope = NewDisposeScope();
        var weights = model.named_parameters().ToDictionary(static p => p.name, static p => p.parameter, StringComparer.Ordinal);
        Assert.Multiple(() =>
        {
            Assert.That(Deviation("tokens.weight"), Is.EqualTo(0.02).Within(5).Percent);
            Assert.That(Deviation("positions.weight"), Is.EqualTo(0.02).Within(5).Percent);
            Assert.That(Deviation("blocks.3.attention.qkv.weight"), Is.EqualTo(1 / Math.Sqrt(128)).Within(5).Percent);
            Assert.That(Deviation("blocks.3.attention.proj.weight"), Is.EqualTo(1 / Math.Sqrt(128) / Math.Sqrt(12)).Within(5).Percent);
            Assert.That(Deviation("blocks.3.mlp.fc1.weight"), Is.EqualTo(1.533530 / Math.Sqrt(128)).Within(5).Percent);
            Assert.That(Deviation("blocks.3.mlp.fc2.weight"), Is.EqualTo(1 / Math.Sqrt(512) / Math.Sqrt(12)).Within(5).Percent);
            Assert.That(weights["blocks.3.mlp.fc1.bias"].abs().max().ToDouble(), Is.Zero);
            Assert.That(weights["norm.weight"].min().ToDouble(), Is.EqualTo(1));
            Assert.That(weights["norm.bias"].abs().max().ToDouble(), Is.Zero);
        });

        double Deviation(string name) => weights[name].std().ToDouble();
    }

    [Test]
    public void A_block_by_itself_counts_its_own_branches()
    {
        random.manual_seed(1);
        using var block = new Block(128, 4);
        Assert.That(block.ResidualBranches, Is.EqualTo(2));
        Assert.That(block.Attention.Output.weight.std().ToDouble(), Is.EqualTo(1 / Math.Sqrt(128) / Math.Sqrt(2)).Within(5).Percent);
    }

    [Test]
    public void The_tie_survives_a_move()
    {
        using var model = new AdderGpt(14, 16, 32, 4, 2);
        model.to(ScalarType.Float64);
        using var tokens = randint(0, 14, [1, 4]);
        using var logits = model.call(tokens);
        Assert.That(logits.dtype, Is.EqualTo(ScalarType.Float64));
        Assert.That(logits.shape, Is.EqualTo(new long[] { 1, 4, 14 }));
        using var scope = NewDisposeScope();
        Assert.That((model.Head.weight - model.Tokens.weight!).abs().max().ToDouble(), Is.Zero);
    }

    [Test]
    public void Properties_show_the_modules_that_run()
    {
        using var model = new AdderGpt(14, 16, 32, 4, 3);
        Assert.That(model.Blocks, Has.Count.EqualTo(3));
        Assert.That(model.Norm.weight, Is.SameAs(model.named_parameters().Single(static p => p.name == "norm.weight").parameter));
        Assert.That(model.GetName(), Is.EqualTo("AdderGpt"));
    }

    [Test]
    public void Forward_leaves_one_tensor_behind()
    {
        using var model = new AdderGpt(14, 16, 32, 4, 2);
        using var tokens = randint(0, 14, [1, 4]);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        using (model.call(tokens))
        {
            Assert.That(scope.DisposablesCount, Is.EqualTo(1));
        }
    }

    [Test]
    public void Matrices_are_decayed_and_vectors_are_not()
    {
        using var model = new AdderGpt(14, 16, 32, 4, 2);
        var groups = model.ParameterGroups();
        Assert.That(groups.SelectMany(static g => g.Parameters).Select(static p => p.name), Is.EquivalentTo(model.named_parameters().Select(static p => p.name)));
        Assert.That(groups.Single(static g => g.WeightDecayScale == 1).Parameters.Select(static p => p.parameter.dim()), Is.All.EqualTo(2));
        Assert.That(groups.Single(static g => g.WeightDecayScale == 0).Parameters.Select(static p => p.parameter.dim()), Is.All.EqualTo(1));
    }

    [Test]
    public void The_plan_is_what_was_declared()
    {
        var plan = AdderGpt.Plan;
        Assert.Multiple(() =>
        {
            Assert.That(plan.Optimizer.LearningRate, Is.EqualTo(3e-3));
            Assert.That(plan.Warmup!.Steps, Is.EqualTo(100));
            Assert.That(plan.Clipping, Is.EqualTo(new Gradients.ClipNorm(1.0)));
            Assert.That(plan.Parts, Has.Count.EqualTo(4));
        });
    }

    [Test]
    public void ClipGradients_bounds_the_global_norm()
    {
        using var model = new AdderGpt(14, 16, 32, 4, 2);
        using var scope = NewDisposeScope();
        (model.call(randint(0, 14, [2, 8])) * 1000).sum().backward();
        model.ClipGradients();
        var norm = Math.Sqrt(model.parameters().Where(static p => p.grad is not null).Sum(static p => p.grad!.pow(2).sum().ToDouble()));
        Assert.That(norm, Is.EqualTo(1).Within(1e-4));
    }

    [Test]
    public void The_declared_trainer_lowers_the_loss()
    {
        random.manual_seed(1);
        using var model = new AdderGpt(8, 8, 32, 4, 2);
        using var trainer = model.CreateTrainer(CPU, totalSteps: 150);
        using var tokens = arange(8).view(1, 8).expand(4, 8).contiguous();
        double first = 0, last = 0;
        for (var step = 0; step < 150; step++)
        {
            var result = trainer.Step(() => nn.functional.cross_entropy(model.call(tokens).view(-1, 8), tokens.roll(-1, 1).view(-1)));
            last = result.Loss;
            first = step == 0 ? last : first;
        }

        Assert.That(last, Is.LessThan(first / 5));
    }

    [Test]
    public void Describe_prints_a_row_per_part()
    {
        using var model = new AdderGpt(14, 16, 32, 4, 2);
        var table = model.Describe();
        Assert.Multiple(() =>
        {
            Assert.That(table, Does.Contain("tokens"));
            Assert.That(table, Does.Contain("[…, 32]"));
            Assert.That(table, Does.Contain("Linear, tied to tokens"));
            Assert.That(table.Split('\n').Single(static l => l.StartsWith("total", StringComparison.Ordinal)),
                Does.Contain(model.parameters().Sum(static p => p.numel()).ToString("N0", System.Globalization.CultureInfo.InvariantCulture)));
            Assert.That(table.Split('\n').Skip(2).Select(static l => l.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Where(static l => l.Length > 2).Select(static l => $"{l[0]}: {l[1]}").Take(9), Is.EqualTo(new[]
            {
                "tokens: Embedding", "positions: LearnedPositions", "blocks: Block × 2",
                "blocks.*.attention_norm: LayerNorm", "blocks.*.attention: SelfAttention", "blocks.*.mlp_norm: LayerNorm", "blocks.*.mlp: FeedForward",
                "norm: LayerNorm", "head: Linear, tied to tokens",
            }));
        });
    }
}
