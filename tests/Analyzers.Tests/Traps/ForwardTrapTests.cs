using StableModels.Analyzers.Tests.Harness;
using StableModels.Analyzers.Traps;
using StableModels.CodeFixes.Traps;

namespace StableModels.Analyzers.Tests.Traps;

/// <summary>SM5012 to SM5015.</summary>
[TestFixture]
public sealed class ForwardTrapTests
{
    private static string In(string statements) => $$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear _fc = nn.Linear(4, 4), _other = nn.Linear(4, 4);
            private Tensor _state = torch.zeros(1);
            public Net() : base("net") { RegisterComponents(); }
            public override Tensor forward(Tensor x)
            {
                {{statements}}
                return x;
            }
            private Tensor Table() => torch.arange(4);
        }
        """;

    [TestCase("_fc.register_forward_hook((m, i, o) => o); x = _fc.[|forward|](x);")]
    [TestCase("var net = nn.Linear(4, 4); net.register_forward_pre_hook((m, i) => i); x = net.[|forward|](x);")]
    public Task Hooks_skipped(string statements) => Rule<HooksSkipped>.Finds(In(statements));

    [TestCase("_fc.register_forward_hook((m, i, o) => o); x = _fc.call(x);")]
    [TestCase("_fc.register_forward_hook((m, i, o) => o); x = _other.forward(x);")]
    [TestCase("x = _fc.forward(x);")]
    public Task Hooks_run(string statements) => Rule<HooksSkipped>.IsSilent(In(statements));

    [Test]
    public Task Calls_instead() => Rule<HooksSkipped>.IsFixedBy<TrapsCodeFix>(
        In("_fc.register_forward_hook((m, i, o) => o); x = _fc.[|forward|](x); // hooked"), In("_fc.register_forward_hook((m, i, o) => o); x = _fc.call(x); // hooked"));

    [TestCase("x = x + torch.[|arange|](4);")]
    [TestCase("var mask = torch.[|ones|](4, 4); x = x * mask;")]
    [TestCase("x = x + [|zeros|](4, dtype: ScalarType.Float32);")]
    public Task No_device(string statements) => Rule<DeviceInForward>.Finds(In(statements));

    [TestCase("x = x + torch.arange(4, device: x.device);")]
    [TestCase("x = x + torch.arange(4).to(x.device);")]
    [TestCase("var mask = torch.ones(4, 4); mask = mask.to(x.device); x = x * mask;")]
    [TestCase("x = x + torch.zeros_like(x);")]
    [TestCase("x = x + Table();", Description = "outside forward")]
    [TestCase("var n = torch.arange(4).sum().ToInt64();")]
    public Task Device_known(string statements) => Rule<DeviceInForward>.IsSilent(In(statements));

    [Test]
    public Task Takes_the_inputs_device() => Rule<DeviceInForward>.IsFixedBy<DeviceInForwardCodeFix>(
        In("x = x + torch.[|arange|](4); // positions"), In("x = x + torch.arange(4, device: x.device); // positions"));

    [TestCase("x = torch.maximum(x, [|0.5|]);")]
    [TestCase("x = torch.minimum([|3.0f|], x);")]
    public Task Number_as_tensor(string statements) => Rule<NumberAsTensor>.Finds(In(statements));

    [TestCase("x = x + 0.5;")]
    [TestCase("x = x.add(0.5);")]
    [TestCase("Tensor half = 0.5;")]
    [TestCase("x = torch.clamp(x, 0.5);")]
    [TestCase("x = x.logical_or(1);", Description = "an integer")]
    public Task Number_as_scalar(string statements) => Rule<NumberAsTensor>.IsSilent(In(statements));

    [Test]
    public Task Number_as_tensor_once() => Rule<NumberAsTensor>.IsSilent("""
        static class Frequencies
        {
            public static Tensor Of(int width) => torch.pow(10000.0, -arange(width) / width);
        }
        """);

    [TestCase("x.[|add|](1);")]
    [TestCase("x.[|to|](ScalarType.Float64);")]
    [TestCase("_state.[|mul|](0.9);")]
    [TestCase("x.[|softmax|](-1);")]
    public Task Discarded(string statements) => Rule<DiscardedResult>.Finds(In(statements));

    [TestCase("x.add_(1);")]
    [TestCase("x = x.add(1);")]
    [TestCase("x.backward();")]
    [TestCase("_ = x.add(1);")]
    [TestCase("torch.zeros(1).cuda();", Description = "wakes the device up")]
    [TestCase("_fc.to(ScalarType.Float64);", Description = "moves the module itself")]
    [TestCase("x.requires_grad_();")]
    [TestCase("x.DetachFromDisposeScope();")]
    [TestCase("x.retain_grad();")]
    public Task Not_discarded(string statements) => Rule<DiscardedResult>.IsSilent(In(statements));

    [Test]
    public async Task A_notebook_shows_what_its_last_line_says() => Assert.That(
        await TestCompilation.Run(TestCompilation.Create("var x = torch.zeros(3);\nx.cpu()"), null, new TorchSharpCodeAnalyzer([new DiscardedResult()])),
        Is.Empty);

    [TestCase("x.[|add|](1); // one", "x = x.add(1); // one")]
    [TestCase("_state.[|mul|](0.9);", "_state = _state.mul(0.9);")]
    public Task Assigns(string before, string after) => Rule<DiscardedResult>.IsFixedBy<DiscardedResultCodeFix>(In(before), In(after));
}
