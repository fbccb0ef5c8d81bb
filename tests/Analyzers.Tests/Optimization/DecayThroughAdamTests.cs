using StableModels.Analyzers.Optimization;
using StableModels.Analyzers.Tests.Harness;
using StableModels.Analyzers.Tests.TrainingLoops;
using StableModels.CodeFixes.Optimization;

namespace StableModels.Analyzers.Tests.Optimization;

[TestFixture]
public sealed class DecayThroughAdamTests
{
    private static string Program(string creation) => """
        var model = new Mlp();
        var decay = 0.01;

        """ + creation + Models.Perceptron;

    [TestCase("var o = optim.[|Adam|](model.parameters(), weight_decay: 0.1);")]
    [TestCase("var o = torch.optim.[|Adam|](model.parameters(), 1e-3, 0.9, 0.999, 1e-8, 1e-4);")]
    [TestCase("torch.optim.Optimizer o = optim.[|Adam|](model.named_parameters(), weight_decay: decay);")]
    public Task Adam_with_decay(string creation) => Rule<DecayThroughAdam>.Finds(Program(creation));

    [TestCase("var o = optim.Adam(model.parameters());")]
    [TestCase("var o = optim.Adam(model.parameters(), weight_decay: 0);")]
    [TestCase("var o = optim.AdamW(model.parameters(), weight_decay: 0.1);")]
    [TestCase("var o = optim.SGD(model.parameters(), 0.1, weight_decay: 1e-4);")]
    [TestCase("var o = optim.Adam(model.parameters(), weight_decay: args.Length);")]
    public Task Other_decays(string creation) => Rule<DecayThroughAdam>.IsSilent(Program(creation));

    [Test]
    public Task Fixed_with_its_arguments() => Rule<DecayThroughAdam>.IsFixedBy<DecayFix>(
        Program("var o = optim.[|Adam|](model.parameters(), 3e-4, weight_decay: 0.1); // decay"),
        Program("var o = optim.AdamW(model.parameters(), 3e-4, weight_decay: 0.1); // decay"));

    [Test]
    public Task Not_offered_where_the_type_is_written() => Rule<DecayThroughAdam>.HasNoFix<DecayFix>(
        Program("TorchSharp.Modules.Adam o = optim.[|Adam|](model.parameters(), weight_decay: 0.1);"));
}
