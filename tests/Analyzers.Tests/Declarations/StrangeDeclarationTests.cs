namespace StableModels.Analyzers.Tests.Declarations;

/// <summary>Declarations that nobody means: each is an error that says what to do, and never an error inside what is generated.</summary>
[TestFixture]
public sealed class StrangeDeclarationTests
{
    [TestCase("Stride = {|SM0004:new[] { 1, 2 }|}", "'new int[] { 1, 2 }' is not a size: it is neither an integer nor a string with names and arithmetic")]
    [TestCase("Stride = {|SM0004:typeof(int)|}", "'typeof(int)' is not a size: it is neither an integer nor a string with names and arithmetic")]
    [TestCase("Stride = {|SM0004:null!|}", "'null' is not a size: it is neither an integer nor a string with names and arithmetic")]
    public Task A_stride_that_is_no_size(string argument, string message) =>
        Declared.Finds(Net($"[Conv2d(6, 6, 3, {argument})] public partial Conv2d Only {{ get; }}"), message);

    [Test]
    public Task A_size_that_is_null() => Declared.Finds(Net("[Linear({|SM0004:(string)null!|}, 3)] public partial Linear Only { get; }"), "'null' is not a size: it is neither an integer nor a string with names and arithmetic");

    [Test]
    public Task A_sign_of_two_halves_is_said_whole() => Declared.Finds(Net("[Linear({|SM0004:\"\U0001F4A5\"|}, 3)] public partial Linear Only { get; }"), "'\U0001F4A5' is not a size: '\U0001F4A5' at position 1 is not expected");

    [TestCase("Norm = {|SM0012:(NormPlacement)77|}", "Norm is (global::StableModels.NormPlacement)(77); it must be a member of NormPlacement")]
    [TestCase("Scale = ResidualScale.LayerScale, ScaleInitial = {|SM0012:double.NaN|}", "ScaleInitial is double.NaN; it must be finite")]
    public Task An_option_that_nothing_can_have(string option, string message) => Declared.Finds($$"""
        [ResidualBlock({{option}})]
        public partial class Block(int width)
        {
            [FeedForward(nameof(width), 8)] public partial FeedForward Mlp { get; }
        }
        """, message);

    [TestCase("Init(InitialDistribution.Normal, Value = {|SM0012:-1|})", "Value is -1.0; it must be at least 0 and finite")]
    [TestCase("Init(InitialDistribution.HeNormal, Gain = {|SM0012:double.NaN|})", "Gain is double.NaN; it must be at least 0 and finite")]
    [TestCase("Init(InitialDistribution.Constant, Value = {|SM0012:double.NegativeInfinity|})", "Value is double.NegativeInfinity; it must be finite")]
    [TestCase("{|SM0012:Init|}((InitialDistribution)44)", "law is (global::StableModels.InitialDistribution)(44); it must be a member of InitialDistribution")]
    public Task A_law_that_nothing_can_be_drawn_from(string init, string message) => Declared.Finds(Net($"[{init}, Linear(3, 3)] public partial Linear Only {{ get; }}"), message);

    [Test]
    public Task A_constant_may_be_below_0() => Declared.IsSilent(Net("[Init(InitialDistribution.Constant, Value = -1), Linear(3, 3)] public partial Linear Only { get; }"));

    [TestCase("[SelfAttention(6, {|SM0006:2|}, Rotary = true)]", "width = 6 is not divisible by 2 * heads (rotary positions turn pairs in every head) = 4")]
    [TestCase("[SelfAttention(6, {|SM0006:4|}, Rotary = true)]", "width = 6 is not divisible by heads = 4")]
    public Task Rotary_positions_want_even_heads(string attribute, string message) => Declared.Finds(Net(attribute + " public partial SelfAttention Only { get; }"), message);

    [TestCase("forward")]
    [TestCase("register_layers")]
    [TestCase("reset_parameters")]
    [TestCase("ParameterGroups")]
    [TestCase("ResidualBranches")]
    [TestCase("IsConstructed")]
    public Task A_layer_with_the_name_of_a_method(string name) => Declared.Finds(
        Net($"[Linear(3, 3)] public partial Linear {{|SM0002:{name}|}} {{ get; }}"), $"The layer {name} cannot be generated: that is the name of a member that is generated or a module has; choose another");

    [Test]
    public Task A_size_by_reference() => Declared.Finds("""
        [StableModel]
        public partial class Net(in int size)
        {
            [Linear({|SM0004:nameof(size)|}, 3)] public partial Linear Only { get; }
        }
        """, "'size' is not a size: 'size' is passed by reference, so no layer can be made with it; remove ref, in or out");

    [Test]
    public Task A_share_is_a_double() => Declared.Finds("""
        [StableModel]
        public partial class Net(int much, double share)
        {
            public double Share => share;
            [Dropout({|SM0004:nameof(much)|})] public partial Dropout Only { get; }
        }
        """, "'much' is not a size: a share is a number or the name of a constructor parameter of type double; there are: share");

    [Test]
    public Task A_declared_class_derives_from_none() => Declared.Finds("""
        [StableModel]
        public partial class First(int width)
        {
            [Linear(nameof(width), 3)] public partial Linear Only { get; }
        }

        [StableModel]
        public partial class {|SM0015:Second|}(int width) : First(width)
        {
            [Linear(3, 3)] public partial Linear More { get; }
        }
        """, "Second cannot be expanded: First is declared itself, and what is generated for Second would replace its layers: hold a First as a member with [Layer]");

    [Test]
    public async Task A_base_class_of_other_inputs()
    {
        const string Base = "public abstract class Two : StableModule<Tensor, Tensor, Tensor>; ";
        await Declared.Finds(Base + "[StableModel] public partial class {|SM0015:Net|} : Two { [Linear(3, 3)] public partial Linear Only { get; } }",
            "Net cannot be expanded: Two maps other things than one tensor to one: write the forward of that signature");
        await Declared.IsSilent(Base + "[StableModel] public partial class Net : Two { [Linear(3, 3)] public partial Linear Only { get; } public override Tensor forward(Tensor a, Tensor b) => a; }");
    }

    [TestCase("double.NaN")]
    [TestCase("double.NegativeInfinity")]
    public Task Positions_of_no_scale(string scale) => Declared.Finds(Net($"[SinusoidalPositions(6, Scale = {{|SM0012:{scale}|}})] public partial SinusoidalPositions Only {{ get; }}"), $"Scale is {scale}; it must be finite");

    [TestCase("string", "Blocks is of type ModuleList<string>, but the attribute makes a list of modules; string does not derive from TorchSharp's Module", "CS0311")]
    [TestCase("int", "Blocks is of type ModuleList<int>, but the attribute makes a list of blocks: write ModuleList<the block's class> Blocks", "CS0315")]
    public Task A_list_of_what_is_no_module(string element, string message, string error) => Declared.Finds(
        Net($"[{{|SM0010:Stack|}}(2)] public partial ModuleList<{element}> Blocks {{ get; }}"), message, null, "CS9248", error);

    [Test]
    public Task What_two_constructors_take_alike() => Declared.Finds("""
        [StableModel]
        public partial class Net(int width)
        {
            [{|SM0011:Layer|}] public partial Own Part { get; }
        }
        public sealed class Own : nn.Module<Tensor, Tensor>
        {
            public Own(int width, string? name = null) : base(name ?? "own") => Width = width;
            public Own(int width, bool twice = false) : base("own") => Width = twice ? 2 * width : width;
            public int Width { get; }
            public override Tensor forward(Tensor x) => x;
        }
        """, "Own cannot be constructed: what it is given suits (int width, string? name) and (int width, bool twice) alike: name a parameter of one of them in Args");

    [Test]
    public Task What_two_constructors_take_alike_is_told_apart_in_Args() => Declared.IsSilent("""
        [StableModel]
        public partial class Net(int width)
        {
            [Layer(Args = ["twice: true"])] public partial Own Part { get; }
        }
        public sealed class Own : nn.Module<Tensor, Tensor>
        {
            public Own(int width, string? name = null) : base(name ?? "own") => Width = width;
            public Own(int width, bool twice = false) : base("own") => Width = twice ? 2 * width : width;
            public int Width { get; }
            public override Tensor forward(Tensor x) => x;
        }
        """);

    [Test]
    public Task A_training_attribute_that_stands_for_nothing() => Declared.Finds("""
        public sealed class MineAttribute : TrainingAttribute;

        [StableModel, AdamW, {|SM0020:Mine|}]
        public partial class Net
        {
            [Linear(3, 3)] public partial Linear Only { get; }
        }
        """, "[Mine] does not say what it stands for in the plan: write [Expands(typeof(...))] with its settings class on MineAttribute");

    [Test]
    public Task A_block_of_shortcuts() => Declared.Finds("""
        [{|SM0020:ResidualBlock|}]
        public partial class Block
        {
            [Shortcut, Linear(3, 3)] public partial Linear Only { get; }
        }
        """, "A [Shortcut] goes around a branch, and this block has none: take [Shortcut] off the members that are added to the stream");

    [Test]
    public Task A_layer_of_an_interface_alone() => Declared.Finds("""
        public interface IHasHead { Linear Head { get; } }

        [StableModel]
        public partial class Net : IHasHead
        {
            [Linear(3, 3)] partial Linear IHasHead.{|SM0002:Head|} { get; }
        }
        """, "The layer IHasHead.Head cannot be generated: it is the interface's alone; declare it as a member of the class, which implements the interface too", null, "CS0754");

    [TestCase("public sealed class Part;", "[Mine] stands for Part, which is no ITrainingPart: let it implement that")]
    [TestCase("public sealed class Part(int steps) : StableModels.Training.ITrainingPart { public int Steps => steps; public void Validate() { } }", "[Mine] stands for Part, which has no public constructor of the attribute's arguments: give it one")]
    public Task A_training_attribute_that_stands_for_what_cannot_be_made(string settings, string message) => Declared.Finds($$"""
        {{settings}}
        [Expands(typeof(Part))] public sealed class MineAttribute : TrainingAttribute;

        [StableModel, AdamW, {|SM0020:Mine|}]
        public partial class Net
        {
            [Linear(3, 3)] public partial Linear Only { get; }
        }
        """, message);

    [TestCase("Init(InitialDistribution.Normal)", "Init")]
    [TestCase("Branch", "Branch")]
    [TestCase("Shortcut", "Shortcut")]
    public Task A_mark_on_what_is_no_layer(string mark, string name) => Declared.Finds(
        Net($"[{{|SM0020:{name}|}}{mark[name.Length..]}] public int Width => 3; [Linear(3, 3)] public partial Linear Only {{ get; }}"),
        $"[{name}] says something about a layer, and Width is none: give it a layer attribute, or remove [{name}]");

    [Test]
    public Task A_list_class_of_ones_own() => Declared.Finds("""
        public sealed class Blocks : ModuleList<Part>;

        [StableModel]
        public partial class Net
        {
            [{|SM0010:Stack|}(2)] public partial Blocks All { get; }
        }

        [Sequence]
        public partial class Part
        {
            [Linear(3, 3)] public partial Linear Only { get; }
        }
        """, "All is of type Blocks, but the attribute makes a list of blocks: write ModuleList<Part> All");

    private static string Net(string members) => $$"""
        [StableModel]
        public partial class Net
        {
            {{members}}
        }
        """;
}
