using StableModels.Analyzers.Optimization;
using StableModels.Analyzers.Tests.Harness;
using StableModels.Analyzers.Tests.TrainingLoops;
using StableModels.CodeFixes.Optimization;

namespace StableModels.Analyzers.Tests.Optimization;

[TestFixture]
public sealed class ClipThresholdTests
{
    private static string Loop(string clip) => $$"""
        var model = new Mlp();
        var limit = -0.5;
        var optimizer = optim.SGD(model.parameters(), 0.1);
        for (var i = 0; i < 10; i++)
        {
            optimizer.zero_grad();
            model.call(randn(8, 64)).mean().backward();
            {{clip}}
            optimizer.step();
        }
        """ + Models.Perceptron;

    [TestCase("nn.utils.clip_grad_norm_(model.parameters(), [|0|]);")]
    [TestCase("nn.utils.clip_grad_norm_(model.parameters(), [|-1.0|]);")]
    [TestCase("nn.utils.clip_grad_norm_(model.parameters(), [|limit|]);")]
    [TestCase("nn.utils.clip_grad_norm_(model.parameters(), [|double.NaN|]);")]
    [TestCase("nn.utils.clip_grad_norm_(model.parameters(), [|double.PositiveInfinity|]);")]
    [TestCase("nn.utils.clip_grad_value_(model.parameters(), [|1e6|]);")]
    [TestCase("var norm = nn.utils.clip_grad_norm_(model.parameters(), [|0.0|]); Console.WriteLine(norm);")]
    public Task Thresholds_that_cannot_work(string clip) => Rule<ClipThreshold>.Finds(Loop(clip));

    [TestCase("nn.utils.clip_grad_norm_(model.parameters(), 1.0);")]
    [TestCase("nn.utils.clip_grad_norm_(model.parameters(), 0.001);")]
    [TestCase("nn.utils.clip_grad_norm_(model.parameters(), 40);")]
    [TestCase("nn.utils.clip_grad_value_(model.parameters(), 100);")]
    [TestCase("var norm = nn.utils.clip_grad_norm_(model.parameters(), double.PositiveInfinity); Console.WriteLine(norm);")]
    [TestCase("Console.WriteLine(nn.utils.clip_grad_norm_(model.parameters(), 1e9));")]
    [TestCase("nn.utils.clip_grad_norm_(model.parameters(), args.Length);")]
    [TestCase("nn.utils.clip_grad_norm_(model.parameters(), 1.0, norm_type: double.PositiveInfinity);")]
    public Task Usual_thresholds_and_measured_norms(string clip) => Rule<ClipThreshold>.IsSilent(Loop(clip));

    [Test]
    public Task Largest_is_an_option() => Rule<ClipThreshold>.Finds(
        Loop("nn.utils.clip_grad_norm_(model.parameters(), [|10.0|]);"), "stable_models.SM3003.largest = 5");

    [Test]
    public Task Fixed_to_one() => Rule<ClipThreshold>.IsFixedBy<UsualClipThresholdFix>(
        Loop("nn.utils.clip_grad_norm_(model.parameters(), max_norm: [|-1.0|] /* limit */);"),
        Loop("nn.utils.clip_grad_norm_(model.parameters(), max_norm: 1.0 /* limit */);"));
}
