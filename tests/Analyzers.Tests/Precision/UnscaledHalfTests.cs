using StableModels.Analyzers.Precision;
using StableModels.Analyzers.Tests.Harness;
using StableModels.Analyzers.Tests.TrainingLoops;

namespace StableModels.Analyzers.Tests.Precision;

[TestFixture]
public sealed class UnscaledHalfTests
{
    private static Task Finds(string source) => Rule<UnscaledHalf>.Finds(source + Models.Perceptron);

    private static Task IsSilent(string source) => Rule<UnscaledHalf>.IsSilent(source + Models.Perceptron);

    private static string Program(string model, string loss, string backward) => $$"""
        var scale = 65536.0;
        const int steps = 4;
        {{model}}
        var optimizer = optim.SGD(model.parameters(), 1e-3);
        var criterion = nn.CrossEntropyLoss();
        for (var i = 0; i < 100; i++)
        {
            optimizer.zero_grad();
            {{loss}}
            {{backward}}
            optimizer.step();
        }
        """;

    private const string Loss = "var loss = criterion.call(model.call(randn(8, 64)), zeros(8));";

    [TestCase("var model = new Mlp().half();")]
    [TestCase("var model = new Mlp().to(torch.CUDA).to(ScalarType.Float16);")]
    [TestCase("var model = new Mlp(); model.to(torch.float16);")]
    [TestCase("var model = new Mlp(); model.to(torch.CUDA, torch.half);")]
    [TestCase("var type = ScalarType.Float16; var model = new Mlp().to(type);")]
    public Task Half_model_and_a_loss_as_it_is(string model) => Finds(Program(model, Loss, "loss.[|backward|]();"));

    [TestCase("(loss / steps).[|backward|]();")]
    [TestCase("(loss * 0.5).[|backward|]();")]
    [TestCase("var total = loss + loss.mean(); total.[|backward|]();")]
    [TestCase("loss.mean().[|backward|]();")]
    public Task Dividing_and_averaging_is_no_scaling(string backward) => Finds(Program("var model = new Mlp().half();", Loss, backward));

    [TestCase("(loss * scale).backward();")]
    [TestCase("(scale * loss).backward();")]
    [TestCase("loss.mul(65536).backward();")]
    [TestCase("loss.mul_(scale); loss.backward();")]
    [TestCase("loss *= scale; loss.backward();")]
    [TestCase("var scaled = loss * 1024; scaled.backward();")]
    [TestCase("Scaler.Scale(loss).backward();")]
    [TestCase("(loss / (1 / scale)).backward();")]
    [TestCase("Scaler.Backward(loss);")]
    public Task Scaled_losses(string backward) => IsSilent(Program("var model = new Mlp().half();", Loss, backward) + """

        static class Scaler
        {
            public static Tensor Scale(Tensor loss) => loss * 65536;
            public static void Backward(Tensor loss) => Scale(loss).backward();
        }
        """);

    [TestCase("var model = new Mlp();")]
    [TestCase("var model = new Mlp().bfloat16();")]
    [TestCase("var model = new Mlp().to(ScalarType.BFloat16);")]
    [TestCase("var model = new Mlp().half(); model.@float();")]
    [TestCase("var model = new Mlp().to(torch.CPU);")]
    [TestCase("var model = new Mlp().to(args.Length > 0 ? ScalarType.Float16 : ScalarType.Float32);")]
    public Task Other_precisions(string model) => IsSilent(Program(model, Loss, "loss.backward();"));

    [Test]
    public Task A_half_model_that_is_only_used() => IsSilent("""
        var teacher = new Mlp().half();
        var model = new Mlp();
        var optimizer = optim.SGD(model.parameters(), 1e-3);
        for (var i = 0; i < 100; i++)
        {
            var target = teacher.call(randn(8, 64).half());
            optimizer.zero_grad();
            (model.call(randn(8, 64)) - target).square().mean().backward();
            optimizer.step();
        }
        """);

    [Test]
    public Task A_half_model_without_training() => IsSilent("""
        var model = new Mlp().half();
        Console.WriteLine(model.call(randn(8, 64).half()));
        """);
}
