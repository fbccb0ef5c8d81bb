using StableModels.Analyzers.Tests.Harness;
using StableModels.Analyzers.Traps;
using StableModels.CodeFixes.Traps;

namespace StableModels.Analyzers.Tests.Traps;

/// <summary>SM5001 to SM5006.</summary>
[TestFixture]
public sealed class RegistrationTests
{
    private static string Net(string members, string constructor, string name = "Net", string more = "") => $$"""
        class Net : Module<Tensor, Tensor>
        {
            {{members}}

            public {{name}}() : base("net")
            {
                {{constructor.ReplaceLineEndings("\n        ")}}
            }

            public override Tensor forward(Tensor x) => x;
            {{more}}
        }
        """;

    // SM5001

    [TestCase("private readonly Linear _fc = nn.Linear(2, 2);", "")]
    [TestCase("private readonly Module<Tensor, Tensor> _fc;", "_fc = nn.Linear(2, 2);")]
    [TestCase("private readonly Parameter _w = nn.Parameter(torch.zeros(3));", "")]
    [TestCase("public Linear Fc { get; } = nn.Linear(2, 2);", "")]
    public Task Missing_registration(string members, string constructor) => Rule<MissingRegistration>.Finds(Net(members, constructor, "[|Net|]"));

    [TestCase("private readonly Linear _fc = nn.Linear(2, 2);", "RegisterComponents();", "")]
    [TestCase("private readonly Linear _fc = nn.Linear(2, 2);", "register_module(\"fc\", _fc);", "")]
    [TestCase("private readonly Linear _fc = nn.Linear(2, 2);", "Build();", "void Build() => RegisterComponents();")]
    [TestCase("private readonly Linear _fc = nn.Linear(2, 2);", "", "protected override void RegisterComponents() { register_module(\"fc\", _fc); }")]
    [TestCase("private readonly ReLU _act = nn.ReLU();", "", "", Description = "nothing to register")]
    [TestCase("private readonly Module<Tensor, Tensor> _act = nn.GELU();", "", "")]
    [TestCase("private readonly CrossEntropyLoss _loss = nn.CrossEntropyLoss();", "", "")]
    [TestCase("private Linear? _fc;", "_fc = null;", "")]
    [TestCase("private static readonly Linear Shared = nn.Linear(2, 2);", "", "")]
    [TestCase("private readonly torch.jit.ScriptModule<Tensor, Tensor> _script = torch.jit.load<Tensor, Tensor>(\"m.pt\");", "", "")]
    [TestCase("private readonly Tensor _table = torch.zeros(3);", "", "")]
    public Task Registered_or_nothing_to_register(string members, string constructor, string more) =>
        Rule<MissingRegistration>.IsSilent(Net(members, constructor, more: more));

    [Test]
    public Task Not_a_module_not_our_business() => Rule<MissingRegistration>.IsSilent("""
        class Holder { private readonly Linear _fc = nn.Linear(2, 2); public Holder() { } }
        """);

    private static string Child(string name, string rest) => $$"""
        class Child : Module<Tensor, Tensor>
        {
            private readonly Linear _fc = nn.Linear(2, 2);
            public {{name}}() : base("child") { }
            public override Tensor forward(Tensor x) => _fc.call(x);
        }
        {{rest}}
        """;

    [TestCase("class Parent : Module<Tensor, Tensor> { private readonly Child _c = new Child(); public Parent() : base(\"p\") { RegisterComponents(); } public override Tensor forward(Tensor x) => _c.call(x); }")]
    [TestCase("class Parent : Module<Tensor, Tensor> { private readonly Child _c = new(); public Parent() : base(\"p\") { RegisterComponents(); } public override Tensor forward(Tensor x) => _c.call(x); }")]
    [TestCase("class Parent : Module<Tensor, Tensor> { private readonly ModuleList<Child> _c = new(); public Parent() : base(\"p\") { _c.Add(new Child()); RegisterComponents(); } public override Tensor forward(Tensor x) => x; }")]
    [TestCase("static class Layers { public static Module<Tensor, Tensor> Make() => new Child(); }")]
    public Task Registered_by_a_parent(string parent) => Rule<MissingRegistration>.IsSilent(Child("Child", parent));

    [TestCase("class User { public void Use() { var child = new Child(); } }")]
    [TestCase("class Parent : Module<Tensor, Tensor> { private readonly Sequential _c = nn.Sequential(new Child(), nn.ReLU()); public Parent() : base(\"p\") { RegisterComponents(); } public override Tensor forward(Tensor x) => _c.call(x); }")]
    public Task Made_at_the_top_or_in_a_Sequential(string parent) => Rule<MissingRegistration>.Finds(Child("[|Child|]", parent));

    [Test]
    public Task Own_base_class_may_register() => Rule<MissingRegistration>.IsSilent("""
        abstract class Base : Module<Tensor, Tensor> { protected Base() : base("b") { RegisterComponents(); } }
        class Net : Base { private readonly Linear _fc = nn.Linear(2, 2); public override Tensor forward(Tensor x) => _fc.forward(x); }
        """);

    [Test]
    public Task Own_base_class_that_registers_nothing() => Rule<MissingRegistration>.Finds("""
        abstract class Named<TSelf>() : Module<Tensor, Tensor>(typeof(TSelf).Name);
        abstract class Layered<TSelf> : Named<TSelf> { public abstract int Depth { get; } }
        class Net : Layered<Net>
        {
            private readonly Linear _fc = nn.Linear(2, 2);
            public [|Net|]() { }
            public override int Depth => 1;
            public override Tensor forward(Tensor x) => _fc.forward(x);
        }
        """);

    [Test]
    public Task Adds_the_call() => Rule<MissingRegistration>.IsFixedBy<RegisterComponentsCodeFix>(
        Net("private readonly Linear _fc;", "_fc = nn.Linear(2, 2); // the layer", "[|Net|]"),
        Net("private readonly Linear _fc;", "_fc = nn.Linear(2, 2); // the layer\nRegisterComponents();"));

    // SM5002

    [TestCase("[|RegisterComponents|]();\n_b = nn.Linear(2, 2);")]
    [TestCase("_a = nn.Linear(2, 2);\nthis.[|RegisterComponents|]();\nthis._b = nn.Sequential(nn.Linear(2, 2));")]
    public Task Early_registration(string constructor) => Rule<EarlyRegistration>.Finds(Net("private Module<Tensor, Tensor>? _a, _b; private int _n;", constructor));

    [TestCase("_a = nn.Linear(2, 2);\nRegisterComponents();")]
    [TestCase("RegisterComponents();\n_n = 3;")]
    [TestCase("RegisterComponents();\n_a = null;")]
    [TestCase("RegisterComponents();\n_a = nn.Linear(2, 2);\nregister_module(\"late\", _a);")]
    [TestCase("RegisterComponents();\nvar local = nn.Linear(2, 2);")]
    public Task In_time(string constructor) => Rule<EarlyRegistration>.IsSilent(Net("private Module<Tensor, Tensor>? _a, _b; private int _n;", constructor));

    [Test]
    public Task Moves_the_call() => Rule<EarlyRegistration>.IsFixedBy<RegisterComponentsCodeFix>(
        Net("private Linear? _a;", "[|RegisterComponents|]();\n_a = nn.Linear(2, 2); // late"),
        Net("private Linear? _a;", "_a = nn.Linear(2, 2); // late\nRegisterComponents();"));

    // SM5003

    [TestCase("private readonly List<Linear> [|_layers|] = new();", "for (var i = 0; i < 3; i++) _layers.Add(nn.Linear(2, 2)); RegisterComponents();")]
    [TestCase("private readonly Module<Tensor, Tensor>[] [|_layers|] = new Module<Tensor, Tensor>[] { nn.Linear(2, 2), nn.ReLU() };", "RegisterComponents();")]
    [TestCase("private readonly Dictionary<string, Linear> [|_layers|] = new();", "_layers[\"a\"] = nn.Linear(2, 2); RegisterComponents();")]
    [TestCase("private readonly Linear[] [|_layers|];", "_layers = new Linear[2]; for (var i = 0; i < 2; i++) { _layers[i] = nn.Linear(2, 2); } RegisterComponents();")]
    public Task Collection(string members, string constructor) => Rule<CollectionOfModules>.Finds(Net(members, constructor));

    [Test]
    public Task Collection_below_a_base_class_of_ones_own() => Rule<CollectionOfModules>.Finds("""
        abstract class Named<TSelf>() : Module<Tensor, Tensor>(typeof(TSelf).Name);
        class Net : Named<Net>
        {
            private readonly GRU[] [|_layers|];
            public Net(int width, int depth)
            {
                _layers = [.. Enumerable.Range(0, depth).Select(_ => GRU(width, width))];
                RegisterComponents();
            }
            public override Tensor forward(Tensor x) { foreach (var layer in _layers) { (x, _) = layer.call(x); } return x; }
        }
        """);

    [Test]
    public Task Collection_that_the_base_class_registers() => Rule<CollectionOfModules>.IsSilent("""
        abstract class Listed : Module<Tensor, Tensor>
        {
            protected Listed() : base("listed") { foreach (var (i, part) in Parts().Select((p, i) => (i, p))) register_module("part" + i, part); }
            protected abstract IEnumerable<Module> Parts();
        }
        class Net : Listed
        {
            private readonly Linear[] _layers = [nn.Linear(2, 2), nn.Linear(2, 2)];
            protected override IEnumerable<Module> Parts() => _layers;
            public override Tensor forward(Tensor x) { foreach (var layer in _layers) { x = layer.call(x); } return x; }
        }
        """);

    [TestCase("private readonly ModuleList<Linear> _layers = new();", "_layers.Add(nn.Linear(2, 2)); RegisterComponents();")]
    [TestCase("private readonly List<Linear> _layers = new();", "_layers.Add(nn.Linear(2, 2)); register_module(\"x\", _layers[0]);")]
    [TestCase("private readonly List<Module<Tensor, Tensor>> _layers = new(); private readonly Sequential _all;", "_layers.Add(nn.Linear(2, 2)); _all = nn.Sequential(_layers); RegisterComponents();")]
    [TestCase("private readonly List<Module<Tensor, Tensor>> _layers = new(); private readonly Sequential _all;", "_layers.Add(nn.Linear(2, 2)); _all = nn.Sequential(_layers.ToArray()); RegisterComponents();")]
    [TestCase("private readonly Linear _a = nn.Linear(2, 2); private readonly Linear[] _views;", "_views = new[] { _a }; RegisterComponents();")]
    [TestCase("private readonly List<Tensor> _history = new();", "_history.Add(torch.zeros(1)); RegisterComponents();")]
    [TestCase("private readonly List<int> _sizes = new();", "_sizes.Add(3); RegisterComponents();")]
    [TestCase("private readonly List<Linear> _never = new();", "RegisterComponents();")]
    public Task Registered_collection(string members, string constructor) => Rule<CollectionOfModules>.IsSilent(Net(members, constructor));

    [Test]
    public Task Becomes_a_module_list() => Rule<CollectionOfModules>.IsFixedBy<ModuleListCodeFix>(
        Net("private readonly List<Linear> [|_layers|] = new(); // three", "_layers.Add(nn.Linear(2, 2)); RegisterComponents();"),
        Net("private readonly ModuleList<Linear> _layers = new ModuleList<Linear>(); // three", "_layers.Add(nn.Linear(2, 2)); RegisterComponents();"));

    // SM5004

    [TestCase("public Linear [|Fc|] { get; } = nn.Linear(2, 2);")]
    [TestCase("private Module<Tensor, Tensor> [|Fc|] { get; set; } = nn.Linear(2, 2);")]
    public Task Auto_property(string members) => Rule<AutoPropertyComponent>.Finds(Net(members, "RegisterComponents();"));

    [TestCase("private readonly Linear _fc = nn.Linear(2, 2); public Linear Fc => _fc;", "RegisterComponents();")]
    [TestCase("[field: TorchSharp.Utils.ComponentName(Name = \"fc\")] public Linear Fc { get; } = nn.Linear(2, 2);", "RegisterComponents();")]
    [TestCase("public Linear Fc { get; } = nn.Linear(2, 2);", "register_module(\"fc\", Fc);")]
    [TestCase("public int Width { get; } = 3; public ReLU Act { get; } = nn.ReLU();", "RegisterComponents();")]
    public Task Named_property(string members, string constructor) => Rule<AutoPropertyComponent>.IsSilent(Net(members, constructor));

    [Test]
    public Task Names_the_field() => Rule<AutoPropertyComponent>.IsFixedBy<ComponentNameCodeFix>(
        Net("// the head\n    public Linear [|OutHead|] { get; } = nn.Linear(2, 2);", "RegisterComponents();"),
        Net("// the head\n    [field: TorchSharp.Utils.ComponentName(Name = \"out_head\")]\n    public Linear OutHead { get; } = nn.Linear(2, 2);", "RegisterComponents();"));

    // SM5005

    [TestCase("private readonly Tensor [|_scale|] = torch.ones(3, requires_grad: true);", "RegisterComponents();")]
    [TestCase("private readonly Tensor [|_scale|];", "_scale = torch.randn(3).requires_grad_(); RegisterComponents();")]
    public Task Tensor_that_should_be_a_parameter(string members, string constructor) => Rule<TensorInsteadOfParameter>.Finds(Net(members, constructor));

    [TestCase("private readonly Tensor _mask = torch.ones(3);", "RegisterComponents();")]
    [TestCase("private readonly Parameter _scale = nn.Parameter(torch.ones(3, requires_grad: true));", "RegisterComponents();")]
    [TestCase("private readonly Tensor _mask = torch.ones(3, requires_grad: false);", "RegisterComponents();")]
    [TestCase("private readonly Tensor _scale = nn.Parameter(torch.ones(3));", "RegisterComponents();", Description = "the value is a Parameter")]
    [TestCase("private readonly Tensor _scale;", "_scale = new Parameter(torch.ones(3), requires_grad: true); RegisterComponents();")]
    [TestCase("private Tensor? _cache;", "RegisterComponents();")]
    public Task Buffer(string members, string constructor) => Rule<TensorInsteadOfParameter>.IsSilent(Net(members, constructor));

    [Test]
    public Task Becomes_a_parameter() => Rule<TensorInsteadOfParameter>.IsFixedBy<ParameterFieldCodeFix>(
        Net("private readonly Tensor [|_scale|];", "_scale = torch.ones(3, requires_grad: true); RegisterComponents();"),
        Net("private readonly Parameter _scale;", "_scale = nn.Parameter(torch.ones(3, requires_grad: true)); RegisterComponents();"));

    // SM5006

    [Test]
    public Task Registered_twice() => Rule<DoubleRegistration>.Finds(Net("private readonly Linear _fc = nn.Linear(2, 2);", "[|register_module|](\"fc\", _fc); RegisterComponents();"));

    [TestCase("private readonly Linear fc = nn.Linear(2, 2);", "register_module(\"fc\", fc); RegisterComponents();")]
    [TestCase("private readonly Linear _fc = nn.Linear(2, 2);", "register_module(\"fc\", _fc);")]
    [TestCase("private readonly Linear _fc = nn.Linear(2, 2);", "register_module(\"other\", nn.Linear(2, 2)); RegisterComponents();")]
    [TestCase("[TorchSharp.Utils.ComponentName(Name = \"fc\")] private readonly Linear _fc = nn.Linear(2, 2);", "register_module(\"fc\", _fc); RegisterComponents();")]
    public Task Registered_once(string members, string constructor) => Rule<DoubleRegistration>.IsSilent(Net(members, constructor));

    [Test]
    public Task Comments_of_the_second_registration_stay() => Rule<DoubleRegistration>.IsFixedBy<TrapsCodeFix>(
        Net("private readonly Linear _fc = nn.Linear(2, 2);", "// by hand\n[|register_module|](\"fc\", _fc);\nRegisterComponents();"),
        Net("private readonly Linear _fc = nn.Linear(2, 2);", "// by hand\n\nRegisterComponents();"));

    [Test]
    public Task Second_registration_goes() => Rule<DoubleRegistration>.IsFixedBy<TrapsCodeFix>(
        Net("private readonly Linear _fc = nn.Linear(2, 2);", "[|register_module|](\"fc\", _fc);\nRegisterComponents();"),
        Net("private readonly Linear _fc = nn.Linear(2, 2);", "RegisterComponents();"));
}
