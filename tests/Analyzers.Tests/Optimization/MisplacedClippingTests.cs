using StableModels.Analyzers.Optimization;
using StableModels.Analyzers.Tests.Harness;
using StableModels.Analyzers.Tests.TrainingLoops;
using StableModels.CodeFixes.Optimization;

namespace StableModels.Analyzers.Tests.Optimization;

[TestFixture]
public sealed class MisplacedClippingTests
{
    private static string Loop(string body) => $$"""
        var model = new Mlp();
        var other = new Mlp();
        var optimizer = optim.SGD(model.parameters(), 0.1);
        var second = optim.SGD(other.parameters(), 0.1);
        for (var i = 0; i < 10; i++)
        {
        {{body}}
        }
        """ + Models.Perceptron;

    private const string Clip = "nn.utils.clip_grad_norm_(model.parameters(), 1.0);";
    private const string Flagged = "nn.utils.[|clip_grad_norm_|](model.parameters(), 1.0);";
    private const string Backward = "model.call(randn(8, 64)).mean().backward();";

    [TestCase("optimizer.zero_grad(); " + Backward + " optimizer.step(); " + Flagged)]
    [TestCase("optimizer.zero_grad(); " + Flagged + " " + Backward + " optimizer.step();")]
    [TestCase(Backward + " optimizer.step(); optimizer.zero_grad(); " + Flagged)]
    [TestCase("optimizer.zero_grad(); for (var m = 0; m < 4; m++) { " + Backward + " " + Flagged + " } optimizer.step();")]
    [TestCase(Backward + " " + Flagged + " if (i % 4 == 0) { optimizer.step(); optimizer.zero_grad(); }")]
    public Task Wrong_places(string body) => Rule<MisplacedClipping>.Finds(Loop(body));

    [TestCase("optimizer.zero_grad(); " + Backward + " " + Clip + " optimizer.step();")]
    [TestCase("optimizer.zero_grad(); for (var m = 0; m < 4; m++) { " + Backward + " } " + Clip + " optimizer.step();")]
    [TestCase(Backward + " if (i % 4 == 0) { " + Clip + " optimizer.step(); optimizer.zero_grad(); }")]
    [TestCase("optimizer.zero_grad(); " + Backward + " var norm = " + Clip + " if (double.IsFinite(norm)) optimizer.step();")]
    [TestCase("optimizer.zero_grad(); " + Backward + " var norm = " + Clip + " if (!double.IsFinite(norm)) continue; optimizer.step();")]
    [TestCase("for (var k = 0; k < 4; k++) { optimizer.zero_grad(); " + Backward + " " + Clip + " optimizer.step(); }")]
    [TestCase("second.zero_grad(); other.call(randn(8, 64)).mean().backward(); second.step(); optimizer.zero_grad(); " + Backward + " " + Clip + " optimizer.step();")]
    [TestCase("optimizer.zero_grad(); Work.Backward(model); " + Clip + " optimizer.step(); " + Backward)]
    [TestCase("optimizer.step(() => { optimizer.zero_grad(); var l = model.call(randn(8, 64)).mean(); l.backward(); " + Clip + " return l; });")]
    public Task Right_places_and_lookalikes(string body) => Rule<MisplacedClipping>.IsSilent(Loop(body) + """

        static class Work
        {
            public static void Backward(Module<Tensor, Tensor> model) => model.call(randn(8, 64)).mean().backward();
        }
        """);

    // TorchSharp has no collectives: people bring their own.
    private const string Comm = """

        static class Comm
        {
            public static void AllReduce(Module model) { }
            public static void all_reduce(Tensor gradient) { }
            public static void Log(Module model) { }
        }
        """;

    [TestCase("optimizer.zero_grad(); " + Backward + " " + Flagged + " Comm.AllReduce(model); optimizer.step();")]
    [TestCase("optimizer.zero_grad(); " + Backward + " " + Flagged + " foreach (var p in model.parameters()) Comm.all_reduce(p.grad!); optimizer.step();")]
    [TestCase("optimizer.zero_grad(); " + Backward + " " + Flagged + " foreach (var (p, q) in model.parameters().Zip(other.parameters())) p.grad!.add_(q.grad!); optimizer.step();")]
    public Task Before_the_all_reduce(string body) => Rule<MisplacedClipping>.Finds(Loop(body) + Comm);

    [TestCase("optimizer.zero_grad(); " + Backward + " Comm.AllReduce(model); " + Clip + " optimizer.step();")]
    [TestCase("optimizer.zero_grad(); " + Backward + " foreach (var (p, q) in model.parameters().Zip(other.parameters())) p.grad!.add_(q.grad!); " + Clip + " optimizer.step();")]
    [TestCase("optimizer.zero_grad(); " + Backward + " " + Clip + " foreach (var p in model.parameters()) p.grad!.add_(randn_like(p)); optimizer.step();", Description = "noise comes after clipping")]
    [TestCase("optimizer.zero_grad(); " + Backward + " " + Clip + " Comm.Log(model); optimizer.step();")]
    [TestCase("optimizer.zero_grad(); " + Backward + " " + Clip + " optimizer.step(); Comm.AllReduce(model);", Description = "weights are averaged, not gradients")]
    public Task Behind_the_all_reduce(string body) => Rule<MisplacedClipping>.IsSilent(Loop(body) + Comm);

    [Test]
    public Task Moved_behind_the_all_reduce() => Rule<MisplacedClipping>.IsFixedBy<MoveClippingFix>(
        Loop("""
                optimizer.zero_grad();
                model.call(randn(8, 64)).mean().backward();
                // bound
                torch.nn.utils.[|clip_grad_norm_|](model.parameters(), 1.0);
                Comm.AllReduce(model);
                optimizer.step();
            """) + Comm,
        Loop("""
                optimizer.zero_grad();
                model.call(randn(8, 64)).mean().backward();
                Comm.AllReduce(model);
                // bound
                torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0);
                optimizer.step();
            """) + Comm);

    [Test]
    public Task Moved_before_the_step() => Rule<MisplacedClipping>.IsFixedBy<MoveClippingFix>(
        Loop("""
                optimizer.zero_grad();
                model.call(randn(8, 64)).mean().backward();
                // weights
                optimizer.step(); // now
                // bound the gradient
                torch.nn.utils.[|clip_grad_norm_|](model.parameters(), 1.0); // to one
            """),
        Loop("""
                optimizer.zero_grad();
                model.call(randn(8, 64)).mean().backward();
                // bound the gradient
                torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0); // to one
                // weights
                optimizer.step(); // now
            """));

    [Test]
    public Task Moved_out_of_the_micro_batches() => Rule<MisplacedClipping>.IsFixedBy<MoveClippingFix>(
        Loop("""
                optimizer.zero_grad();
                for (var m = 0; m < 4; m++)
                {
                    model.call(randn(8, 64)).mean().backward();
                    torch.nn.utils.[|clip_grad_norm_|](model.parameters(), 1.0);
                }

                optimizer.step();
            """),
        Loop("""
                optimizer.zero_grad();
                for (var m = 0; m < 4; m++)
                {
                    model.call(randn(8, 64)).mean().backward();
                }
                torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0);

                optimizer.step();
            """));
}
