using StableModels.Analyzers.Declarations;
using StableModels.Analyzers.Tests.Harness;

namespace StableModels.Analyzers.Tests.Declarations;

/// <summary>SM0001, SM0002 and SM0015 to SM0019: what the class and its properties are like: flagged at the exact token with its message, and not flagged beside it.</summary>
[TestFixture]
public sealed class ClassDeclarationTests
{
    [Test]
    public Task SM0001_the_class_is_not_partial() => Declared.Finds("""
        [StableModel]
        public class {|SM0001:Net|}(int width)
        {
            [Linear(nameof(width), 10)] public Linear {|SM0002:Head|} { get; } = null!;
        }
        """, "'Net' must be partial: its other part is generated");

    [Test]
    public Task SM0001_neither_parameters_nor_layers_are_warned_of() => Declared.Finds("""
        [StableModel]
        public class {|SM0001:Net|}(int width)
        {
            [Linear(nameof(width), 10)] public Linear {|SM0002:Head|} { get; }
        }
        """);

    [Test]
    public Task SM0003_only_the_fault_is_said_of_a_class_with_many_parameters() => Declared.Finds("""
        [StableModel, AdamW]
        public partial class Net<T>(int width, in int @class, T value, Span<int> span, string text)
        {
            public int Twice { get; } = 2 * width + span.Length;
            [Linear({|SM0003:"widht"|}, nameof(width))] public partial Linear Head { get; }
            public string Text() => text;
        }
        """);

    [Test]
    public Task SM0001_is_said_by_the_generator_where_a_property_is_partial() => Declared.Finds("""
        [StableModel]
        public class {|SM0001:Net|}(int width)
        {
            [Linear(nameof(width), 10)] public partial Linear Head { get; }
        }
        """, null, "SM0001: 'Net' must be partial: its other part is generated; write 'partial class Net'", "CS0260");

    [Test]
    public Task SM0001_a_class_around_it_is_not_partial() => Declared.Finds("""
        public class {|SM0001:Outer|}
        {
            [StableModel]
            public partial class Net(int width)
            {
                [Linear(nameof(width), 10)] public partial Linear Head { get; }
            }
        }
        """, null, "SM0001: 'Outer' must be partial: its other part is generated; write 'partial class Outer'", "CS0260");

    [Test]
    public async Task SM0001_is_said_once_of_every_class_that_is_not_partial()
    {
        const string Source = "public class Outer { [StableModel] public class Net(int width) { [Linear(nameof(width), 10)] public partial Linear Head { get; } } }";
        var compilation = Generated.With(TestCompilation.Create(Source), out var said);
        Assert.That(said.Select(static d => d.GetMessage(System.Globalization.CultureInfo.InvariantCulture)), Is.EquivalentTo(new[]
        {
            "'Net' must be partial: its other part is generated; write 'partial class Net'",
            "'Outer' must be partial: its other part is generated; write 'partial class Outer'",
        }));
        Assert.That(await TestCompilation.Run(compilation, null, new DeclarationAnalyzer()), Is.Empty);
    }

    [Test]
    public Task SM0001_partial_classes_around_it_are_fine() => Declared.IsSilent("""
        public partial class Outer
        {
            [StableModel]
            public partial class Net(int width)
            {
                [Linear(nameof(width), 10)] public partial Linear Head { get; }
            }
        }
        """);

    [TestCase("public Linear {|SM0002:Head|} { get; } = null!;", "The layer Head cannot be generated: make it partial")]
    [TestCase("public partial Linear {|SM0002:Head|} { get; set; }", "The layer Head cannot be generated: the layer is made once; remove the setter")]
    [TestCase("public static partial Linear {|SM0002:Head|} { get; }", "The layer Head cannot be generated: a layer belongs to an instance; remove static")]
    [TestCase("[{|SM0002:LayerNorm|}(8)] public partial Linear Head { get; }", "The layer Head cannot be generated: a property declares one layer; remove the other attribute")]
    public Task SM0002_the_property_cannot_be_implemented(string property, string message) => Declared.Finds($$"""
        [StableModel]
        public partial class Net
        {
            [Linear(8, 8)] {{property}}
        }
        """, message);

    [Test]
    public Task SM0015_a_record_cannot_be_a_module() => Declared.Finds("""
        [StableModel]
        public partial record {|SM0015:Net|}(int Width)
        {
            [Linear(8, 8)] public partial Linear Head { get; }
        }
        """, "Net cannot be expanded: a record cannot derive from a module; make it a class");

    [Test]
    public Task SM0015_a_base_class_that_registers_nothing() => Declared.Finds("""
        public class Base;

        [StableModel]
        public partial class {|SM0015:Net|} : Base
        {
            [Linear(8, 8)] public partial Linear Head { get; }
        }
        """);

    // The Module would have its forward written: without one the compiler would speak of that alone.
    [TestCase("Module<Tensor, Tensor>")]
    [TestCase("Module<Tensor, Tensor?, (Tensor, int)>")]
    public Task SM0015_the_Module_of_TorchSharp(string written) => Declared.Finds($$"""
        [StableModel]
        public partial class {|SM0015:Net|}(int width) : {{written}}("net")
        {
            [Linear(nameof(width), 10)] public partial Linear Head { get; }
        }
        """, $"Net cannot be expanded: TorchSharp's {written} does not register what is generated; remove it, and any error about its constructor goes with it: the generated part names the base class, a Module with the inputs and the result of your forward");

    [TestCase("[StableModel]", "protected override void {|SM0015:register_layers|}() { }", "register_layers")]
    [TestCase("[ResidualBlock]", "public override void {|SM0015:reset_parameters|}() { }", "reset_parameters")]
    [TestCase("[ResidualBlock]", "public long {|SM0015:ResidualBranches|} => 1;", "ResidualBranches")]
    [TestCase("[StableModel]", "public int {|SM0015:ParameterGroups|}() => 1;", "ParameterGroups")]
    [TestCase("[ResidualBlock]", "public void {|SM0015:reset_parameters|}(long residualBranches, long layer = 0) { }", "reset_parameters")]
    public Task SM0015_a_method_that_is_generated(string attribute, string method, string name) => Declared.Finds($$"""
        {{attribute}}
        public partial class Net(int width)
        {
            [Linear(nameof(width), nameof(width))] public partial Linear Head { get; }
            {{method}}
        }
        [StableModel] public partial class Holder(int width) { [Linear(nameof(width), 3)] public partial Linear Head { get; } }
        """, $"Net cannot be expanded: its {name} is the generated part's to write; remove it, or write the class as a module without attributes");

    [Test]
    public Task SM0020_a_sequence_and_its_mean_are_no_sum() => Declared.Finds("""
        [ResidualBlock]
        public partial class Block
        {
            [{|SM0020:MeanPooling|}] public partial MeanPooling Mean { get; }
        }
        [StableModel] public partial class Net(int width) { [Linear(nameof(width), 3)] public partial Linear Head { get; } }
        """, "Mean makes one vector of a sequence, which cannot be added to the sequence: pool behind the block");

    [Test]
    public Task SM0002_a_layer_cannot_be_required() => Declared.Finds("""
        [StableModel]
        public partial class Net
        {
            [Linear(8, 8)] public required partial Linear {|SM0002:Head|} { get; }
        }
        """, "The layer Head cannot be generated: the constructor makes the layer; remove required", null, "CS9034");

    [TestCase("List<Block>", "ModuleList<Block>")]
    [TestCase("Block[]", "ModuleList<Block>")]
    public Task SM0010_names_the_list(string written, string wanted) => Declared.Finds($$"""
        [StableModel]
        public partial class Net(int width)
        {
            [{|SM0010:Stack|}(2)] public partial {{written}} Blocks { get; }
        }

        [ResidualBlock]
        public partial class Block(int width)
        {
            [FeedForward(nameof(width), 8)] public partial FeedForward Mlp { get; }
        }
        """, $"Blocks is of type {written}, but the attribute makes a list of blocks: write {wanted} Blocks");

    // Of the constructor that wants a name the compiler speaks too (CS7036 of the package, CS1729 of these stubs): no error of its own can be taken back.
    [Test]
    public Task SM0015_the_Module_of_TorchSharp_without_a_name() => Declared.Finds("""
        [StableModel]
        public partial class {|SM0015:Net|}(int width) : Module<Tensor, Tensor>
        {
            [Linear(nameof(width), 10)] public partial Linear Head { get; }
        }
        """, "Net cannot be expanded: TorchSharp's Module<Tensor, Tensor> does not register what is generated; remove it, and any error about its constructor goes with it: the generated part names the base class, a Module with the inputs and the result of your forward", null, "CS1729");

    [Test]
    public Task SM0015_a_module_between_that_leaves_its_forward_open() => Declared.Finds("""
        public abstract class Base() : Module<Tensor, Tensor>("base")
        {
            public sealed override string GetName() => "base";
        }

        [StableModel]
        public partial class {|SM0015:Net|}(int width) : Base
        {
            [Linear(nameof(width), 10)] public partial Linear Head { get; }
        }
        """, "Net cannot be expanded: Base does not derive from StableModels.Layers.StableModule; remove the base class or derive it from StableModule");

    [Test]
    public Task SM0015_a_Module_with_a_forward_written() => Declared.Finds("""
        [StableModel]
        public partial class {|SM0015:Net|}(int width) : Module<Tensor, Tensor>("net")
        {
            [Linear(nameof(width), 10)] public partial Linear Head { get; }

            public override Tensor forward(Tensor x) => Head.call(x);
        }
        """);

    [Test]
    public Task SM0015_a_base_class_of_ours_is_welcome() => Declared.IsSilent("""
        public abstract class Base : StableModule<Tensor, Tensor>;

        [StableModel]
        public partial class Net : Base
        {
            [Linear(8, 8)] public partial Linear Head { get; }
        }
        """);

    [Test]
    public Task SM0016_no_layers() => Declared.Finds("""
        [StableModel]
        public partial class {|SM0016:Net|}(int width)
        {
            public int Width => width;
        }
        """);

    [Test]
    public Task SM0017_a_layer_in_a_plain_class() => Declared.Finds("""
        // StableModels is referenced.
        public partial class Net
        {
            [{|SM0017:StableModels.Linear|}(8, 8)] public partial Linear Head { get; }
        }
        """, "Nothing is generated for Head: Net has none of [StableModel], [ResidualBlock] and [Sequence]");

    [Test]
    public Task SM0018_layers_in_two_parts() => Declared.Finds("""
        [StableModel]
        public partial class Net
        {
            [Linear(8, 8)] public partial Linear First { get; }
        }

        public partial class Net
        {
            [Linear(8, 8)] public partial Linear {|SM0018:Second|} { get; }
        }
        """);

    [TestCase("public Tensor {|SM0019:forward|}(Tensor x) => x;", "The forward of Net cannot be used: declare it public override")]
    [TestCase("public Tensor {|SM0019:forward|}(Tensor x) => x; public Tensor forward(Tensor x, Tensor y) => x;", "The forward of Net cannot be used: declare it public override")]
    [TestCase("public override Tensor {|SM0019:forward|}() => null!;", "The forward of Net cannot be used: it takes between 1 and 6 inputs", "CS0115")]
    [TestCase("public override void {|SM0019:forward|}(Tensor x) { }", "The forward of Net cannot be used: it returns a value; a tuple for several", "CS0115")]
    [TestCase("public override Tensor {|SM0019:forward|}(ref Tensor x) => x;", "The forward of Net cannot be used: its inputs are plain parameters, without ref, in, out or params", "CS0115")]
    public Task SM0019_forward_cannot_be_used(string forward, string message, params string[] ofCompiler) => Declared.Finds($$"""
        [StableModel]
        public partial class Net
        {
            [Linear(8, 8)] public partial Linear Head { get; }
            {{forward}}
        }
        """, message, ofCompiler.Length == 0 ? null : "SM0019: " + message, ofCompiler);

    [Test]
    public Task SM0019_own_forwards_with_masks_and_tuples_are_fine() => Declared.IsSilent("""
        [StableModel]
        public partial class Net
        {
            [Linear(8, 8)] public partial Linear First { get; }
            [Linear(9, 8)] public partial Linear Second { get; }
            public override (Tensor Output, Tensor? Mask) forward(Tensor x, Tensor? mask) => (First.call(x), mask);
        }
        """);
}
