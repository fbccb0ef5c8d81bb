using StableModels.Analyzers.Optimization;
using StableModels.Analyzers.Tests.Harness;
using StableModels.Analyzers.Tests.TrainingLoops;
using StableModels.CodeFixes.Optimization;

namespace StableModels.Analyzers.Tests.Optimization;

/// <summary>SM3008: AdamW's decay on the norms of a transformer.</summary>
[TestFixture]
public sealed class DecayOnNormsTests
{
    private static string Program(string creation) => "var model = new Gpt();\nvar cnn = new Mlp();\nvar decay = 0.1;\n" + creation + Models.Attention + Models.Perceptron;

    [TestCase("var o = optim.AdamW(model.parameters(), 3e-4, weight_decay: [|0.1|]);")]
    [TestCase("var o = optim.AdamW(model.parameters().ToArray(), weight_decay: [|decay|]);")]
    [TestCase("var all = model.parameters().ToList(); var o = torch.optim.AdamW(all, 3e-4, 0.9, 0.95, 1e-8, [|0.05|]);")]
    public Task Everything_decays(string creation) => Rule<DecayOnNorms>.Finds(Program(creation));

    [TestCase("var o = optim.AdamW(model.parameters(), 3e-4);")]
    [TestCase("var o = optim.AdamW(model.parameters(), 3e-4, weight_decay: 0);")]
    [TestCase("var o = optim.AdamW(model.parameters(), 3e-4, weight_decay: 1e-4);", Description = "too small to matter")]
    [TestCase("var o = optim.AdamW(cnn.parameters(), 3e-4, weight_decay: 0.1);", Description = "no attention")]
    [TestCase("var o = optim.SGD(model.parameters(), 3e-4, weight_decay: 0.1);")]
    [TestCase("var o = optim.AdamW(model.parameters().Where(p => p.dim() > 1), 3e-4, weight_decay: 0.1);")]
    [TestCase("var o = optim.AdamW(new[] { new AdamW.ParamGroup { Parameters = model.parameters() } }, 3e-4, weight_decay: 0.1);")]
    [TestCase("var o = optim.AdamW(model.parameters(), 3e-4, weight_decay: args.Length);")]
    public Task Some_decay_or_none(string creation) => Rule<DecayOnNorms>.IsSilent(Program(creation));

    [Test]
    public Task Split_by_dimension() => Rule<DecayOnNorms>.IsFixedBy<DecayFix>(
        Program("var o = optim.AdamW(model.parameters(), 3e-4, weight_decay: [|0.1|]); // decay"),
        Program("""
            var o = optim.AdamW(new[]
            {
                new AdamW.ParamGroup { Parameters = model.parameters().Where(p => p.dim() > 1).ToArray() },
                new AdamW.ParamGroup { Parameters = model.parameters().Where(p => p.dim() <= 1).ToArray(), Options = new AdamW.Options { weight_decay = 0 } },
            }, 3e-4, weight_decay: 0.1); // decay
            """));

    [Test]
    public Task Not_offered_for_a_list_made_elsewhere() => Rule<DecayOnNorms>.HasNoFix<DecayFix>(
        Program("var all = model.parameters().ToList(); var o = optim.AdamW(all, weight_decay: [|0.1|]);"));
}
