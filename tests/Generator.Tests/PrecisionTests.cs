using StableModels.Generator.Tests.Architectures;
using StableModels.Generator.Tests.Harness;
using StableModels.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace StableModels.Generator.Tests;

/// <summary>[MixedPrecision]: which weights are converted, which casts are written, and what comes out.</summary>
[TestFixture]
public sealed class PrecisionTests
{
    [SetUp]
    public void Seed() => random.manual_seed(5);

    [Test]
    public void Only_matrix_products_are_converted()
    {
        using var model = new HalfGpt(14, 16, 32, 4, 1);
        using var trainer = model.CreateTrainer(CPU, 100);
        Assert.That(HalfNames(model), Is.EqualTo(new[]
        {
            "blocks.0.attention.qkv.weight", "blocks.0.attention.qkv.bias",
            "blocks.0.attention.proj.weight", "blocks.0.attention.proj.bias",
            "blocks.0.mlp.fc1.weight", "blocks.0.mlp.fc1.bias", "blocks.0.mlp.fc2.weight", "blocks.0.mlp.fc2.bias",
        }));
        Assert.That(model.named_parameters().Count(static p => p.parameter.dtype == ScalarType.Float32), Is.EqualTo(10));
    }

    [Test]
    public void Batch_norms_stay_in_FP32()
    {
        using var model = new HalfConvNet(8, 3);
        using var trainer = model.CreateTrainer(CPU, 100);
        using var images = randn(4, 1, 8, 8);
        for (var step = 0; step < 3; step++)
        {
            trainer.Step(() => F.cross_entropy(model.call(images), tensor(new long[] { 0, 1, 2, 0 })));
        }

        using (NewDisposeScope())
        using (no_grad())
        {
            Assert.That(model.StemNorm.weight!.dtype, Is.EqualTo(ScalarType.Float32));
            Assert.That(model.StemNorm.running_var!.dtype, Is.EqualTo(ScalarType.Float32));
            using var rounded = model.StemNorm.running_var.to(ScalarType.BFloat16).to(ScalarType.Float32);
            Assert.That((model.StemNorm.running_var - rounded).abs().max().ToSingle(), Is.GreaterThan(0), "digits that BF16 does not have");
        }

        // Transposed convolutions have no half kernel that works on the CPU.
        Assert.That(model.Up.weight.dtype, Is.EqualTo(ScalarType.Float32));
        Assert.That(HalfNames(model), Is.EqualTo(new[]
        {
            "stem.weight", "stem.bias", "down.conv.weight", "down.conv.bias", "down.conv2.weight", "down.conv2.bias", "down.skip.weight", "down.skip.bias", "head.weight", "head.bias",
        }));
    }

    [Test]
    public void Norms_take_FP32_and_matrix_products_the_half_type()
    {
        using var model = new HalfGpt(14, 16, 32, 4, 2);
        using var trainer = model.CreateTrainer(CPU, 100);
        var taken = new Dictionary<string, ScalarType>(StringComparer.Ordinal);
        foreach (var (name, module) in model.named_modules())
        {
            if (module is nn.Module<Tensor, Tensor> { } layer)
            {
                layer.register_forward_pre_hook((_, input) =>
                {
                    taken[name] = input.dtype;
                    return input;
                });
            }
        }

        using var tokens = randint(0, 14, [2, 8]);
        using var logits = model.call(tokens);
        Assert.Multiple(() =>
        {
            Assert.That(logits.dtype, Is.EqualTo(ScalarType.Float32), "losses are computed in FP32");
            foreach (var name in new[] { "norm", "blocks.0", "blocks.1", "blocks.1.attention_norm", "blocks.1.mlp_norm" })
            {
                Assert.That(taken[name], Is.EqualTo(ScalarType.Float32), name);
            }

            foreach (var name in new[] { "blocks.0.attention", "blocks.0.attention.qkv", "blocks.0.attention.proj", "blocks.0.mlp", "blocks.0.mlp.fc1", "blocks.0.mlp.fc2" })
            {
                Assert.That(taken[name], Is.EqualTo(ScalarType.BFloat16), name);
            }
        });
    }

    [Test]
    public void The_head_that_is_tied_to_a_table_in_FP32_computes_in_the_half_type()
    {
        using var model = new HalfGpt(14, 16, 32, 4, 1);
        model.ToHalf(ScalarType.BFloat16);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var tokens = randint(0, 14, [2, 8]);
        Tensor? normed = null;
        model.Norm.register_forward_hook((_, _, output) => normed = output.clone().DetachFromDisposeScope());
        var logits = model.call(tokens);
        var expected = F.linear(normed!.to(ScalarType.BFloat16), model.Tokens.weight!.to(ScalarType.BFloat16)).to(ScalarType.Float32);
        Assert.That(logits.equal(expected).all().ToBoolean(), Is.True);
    }

    [Test]
    public void Before_it_is_converted_the_casts_do_nothing()
    {
        using var model = new HalfGpt(14, 16, 32, 4, 2);
        using var twin = new WholeGpt(14, 16, 32, 4, 2);
        using var tokens = randint(0, 14, [3, 12]);
        Twins.AreEqual(model, twin, m => m.call(tokens), t => t.call(tokens));
    }

    [Test]
    public void Values_and_gradients_are_near_those_of_FP32()
    {
        using var model = new HalfGpt(14, 16, 64, 4, 3);
        using var twin = new WholeGpt(14, 16, 64, 4, 3);
        twin.load_state_dict(model.state_dict());
        model.ToHalf(ScalarType.BFloat16);
        using var scope = NewDisposeScope();
        var tokens = randint(0, 14, [4, 12]);
        var targets = randint(0, 14, [48]);
        var (actual, expected) = (Loss(model), Loss(twin));
        Assert.That(actual.ToDouble(), Is.EqualTo(expected.ToDouble()).Within(0.5).Percent);
        actual.backward();
        expected.backward();
        foreach (var ((name, half), (_, whole)) in model.named_parameters().Zip(twin.named_parameters()))
        {
            // BF16 keeps 8 bits: each product is off by 2^-9 at most, and the errors of a chain add up like noise.
            var error = (half.grad!.to(ScalarType.Float32) - whole.grad!).norm().ToDouble() / Math.Max(whole.grad!.norm().ToDouble(), 1e-3);
            Assert.That(error, Is.LessThan(0.05), name);
        }

        Tensor Loss(nn.Module<Tensor, Tensor> gpt) => F.cross_entropy(gpt.call(tokens).view(-1, 14), targets);
    }

    [Test]
    public void Training_lowers_the_loss()
    {
        using var model = new HalfGpt(14, 16, 32, 4, 2);
        using var trainer = model.CreateTrainer(CPU, 100);
        using var tokens = randint(0, 14, [8, 13]);
        using var inputs = tokens.narrow(1, 0, 12);
        using var targets = tokens.narrow(1, 1, 12).reshape(-1);
        var losses = new List<double>();
        for (var step = 0; step < 30; step++)
        {
            losses.Add(trainer.Step(() => F.cross_entropy(model.call(inputs).view(-1, 14), targets)).Loss);
        }

        Assert.That(losses[0], Is.EqualTo(Math.Log(14)).Within(0.1));
        Assert.That(losses[^1], Is.LessThan(losses[0] - 0.5));
    }

    [Test]
    public void Parts_within_a_forward_of_the_users_own_cast_by_themselves()
    {
        using var model = new HalfOwnForward(8);
        using var trainer = model.CreateTrainer(CPU, 100);
        using var input = randn(2, 5, 8);
        var losses = new List<double>();
        for (var step = 0; step < 20; step++)
        {
            losses.Add(trainer.Step(() => (model.call(input) - 1).square().mean()).Loss);
        }

        Assert.That(losses[^1], Is.LessThan(losses[0] / 2));
        Assert.Multiple(() =>
        {
            Assert.That(model.Experts[0].Moe.Router.weight.dtype, Is.EqualTo(ScalarType.Float32), "a router decides in FP32");
            Assert.That(HalfNames(model).Where(static name => !name.StartsWith("experts", StringComparison.Ordinal) && !name.StartsWith("recurrent.lstm", StringComparison.Ordinal)),
                Is.EqualTo(new[] { "recurrent.out.weight", "recurrent.out.bias" }), "what the user's own forward calls stays in FP32");
            Assert.That(HalfNames(model).Count(static name => name.StartsWith("recurrent.lstm", StringComparison.Ordinal)), Is.EqualTo(4));
            Assert.That(HalfNames(model).Count(static name => name.StartsWith("experts.0", StringComparison.Ordinal)), Is.EqualTo(4));
        });
    }

    [Test]
    public void A_block_gets_casts_only_from_a_model_with_mixed_precision()
    {
        var parts = """
            [ResidualBlock(Norm = NormPlacement.Reordered)]
            internal partial class Inner(int width)
            {
                [FeedForward(nameof(width), nameof(width))] public partial FeedForward Mlp { get; }
            }

            [Sequence]
            internal partial class Outer(int width)
            {
                [Stack(2)] public partial ModuleList<Inner> Blocks { get; }
                [Linear(nameof(width), nameof(width))] public partial Linear Out { get; }
            }
            """;
        const string Model = """
            [StableModel, AdamW]
            internal partial class Model(int width)
            {
                [Layer] public partial Outer Part { get; }
            }
            """;
        var plain = Generation.Of(parts, Model);
        var mixed = Generation.Of(parts, Model.Replace("AdamW", "AdamW, MixedPrecision(HalfType.Float16)", StringComparison.Ordinal));
        plain.AssertClean();
        mixed.AssertClean();
        Assert.Multiple(() =>
        {
            Assert.That(plain.Sources.Select(static s => s.SourceText.ToString()), Has.None.Contains("Cast."));
            Assert.That(mixed.Of("Inner.g.cs"), Does.Contain("_mlpNorm.call(global::StableModels.Precision.Cast.Like(_mlp.call(global::StableModels.Precision.Cast.Like(input, _mlp.Input.weight)), _mlpNorm.weight))"));
            Assert.That(mixed.Of("Outer.g.cs"), Does.Contain("x = global::StableModels.Precision.Cast.Wide(x);"));
            Assert.That(mixed.Of("Model.g.cs"), Does.Contain("HalfWeights.Convert(_part, type);"));
        });
    }

    [Test]
    public void Auxiliary_losses_reach_the_router_through_the_trainer()
    {
        using var model = new HalfOwnForward(8);
        using var trainer = model.CreateTrainer(CPU, 100);
        using var input = randn(2, 5, 8);
        // A loss that the model's output has no part in: what moves the router is its own loss.
        trainer.Step(() => model.call(input).sum() * 0);
        using var gradient = model.Experts[0].Moe.Router.weight.grad!.clone();
        Assert.That(gradient.abs().max().ToDouble(), Is.GreaterThan(0));
        Assert.That(AuxiliaryLosses.Take(model), Is.Null, "taken once");
    }

    // Which libtorch has FP16 products on the CPU changes; what has none says so before the first step, by what to do.
    [Test]
    public void Fp16_says_what_it_needs_where_there_are_no_kernels()
    {
        using var model = new HalfGpt(11, 4, 8, 2, 1);
        if (HasHalfProducts())
        {
            model.ToHalf(ScalarType.Float16);
            Assert.That(model.named_parameters().Where(static p => p.parameter.dtype == ScalarType.Float16).Select(static p => p.name), Does.Contain("blocks.0.mlp.fc1.weight"));
            return;
        }

        Assert.That(() => model.ToHalf(ScalarType.Float16), Throws.TypeOf<NotSupportedException>().With.Message.StartsWith("FP16 needs a GPU"));
        Assert.That(model.parameters().Select(static p => p.dtype), Has.All.EqualTo(ScalarType.Float32), "nothing is left half converted");

        static bool HasHalfProducts()
        {
            try
            {
                using var one = ones([2, 2], ScalarType.Float16);
                using var product = one.mm(one);
                return true;
            }
            catch (System.Runtime.InteropServices.ExternalException)
            {
                return false;
            }
        }
    }

    [Test]
    public void Patches_are_embedded_in_the_half_type_and_averaged_in_fp32()
    {
        using var scope = NewDisposeScope();
        using var model = new HalfVision(4, 8);
        var input = randn(2, 3, 8, 8);
        var wide = model.call(input);
        model.ToHalf(ScalarType.BFloat16);
        Assert.That(HalfNames(model), Is.EqualTo(new[] { "patches.weight", "patches.bias" }));
        var half = model.call(input);
        Assert.That(half.dtype, Is.EqualTo(ScalarType.Float32));
        Assert.That((half - wide).abs().max().ToDouble(), Is.GreaterThan(0).And.LessThan(0.05));
    }

    private static IEnumerable<string> HalfNames(nn.Module model) =>
        model.named_parameters().Where(static p => p.parameter.dtype == ScalarType.BFloat16).Select(static p => p.name);
}
