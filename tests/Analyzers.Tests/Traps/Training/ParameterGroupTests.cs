using StableModels.Analyzers.Tests.Harness;
using StableModels.Analyzers.Tests.TrainingLoops;
using StableModels.Analyzers.Traps.Training;
using StableModels.CodeFixes.Traps.Training;

namespace StableModels.Analyzers.Tests.Traps.Training;

/// <summary>SM5101, SM5102 and SM5103: optimizers built from groups.</summary>
[TestFixture]
public sealed class ParameterGroupTests
{
    private static string Program(string creation) => Loops.Step(optimizer: "var head = nn.Linear(8, 8); " + creation);

    [TestCase("var optimizer = optim.AdamW(new[] { new [|AdamW.ParamGroup|](model.parameters(), weight_decay: 0.1) }, lr: 5e-5);")]
    [TestCase("var optimizer = optim.AdamW(new AdamW.ParamGroup[] { new [|AdamW.ParamGroup|](model.parameters()), new AdamW.ParamGroup { Parameters = head.parameters() } }, 1e-3, 0.9, 0.95);")]
    [TestCase("var optimizer = optim.RAdam(new[] { new [|RAdam.ParamGroup|](model.parameters()) });")]
    [TestCase("var groups = new List<SGD.ParamGroup> { new [|SGD.ParamGroup|](model.parameters()) }; var optimizer = optim.SGD(groups, 0.1);")]
    [TestCase("var optimizer = optim.SGD([new [|SGD.ParamGroup|](model.parameters(), momentum: 0.9)], args.Length);")]
    public Task Constructor_overrides_the_optimizer(string creation) => Rule<GroupDefaults>.Finds(Program(creation));

    [TestCase("var optimizer = optim.AdamW(new[] { new AdamW.ParamGroup { Parameters = model.parameters() } }, lr: 5e-5);")]
    [TestCase("var optimizer = optim.AdamW(new[] { new AdamW.ParamGroup(model.parameters(), weight_decay: 0.1) });")]
    [TestCase("var optimizer = optim.AdamW(new[] { new AdamW.ParamGroup(model.parameters(), lr: 1e-5) }, lr: 5e-5);")]
    [TestCase("var optimizer = optim.AdamW(new[] { new AdamW.ParamGroup(model.parameters(), new AdamW.Options { weight_decay = 0.1 }) }, lr: 5e-5);")]
    [TestCase("var optimizer = optim.AdamW(model.parameters(), lr: 5e-5);")]
    [TestCase("var optimizer = optim.SGD(Made(), 0.1); static IEnumerable<SGD.ParamGroup> Made() { yield return new SGD.ParamGroup(new Mlp().parameters()); }")]
    public Task Groups_that_inherit_or_say_it_all(string creation) => Rule<GroupDefaults>.IsSilent(Program(creation));

    [Test]
    public Task Fixed_to_an_initializer() => Rule<GroupDefaults>.IsFixedBy<InheritingGroupFix>(
        Program("var optimizer = optim.AdamW(new[] { new [|AdamW.ParamGroup|](model.parameters(), weight_decay: 0.1), new [|AdamW.ParamGroup|](head.parameters()) }, lr: 5e-5);"),
        Program("var optimizer = optim.AdamW(new[] { new AdamW.ParamGroup { Parameters = model.parameters(), Options = new AdamW.Options { weight_decay = 0.1 } }, new AdamW.ParamGroup { Parameters = head.parameters() } }, lr: 5e-5);"));

    [TestCase("var optimizer = optim.SGD(new[] { new SGD.ParamGroup { Parameters = model.parameters() }, new SGD.ParamGroup { Parameters = [|model.parameters()|] } }, 0.1);")]
    [TestCase("var optimizer = optim.SGD(new[] { new SGD.ParamGroup(model.parameters().ToArray()), new SGD.ParamGroup([|model.parameters()|]) }, 0.1);")]
    public Task The_same_parameters_twice(string creation) => Rule<OverlappingGroups>.Finds(Program(creation));

    [TestCase("var optimizer = optim.SGD(new[] { new SGD.ParamGroup { Parameters = model.parameters() }, new SGD.ParamGroup { Parameters = head.parameters() } }, 0.1);")]
    [TestCase("var optimizer = optim.SGD(new[] { new SGD.ParamGroup { Parameters = model.parameters().Where(p => p.dim() > 1) }, new SGD.ParamGroup { Parameters = model.parameters().Where(p => p.dim() <= 1) } }, 0.1);")]
    [TestCase("var optimizer = optim.SGD(new[] { new SGD.ParamGroup { Parameters = model.parameters() } }, 0.1);")]
    public Task Groups_apart(string creation) => Rule<OverlappingGroups>.IsSilent(Program(creation));

    [TestCase("var optimizer = optim.SGD(new[] { new SGD.ParamGroup { Parameters = model.parameters() }, new SGD.ParamGroup { Parameters = head.parameters() } }, 0.1); var s = optim.lr_scheduler.[|OneCycleLR|](optimizer, 0.1, 100);")]
    public Task One_cycle_over_two_groups(string creation) => Rule<OneCycleGroups>.Finds(Program(creation));

    [TestCase("var optimizer = optim.SGD(model.parameters(), 0.1); var s = optim.lr_scheduler.OneCycleLR(optimizer, 0.1, 100);")]
    [TestCase("var optimizer = optim.SGD(new[] { new SGD.ParamGroup { Parameters = model.parameters() } }, 0.1); var s = optim.lr_scheduler.OneCycleLR(optimizer, 0.1, 100);")]
    [TestCase("var optimizer = optim.SGD(new[] { new SGD.ParamGroup { Parameters = model.parameters() }, new SGD.ParamGroup { Parameters = head.parameters() } }, 0.1); var s = optim.lr_scheduler.LambdaLR(optimizer, t => 1.0);")]
    public Task One_group_or_another_schedule(string creation) => Rule<OneCycleGroups>.IsSilent(Program(creation));
}
