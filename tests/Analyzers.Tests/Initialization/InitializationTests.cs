using StableModels.Analyzers.Initialization;
using StableModels.Analyzers.Tests.Harness;
using StableModels.CodeFixes.Architecture;
using StableModels.CodeFixes.Initialization;

namespace StableModels.Analyzers.Tests.Initialization;

/// <summary>SM2001, SM2002, SM2004 and SM2007.</summary>
[TestFixture]
public sealed class InitializationTests
{
    private static string In(string constructor, string forward = "return _out.forward(functional.relu(_hidden.forward(x)));") => $$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear _hidden = nn.Linear(512, 512), _out = nn.Linear(512, 10);
            private readonly Module<Tensor, Tensor> _conv = nn.Conv2d(64, 64, 3);
            private readonly Embedding _tokens = nn.Embedding(100, 512);
            private readonly LayerNorm _norm = nn.LayerNorm(512);
            public Net() : base("net")
            {
                {{constructor}}
            }
            public override Tensor forward(Tensor x)
            {
                {{forward}}
            }
            private static void Reset(Module m) { }
        }
        """;

    [TestCase("init.{|SM2001:normal_|}(_hidden.weight!);")]
    [TestCase("nn.init.{|SM2001:normal_|}(_hidden.weight!, 0, 0.5);")]
    [TestCase("init.{|SM2001:uniform_|}(_hidden.weight!, -1, 1);")]
    [TestCase("init.{|SM2001:normal_|}(((Conv2d)_conv).weight!, std: 1.0);")]
    public Task Too_wide(string constructor) => Rule<WeightScale>.Finds(In(constructor));

    [TestCase("init.normal_(_hidden.weight!, 0, 0.02);")]
    [TestCase("init.normal_(_hidden.weight!, 0, 0.1);")]
    [TestCase("init.normal_(_tokens.weight!);", Description = "an embedding has no fan-in")]
    [TestCase("init.normal_(_hidden.bias!);")]
    [TestCase("init.kaiming_normal_(_hidden.weight!);")]
    [TestCase("init.uniform_(_hidden.weight!, -0.05, 0.05);")]
    [TestCase("var s = 1.0 / Math.Sqrt(512); init.normal_(_hidden.weight!, 0, s);", Description = "not a constant")]
    public Task Fitting(string constructor) => Rule<WeightScale>.IsSilent(In(constructor));

    [Test]
    public Task The_factor_is_an_option() => Rule<WeightScale>.IsSilent(In("init.normal_(_hidden.weight!, 0, 0.5);"), "stable_models.SM2001.factor = 20");

    [TestCase("init.{|SM2001:normal_|}(_hidden.weight!, 0, 0.5); // wide", "init.kaiming_uniform_(_hidden.weight!); // wide")]
    [TestCase("init.{|SM2002:zeros_|}(_hidden.weight!);", "init.kaiming_uniform_(_hidden.weight!);")]
    public Task Draws_to_fit(string before, string after) => Rule<WeightScale>.IsFixedBy<WeightScaleCodeFix>(In(before), In(after));

    [TestCase("init.{|SM2002:ones_|}(_hidden.weight!);")]
    [TestCase("init.{|SM2002:constant_|}(_hidden.weight!, 0.1);")]
    public Task Constant_hidden_layer(string constructor) => Rule<WeightScale>.Finds(In(constructor));

    [TestCase("init.zeros_(_out.weight!);", "return _out.forward(functional.relu(_hidden.forward(x)));", Description = "the output layer")]
    [TestCase("init.zeros_(_hidden.bias!);", "return _out.forward(_hidden.forward(x));")]
    [TestCase("init.zeros_(_hidden.weight!);", "return _out.forward(x + _hidden.forward(x));", Description = "a residual out-projection")]
    [TestCase("init.ones_(_norm.weight!);", "return _out.forward(_norm.forward(x));")]
    [TestCase("init.zeros_(_hidden.weight!);", "return _hidden.forward(x);")]
    public Task Constant_elsewhere(string constructor, string forward) => Rule<WeightScale>.IsSilent(In(constructor, forward));

    // SM2004

    private static string Declared(string attribute) => attribute + "\npublic class Block(int width)\n{\n    public int Width => width;\n}";

    [TestCase("[ResidualBlock(Scale = [|ResidualScale.None|])]", "[ResidualBlock]")]
    [TestCase("[ResidualBlock(Norm = NormPlacement.Pre, Scale = [|ResidualScale.None|])]", "[ResidualBlock(Norm = NormPlacement.Pre)]")]
    public Task Unscaled_residuals(string before, string after) => Rule<DeclaredResidualScale>.IsFixedBy<ArgumentCodeFix>(Declared(before), Declared(after));

    [TestCase("[ResidualBlock]")]
    [TestCase("[ResidualBlock(Scale = ResidualScale.ReZero)]")]
    [TestCase("[ResidualBlock(Norm = NormPlacement.Sandwich, Scale = ResidualScale.None)]")]
    public Task Scaled_residuals(string attribute) => Rule<DeclaredResidualScale>.IsSilent(Declared(attribute));

    // SM2007

    [TestCase("init.normal_(_hidden.weight!.[|clone|](), 0, 0.02); RegisterComponents();")]
    [TestCase("this.[|apply|](Reset); RegisterComponents();")]
    [TestCase("foreach (var p in [|parameters|]()) { init.zeros_(p); } RegisterComponents();")]
    public Task No_effect(string constructor) => Rule<IneffectiveInit>.Finds(In(constructor));

    [TestCase("init.normal_(_hidden.weight!, 0, 0.02); RegisterComponents();")]
    [TestCase("RegisterComponents(); apply(Reset);")]
    [TestCase("register_module(\"hidden\", _hidden); apply(Reset); RegisterComponents();")]
    [TestCase("_hidden.apply(Reset); RegisterComponents();")]
    [TestCase("var t = init.normal_(_hidden.weight!.clone(), 0, 0.02); RegisterComponents();", Description = "the copy is kept")]
    public Task Effective(string constructor) => Rule<IneffectiveInit>.IsSilent(In(constructor));

    [TestCase("init.normal_(_hidden.weight!.[|clone|](), 0, 0.02); RegisterComponents();", "init.normal_(_hidden.weight!, 0, 0.02); RegisterComponents();")]
    [TestCase("this.[|apply|](Reset);\n        RegisterComponents();", "RegisterComponents();\n        this.apply(Reset);")]
    public Task Takes_effect(string before, string after) => Rule<IneffectiveInit>.IsFixedBy<IneffectiveInitCodeFix>(In(before), In(after));
}
