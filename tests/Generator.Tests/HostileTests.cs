using StableModels.Generator.Tests.Harness;

namespace StableModels.Generator.Tests;

/// <summary>Declarations that generators trip over. Each is expanded, and what comes out compiles without a single diagnostic at the highest level, documentation included.</summary>
[TestFixture]
public sealed class HostileTests
{
    private const string Layer = "[Linear(8, 8)] public partial Linear Head { get; }";

    private static readonly (string Name, string Source)[] Declarations =
    [
        ("global namespace", $$"""[StableModel] internal partial class Net { {{Layer}} }"""),
        ("file-scoped namespace", $$"""namespace A.B; [StableModel] internal partial class Net { {{Layer}} }"""),
        ("block namespaces in each other", $$"""namespace A { namespace B.C { [StableModel] internal partial class Net { {{Layer}} } } }"""),
        ("namespace named by a keyword", $$"""namespace @namespace.@class; [StableModel] internal partial class Net { {{Layer}} }"""),
        ("class named by a keyword", $$"""[StableModel] internal partial class @class { {{Layer}} }"""),
        ("contextual keyword", $$"""[StableModel] internal partial class @record { {{Layer}} }"""),
        ("property named by a keyword", """[StableModel] internal partial class Net { [Linear(8, 8)] public partial Linear @event { get; } }"""),
        ("parameters named by keywords", """[StableModel] internal partial class Net(int @class, int @in) { [Linear(nameof(@class), "2 * @in + @class")] public partial Linear Head { get; } }"""),
        ("parameters named as locals of what is generated", """[StableModel] internal partial class Net(int x, int input, int scope, int block) { [Linear("x + input", "scope + block")] public partial Linear Head { get; } }"""),
        ("parameter named as a generated method", """[StableModel] internal partial class Net(int forward, int residualBranches) { [Linear(nameof(forward), nameof(residualBranches))] public partial Linear Head { get; } }"""),
        ("unicode", """namespace Größe; [StableModel] internal partial class Näherung(int breite, int Ω) { [Linear(nameof(breite), nameof(Ω))] public partial Linear Schluß { get; } }"""),
        ("nested", $$"""internal partial class Outer { internal partial class Middle { [StableModel] internal partial class Net { {{Layer}} } } }"""),
        ("in a struct", $$"""internal partial struct Outer { [StableModel] internal partial class Net { {{Layer}} } }"""),
        ("in a record", $$"""internal partial record Outer(int Size) { [StableModel] internal partial class Net { {{Layer}} } }"""),
        ("in a record struct", $$"""internal partial record struct Outer(int Size) { [StableModel] internal partial class Net { {{Layer}} } }"""),
        ("in an interface", $$"""internal partial interface IOuter { [StableModel] internal partial class Net { {{Layer}} } }"""),
        ("in a generic class", $$"""internal partial class Outer<T, @in> where T : class, new() { [StableModel] internal partial class Net { {{Layer}} } }"""),
        ("generic", $$"""[StableModel] internal partial class Net<T> where T : notnull { {{Layer}} }"""),
        ("generic beside plain", $$"""[StableModel] internal partial class Net { {{Layer}} } [StableModel] internal partial class Net<T> { {{Layer}} }"""),
        ("names that differ in case alone", $$"""[StableModel] internal partial class Net { {{Layer}} } [StableModel] internal partial class NET { {{Layer}} }"""),
        ("same name in two namespaces", $$"""namespace A { [StableModel] internal partial class Net { {{Layer}} } } namespace B { [StableModel] internal partial class Net { {{Layer}} } }"""),
        ("sealed", $$"""[StableModel] internal sealed partial class Net { {{Layer}} }"""),
        ("abstract", $$"""[StableModel] internal abstract partial class Net { {{Layer}} }"""),
        ("private", $$"""internal partial class Outer { [StableModel] private partial class Net { {{Layer}} } public object Make() => new Net(); }"""),
        ("three parts", $$"""internal partial class Net { public int A => 1; } [StableModel] internal partial class Net { {{Layer}} } internal partial class Net { public int B => 2; }"""),
        ("a user's type called Tensor", $$"""
            #pragma warning disable CS8981
            namespace Own; internal class Tensor; internal class Module; internal class torch; [StableModel] internal partial class Net { {{Layer}} }
            """),
        ("a user's namespace called TorchSharp inside", $$"""
            #pragma warning disable CS8981
            namespace Own.TorchSharp { internal class torch; } namespace Own { [StableModel] internal partial class Net { [global::StableModels.Linear(8, 8)] public partial global::TorchSharp.Modules.Linear Head { get; } } }
            """),
        ("fields that the generator would use", """[StableModel] internal partial class Net { private readonly int _head = 1; public int Sum => _head; [Linear(8, 8)] public partial Linear Head { get; } }"""),
        ("members that the generator would write", """[StableModel, AdamW] internal partial class Net { [Linear(8, 8)] public partial Linear Head { get; } public string Describe() => ""; public static int Plan => 1; }"""),
        ("a forward of its own", """[StableModel] internal partial class Net { [Linear(8, 8)] public partial Linear Head { get; } public override torch.Tensor forward(torch.Tensor value) => Head.call(value); }"""),
        ("six inputs and a tuple", """[StableModel] internal partial class Net { [Linear(8, 8)] public partial Linear Head { get; } public override (torch.Tensor A, torch.Tensor? B, int C) forward(torch.Tensor a, torch.Tensor? b, int c, double d, string? e, torch.Tensor[] f) => (Head.call(a), b, c); }"""),
        ("nullable property", """[StableModel] internal partial class Net { [Linear(8, 8)] public partial Linear? Head { get; } }"""),
        ("property of a base type", """[StableModel] internal partial class Net { [Linear(8, 8)] protected internal virtual partial torch.nn.Module<torch.Tensor, torch.Tensor> Head { get; } }"""),
        ("private property", """[StableModel] internal partial class Net { [Linear(8, 8)] private partial Linear Head { get; } }"""),
        ("a base class of the user's own", """internal abstract class Base : StableModule<torch.Tensor, torch.Tensor>; [StableModel] internal partial class Net : Base { [Linear(8, 8)] public partial Linear Head { get; } }"""),
        ("an interface of the user's own", """internal interface IHasHead { Linear Head { get; } } [StableModel] internal partial class Net : IHasHead { [Linear(8, 8)] public partial Linear Head { get; } }"""),
        ("constants from elsewhere", """internal static class Sizes { public const int Width = 8; } [StableModel] internal partial class Net { private const long Hidden = Sizes.Width * 4; [Linear(Sizes.Width, nameof(Hidden))] public partial Linear Up { get; } [Linear((int)Hidden, Sizes.Width)] public partial Linear Down { get; } }"""),
        ("long, short and byte parameters", """[StableModel] internal partial class Net(long a, short b, byte c) { [Linear(nameof(a), "b + c")] public partial Linear Head { get; } }"""),
        ("several attributes in one list", """[StableModel, AdamW(LearningRate = 1e-3), Warmup(10), ClipNorm(1.0)] internal partial class Net { [Init(InitialDistribution.Orthogonal), Linear(8, 8, Key = "out-1")] public partial Linear Head { get; } }"""),
        ("aliases", """using L = StableModels.LinearAttribute; using M = StableModels.StableModelAttribute; [M] internal partial class Net { [L(8, 8)] public partial Linear Head { get; } }"""),
        ("documented and public", """
            namespace Documented;
            /// <summary>A net.</summary>
            /// <param name="width">The width.</param>
            [StableModel, AdamW]
            public partial class Net(int width)
            {
                /// <summary>The head.</summary>
                [Linear(nameof(width), 8)] public partial Linear Head { get; }
                [Linear(8, 8)] public partial Linear Undocumented { get; }
            }
            """),
        ("preprocessor, regions and comments", """
            #if !NEVER
            [StableModel] // a comment
            internal partial class Net(int width /* in */)
            {
                #region Layers
                [Linear(nameof(width), /* out */ 8)]
                public partial Linear Head { get; } // { }
                #endregion
            }
            #endif
            """),
        ("a block in another namespace, nested and generic", """
            namespace A { internal partial class Outer<T> { [ResidualBlock] internal partial class Block(int width) { [FeedForward(nameof(width), 16)] public partial FeedForward Mlp { get; } } } }
            namespace B { [StableModel] internal partial class Net(int width, int depth) { [Stack(nameof(depth))] public partial ModuleList<A.Outer<string>.Block> Blocks { get; } } }
            """),
        ("a part whose sizes are named and divided otherwise", """
            [StableModel] internal partial class Net(int w)
            {
                [Layer(Args = ["width: w"])] public partial Part First { get; }
                [Layer(Args = ["width: 9"])] public partial Part Second { get; }
            }
            [Sequence] internal partial class Part(int width, int hidden = 7)
            {
                [Linear(nameof(width), "(width + 5) / 2")] public partial Linear Half { get; }
                [Linear("(width + 5) / 2", nameof(hidden))] public partial Linear Out { get; }
            }
            """),
        ("fields and parameters named as those of the checks", """[StableModel, AdamW] internal partial class Net(int _sizes, int size) { private readonly int _plan = 1; public int Sum => _plan; [Linear("_sizes / size", nameof(size))] public partial Linear Head { get; } }"""),
        ("a nullable context that is off", """
            #nullable disable
            [StableModel, AdamW] internal partial class Net(int width) { [PatchEmbedding(3, nameof(width), 4)] public partial PatchEmbedding Patches { get; } [MeanPooling] public partial MeanPooling Mean { get; } }
            """),
        ("numbers of 64 bits", """[Sequence] internal partial class Net { private const int Large = int.MaxValue; [Linear("Large * 2", "2 * Large + 1")] public partial Linear Head { get; } [Conv2d(3, 8, 1, Stride = int.MaxValue)] public partial Conv2d Only { get; } public override torch.Tensor forward(torch.Tensor x) => x; }"""),
        ("required members", $$"""[StableModel] internal partial class Net { public required string Title { get; init; } {{Layer}} public static Net Make() => new() { Title = "net" }; }"""),
        ("named arguments out of order", """[ResidualBlock] internal partial class Block(int width) { [FeedForward(hidden: 16, width: nameof(width), activation: Activation.Silu)] public partial FeedForward Mlp { get; } }"""),
        ("constraints", """[StableModel] internal partial class Net<T, U>(int width) where T : class, IComparable<U>, new() where U : struct, Enum { [Linear(nameof(width), 3)] public partial Linear Head { get; } }"""),
        ("a type parameter that may be a ref struct", """[StableModel] internal partial class Net<T>(int width) where T : allows ref struct { [Linear(nameof(width), 3)] public partial Linear Head { get; } }"""),
        ("a private block of a private model", """internal partial class Outer { [StableModel] private partial class Net(int width, int depth) { [Stack(nameof(depth))] private partial ModuleList<Block> Blocks { get; } } [ResidualBlock] private partial class Block(int width) { [FeedForward(nameof(width), 8)] private partial FeedForward Mlp { get; } } public object Make() => new Net(4, 2); }"""),
        ("a layer that takes params spans", """[StableModel] internal partial class Net(int width) { [Layer(Args = ["a: width"])] public partial Own Part { get; } } internal sealed class Own(int a, params ReadOnlySpan<int> rest) : nn.Module<Tensor, Tensor>("own") { private readonly int _rest = rest.Length; public int Sum => a + _rest; public override Tensor forward(Tensor x) => x; }"""),
        ("a parameter that is captured and changed", """[StableModel] internal partial class Net(int width, string title) { [Linear(nameof(width), 3)] public partial Linear Head { get; } public string Grow() => title + width++; }"""),
        ("a second constructor", """[StableModel] internal partial class Net(int width) { public Net() : this(8) { } public int Width { get; } = width; [Linear(3, 3)] public partial Linear Head { get; } }"""),
        ("no primary constructor", """[StableModel] internal partial class Net { public Net(int width) => Width = width; public int Width { get; } [Linear(3, 3)] public partial Linear Head { get; } }"""),
        ("a partial property of one's own", """[StableModel] internal partial class Net(int width) { public partial int Other { get; } public partial int Other => 3; [Linear(nameof(width), 3)] public partial Linear Head { get; } }"""),
        ("own types of our names", """namespace Own; internal sealed class Linear; internal sealed class Layer; internal sealed class StableModule; internal sealed class StableModels; internal sealed class System; internal sealed class Trainer; [StableModel, AdamW] internal partial class Net(int width) { [Linear(nameof(width), 3)] public partial global::TorchSharp.Modules.Linear Head { get; } }"""),
        ("a class called Linear", """namespace Own; [Sequence] internal partial class Linear(int width) { [Linear(nameof(width), 3)] public partial global::TorchSharp.Modules.Linear Head { get; } }"""),
        ("a class with the name of its namespace", """namespace Net; [StableModel] internal partial class Net(int width) { [Linear(nameof(width), 3)] public partial Linear Head { get; } }"""),
        ("layers called as types", """[StableModel] internal partial class Net(int width) { [Linear(nameof(width), 3)] public partial Linear Linear { get; } [Linear(3, 3)] public partial Linear Tensor { get; } [Linear(3, 3)] public partial Linear torch { get; } [Linear(3, 3)] public partial Linear global { get; } }"""),
        ("layers called as generated members", """[StableModel, AdamW, ClipNorm(1)] internal partial class Net(int width) { [Linear(nameof(width), 3)] public partial Linear Plan { get; } [Linear(3, 3)] public partial Linear Describe { get; } [Linear(3, 3)] public partial Linear CreateTrainer { get; } [Linear(3, 3)] public partial Linear ClipGradients { get; } [Linear(3, 3)] public partial Linear SummaryRows { get; } [Linear(3, 3)] public partial Linear ToHalf { get; } }"""),
        ("layers that hide a module's members", """[StableModel] internal partial class Net(int width) { [Linear(nameof(width), 3)] public new partial Linear eval { get; } [Linear(3, 3)] public new partial Linear training { get; } [Linear(3, 3)] public new partial Linear call { get; } [Linear(3, 3)] public new partial Linear parameters { get; } }"""),
        ("contextual keywords everywhere", """namespace @int.@static.@partial; [StableModel] internal partial class @await(int @params) { [Linear(nameof(@params), 3)] public partial Linear @scoped { get; } [Linear(3, "@params")] public partial Linear @required { get; } }"""),
        ("identifiers written with escapes", """namespace \u0041b; [StableModel] internal partial class N\u0065t(int b\u00e9ta) { [Linear(nameof(béta), 3)] public partial Linear He\u0061d { get; } }"""),
        ("letters of other alphabets", """[StableModel] internal partial class Нейро(int ширина, int 幅) { [Linear(nameof(ширина), nameof(幅))] public partial Linear ǅ { get; } [Linear("幅", "ширина * 2")] public partial Linear İıſ { get; } }"""),
        ("sizes at the limits", """[StableModel] internal partial class Net(int width) { [Linear(long.MaxValue, 3)] public partial Linear A { get; } [Linear("3000000000", "width + 3000000000")] public partial Linear B { get; } [Linear("width * 9223372036854775807", int.MaxValue)] public partial Linear C { get; } public override Tensor forward(Tensor x) => x; }"""),
        ("sizes that are casts", """internal enum Sizes { Small = 4 } [StableModel] internal partial class Net { [Linear((int)Sizes.Small, (long)Sizes.Small + 0x10)] public partial Linear Head { get; } }"""),
        ("constants of a base class", """internal abstract class Base : StableModule<Tensor, Tensor> { protected const int Width = 8; } [StableModel] internal partial class Net : Base { [Linear(nameof(Width), "2 * Width")] public partial Linear Head { get; } }"""),
        ("odd defaults of the class that is made", """[StableModel] internal partial class Net(int width, int depth) { [Stack(nameof(depth))] public partial ModuleList<Block> Blocks { get; } } [ResidualBlock] internal partial class Block(int width, double p = double.NaN, float q = 0.1f, char c = '\0', string? s = "a\"\n", DayOfWeek d = (DayOfWeek)77, decimal m = 1.50m, DateTime t = default) { public object All => (p, q, c, s, d, m, t); [FeedForward(nameof(width), 8)] public partial FeedForward Mlp { get; } }"""),
        ("an alias of a list", """using Blocks = TorchSharp.Modules.ModuleList<Block>; [StableModel] internal partial class Net(int width, int depth) { [Stack(nameof(depth))] public partial Blocks All { get; } } [ResidualBlock] internal partial class Block(int width) { [FeedForward(nameof(width), 8)] public partial FeedForward Mlp { get; } }"""),
        ("an alias of a tuple in forward", """using Two = (TorchSharp.torch.Tensor A, TorchSharp.torch.Tensor B); [StableModel] internal partial class Net(int width) { [Linear(nameof(width), 3)] public partial Linear A { get; } public override Two forward(Tensor x) => (A.call(x), x); }"""),
        ("conditional compilation", "#define X\n[StableModel]\n#if X\n[AdamW]\n#else\n[Sgd]\n#endif\ninternal partial class Net(\n#if X\nint width\n#else\nint height\n#endif\n) { [Linear(nameof(width), 3)] public partial Linear Head { get; }\n#if !X\n [Linear(nameof(height), 3)] public partial Linear Tail { get; }\n#endif\n}"),
        ("obsolete layers and classes", """[Obsolete("old", true), StableModel] internal partial class Net(int width) { [Obsolete("older"), Linear(nameof(width), 3)] public partial Linear Head { get; } }"""),
        ("a class for those who know", "[StableModel] internal partial class Net(int width, int depth) {\n#pragma warning disable X1\n[Stack(nameof(depth))] public partial ModuleList<Block> Blocks { get; }\n#pragma warning restore X1\n} [System.Diagnostics.CodeAnalysis.Experimental(\"X1\")] [ResidualBlock] internal partial class Block(int width) { [FeedForward(nameof(width), 8)] public partial FeedForward Mlp { get; } }"),
        ("a layer that takes references", """[StableModel] internal partial class Net(int width) { [Layer] public partial Own Part { get; } } internal sealed class Own(ref readonly int width, in int other = 3) : nn.Module<Tensor, Tensor>("own") { private readonly int _sum = width + other; public int Sum => _sum; public override Tensor forward(Tensor x) => x; }"""),
        ("a layer that asks who calls", """[StableModel] internal partial class Net(int width) { [Layer] public partial Own Part { get; } } internal sealed class Own(int width, [System.Runtime.CompilerServices.CallerMemberName] string name = "", [System.Runtime.CompilerServices.CallerLineNumber] int line = 0) : nn.Module<Tensor, Tensor>(name) { public int Sum => width + line; public override Tensor forward(Tensor x) => x; }"""),
        ("a constructor that is preferred", """[StableModel] internal partial class Net(int width) { [Layer] public partial Own Part { get; } } internal sealed class Own : nn.Module<Tensor, Tensor> { [System.Runtime.CompilerServices.OverloadResolutionPriority(1)] public Own(int width, string? name = null) : base(name ?? "own") => Width = width; public Own(int width, int b = 0) : base("own") => Width = width + b; public int Width { get; } public override Tensor forward(Tensor x) => x; }"""),
        ("a static abstract member", """internal interface IMade<T> where T : IMade<T> { static abstract T Make(); } [StableModel] internal partial class Net(int width) : IMade<Net> { public static Net Make() => new(3); [Linear(nameof(width), 3)] public partial Linear Head { get; } }"""),
        ("layers that override", """internal abstract class Base : StableModule<Tensor, Tensor> { public abstract Linear Head { get; } public virtual Linear? Tail => null; } [StableModel] internal partial class Net(int width) : Base { [Linear(nameof(width), 3)] public override partial Linear Head { get; } [Linear(3, 3)] public sealed override partial Linear Tail { get; } }"""),
        ("in a ref struct and a static class", """internal readonly ref partial struct Outer { [StableModel] internal partial class Net(int width) { [Linear(nameof(width), 3)] public partial Linear Head { get; } } } internal static partial class Other { [StableModel] internal partial class Net(int width) { [Linear(nameof(width), 3)] public partial Linear Head { get; } } }"""),
        ("indexers, finalisers and operators", """[StableModel] internal partial class Net(int width) { public int this[int i] => i; ~Net() { } public static Net operator +(Net a, Net b) => a ?? b; public static implicit operator int(Net _) => 3; [Linear(nameof(width), 3)] public partial Linear Head { get; } }"""),
        ("underscores", """[StableModel] internal partial class Net(int _, int __) { private int _a = 1; public int Next => _a++; [Linear(nameof(_), nameof(__))] public partial Linear _1 { get; } [Linear("__", 3)] public partial Linear A { get; } [Linear(3, 3)] public partial Linear B__C { get; } }"""),
        ("constant texts and raw strings", "[StableModel] internal partial class Net(int width) { private const string W = nameof(width); private const string H = $\"4 * {W}\"; [Linear(W, H)] public partial Linear A { get; } [Linear($\"2 * (2 * {W})\", \"\"\"\n   width\n   * 2\n   \"\"\")] public partial Linear B { get; } }"),
        ("a block made with the model's type", """[StableModel] internal partial class Net(int width, int depth) { [Stack(nameof(depth))] public partial ModuleList<Block<Net>> Blocks { get; } } [ResidualBlock] internal partial class Block<T>(int width) where T : class { [FeedForward(nameof(width), 8)] public partial FeedForward Mlp { get; } }"""),
        ("parameters that no field can hold", """[StableModel] internal partial class Net(int width, scoped Span<int> span, out int other) { [Linear(nameof(width), 3)] public partial Linear Head { get; } private readonly int _sum = span.Length + (other = 3); public int Sum => _sum; }"""),
        ("a share that is a float", """[StableModel] internal partial class Net(float p, double q) { [Linear(3, 3)] public partial Linear Head { get; } [Dropout(nameof(p))] public partial Dropout First { get; } [StochasticDepth(nameof(q))] public partial StochasticDepth Second { get; } }"""),
        ("a property of a type that any layer has", """[StableModel] internal partial class Net(int width) { [Linear(nameof(width), 3)] public partial nn.Module A { get; } [Linear(3, 3)] public partial IDisposable B { get; } [Linear(3, 3)] public partial object C { get; } }"""),
        ("attributes of targets and accessors", """[StableModel] internal partial class Net { [property: Linear(3, 3)] public partial Linear A { [System.Diagnostics.DebuggerStepThrough] get; } [Linear(3, 3), System.ComponentModel.Browsable(false)][System.Diagnostics.CodeAnalysis.MaybeNull] public partial Linear B { get; } }"""),
        ("generic modules of one's own", """[StableModel] internal partial class Net<T>(int width, T extra) where T : struct { [Layer] public partial Own<int, string> A { get; } [Layer] public partial Other<T> B { get; } } internal sealed class Own<T, U>(int width, T? first = default, U? second = default) : nn.Module<Tensor, Tensor>("own") where U : class { public object All => (width, first, second); public override Tensor forward(Tensor x) => x; } internal sealed class Other<T>(int width, T extra) : nn.Module<Tensor, Tensor>("other") { public object All => (width, extra); public override Tensor forward(Tensor x) => x; }"""),
        ("a private module inside", """[StableModel] internal partial class Net(int width) { [Layer] private partial Own A { get; } private sealed class Own(int width) : nn.Module<Tensor, Tensor>("own") { public int Width => width; public override Tensor forward(Tensor x) => x; } }"""),
        ("a list of TorchSharp's own and of models", """[StableModel] internal partial class Net(int width, int depth) { [Stack(nameof(depth), Args = ["inputSize: width", "outputSize: width"])] public partial ModuleList<Linear> Plain { get; } [Stack(nameof(depth))] public partial ModuleList<Part>? Models { get; } } [StableModel] internal partial class Part(int width) { [Linear(nameof(width), nameof(width))] public partial Linear Only { get; } }"""),
        ("a reset of one's own", """[StableModel] internal partial class Net(int width) { [Linear(nameof(width), 3)] public partial Linear Head { get; } public override void reset_parameters() => Head.weight.zero_(); }"""),
        ("forwards of unusual signatures", """[StableModel] internal partial class Waiting(int width) { [Linear(nameof(width), 3)] public partial Linear Head { get; } public override async System.Threading.Tasks.Task<Tensor> forward(Tensor x) { await System.Threading.Tasks.Task.Yield(); return Head.call(x); } } [StableModel] internal partial class Net<T>(int width) where T : class, new() { [Linear(nameof(width), 3)] public partial Linear Head { get; } public override (Tensor, T, List<(T A, nint B)>?) forward(Tensor x, T[] y, Func<T, nuint>? f) => (Head.call(x), new T(), null); }"""),
        ("a mask that may be left out, in two parts", """[StableModel] internal partial class Net(int width) { [Linear(nameof(width), 3)] public partial Linear Head { get; } public override partial Tensor forward(Tensor x, Tensor? mask = null); public override partial Tensor forward(Tensor x, Tensor? mask) => Head.call(x); }"""),
        ("the members of every object", """[StableModel] internal partial class Net(int width) : IEquatable<Net> { [Linear(nameof(width), 3)] public partial Linear Head { get; } protected override void Dispose(bool disposing) => base.Dispose(disposing); public override string ToString() => ""; public bool Equals(Net? other) => ReferenceEquals(this, other); public override bool Equals(object? obj) => Equals(obj as Net); public override int GetHashCode() => 3; }"""),
        ("types inside with our names", """[StableModel, AdamW] internal partial class Net(int width) { [Linear(nameof(width), 3)] public partial Linear Head { get; } internal static class Training; internal enum Layers { None } internal sealed class StableModels; internal sealed class TorchSharp; internal sealed class System; }"""),
        ("type parameters with our names", """[StableModel, AdamW] internal partial class Net<Tensor, System, TorchSharp>(int width) { [Linear(nameof(width), 3)] public partial Linear Head { get; } }"""),
        ("keys and names of norms that are added", """[StableModel] internal partial class Net(int width, int depth) { [Stack(nameof(depth))] public partial ModuleList<Block> Blocks { get; } [Linear(nameof(width), 3, Key = "blocks_norm")] public partial Linear Head { get; } } [ResidualBlock] internal partial class Block(int width) { [FeedForward(nameof(width), 8, Key = "mlp_norm")] public partial FeedForward Mlp { get; } [FeedForward(nameof(width), 8)] public partial FeedForward MlpNorm { get; } }"""),
        ("arguments of every type", """[StableModel] internal partial class Net(int width, DayOfWeek day, string title, int @class) { [Layer(Args = ["a: 1e-3", "b: -0.5", "c: NaN", "d: 1.5", "e: true", "f: 255", "name: title", "when: day", "@event: 2 * @class"])] public partial Own Part { get; } } internal sealed class Own(double a, float b, double c, decimal d, bool e, byte f, int width, string name, DayOfWeek when, int @event) : nn.Module<Tensor, Tensor>(name) { public object All => (a, b, c, d, e, f, width, when, @event); public override Tensor forward(Tensor x) => x; }"""),
        ("small and unsigned sizes", """[StableModel] internal partial class Net(uint width, ushort high, sbyte low) { [Linear("width - 3", "high * low")] public partial Linear A { get; } [SelfAttention("high * low", nameof(width))] public partial SelfAttention B { get; } }"""),
        ("the constructor in a part of its own", """internal partial class Net(int width); [StableModel] internal partial class Net { [Linear(nameof(width), 3)] public partial Linear Head { get; } }"""),
        ("a part of the class around it", """internal partial class Outer<T> where T : Outer<T> { [StableModel] internal partial class Net(int width) { [Linear(nameof(width), 3)] public partial Linear A { get; } [Layer] public partial Outer<T>.Part B { get; } } [Sequence] internal partial class Part { [Linear(3, 3)] public partial Linear A { get; } } }"""),
    ];

    private static IEnumerable<TestCaseData> Cases => Declarations.Select(static d => new TestCaseData(d.Source).SetName("Hostile: " + d.Name));

    [TestCaseSource(nameof(Cases))]
    public void Hostile(string source)
    {
        var generation = Generation.Of(source);
        Assert.That(generation.Sources, Is.Not.Empty);
        generation.AssertClean();
    }

    [Test]
    public void A_program_of_top_level_statements() => Generation.OfProgram("""
        using var net = new Net(8);
        Console.WriteLine(net.Describe());

        [StableModel] internal partial class Net(int width) { [Linear(nameof(width), 3)] public partial Linear Head { get; } }
        """).AssertClean();

    [Test]
    public void There_are_at_least_a_hundred() => Assert.That(Declarations, Has.Length.GreaterThanOrEqualTo(100));

    [Test]
    public void The_same_attribute_twice_does_not_write_a_file_twice()
    {
        var generation = Generation.Of("[StableModel] internal partial class Net { [Linear(8, 8)] public partial Linear Head { get; } } [StableModel] internal partial class Net;");
        Assert.That(generation.Sources.Count(), Is.LessThanOrEqualTo(1));
    }

    [TestCase("[Lstm(8, long.MaxValue, Bidirectional = true)] public partial LSTM Only { get; }")]
    [TestCase("[AdaptiveAvgPool2d(8)] public partial AdaptiveAvgPool2d Eight { get; } [MaxPool2d(0, Stride = 0)] public partial MaxPool2d Only { get; }")]
    [TestCase("[AdaptiveAvgPool1d(8)] public partial AdaptiveAvgPool1d Eight { get; } [ConvTranspose1d(1, 1, long.MaxValue, Stride = long.MinValue)] public partial ConvTranspose1d Only { get; }")]
    [TestCase("[Upsample(long.MaxValue)] public partial Upsample One { get; } [Upsample(long.MaxValue)] public partial Upsample Only { get; }")]
    [TestCase("[Linear(\"9223372036854775807 * width\", \"width * 9223372036854775807 * width\")] public partial Linear Only { get; }")]
    [TestCase("[Layer(Args = [\"width: 9223372036854775807 * width\"])] public partial Part Only { get; }")]
    [TestCase("[MaxPool1d(3, Padding = long.MaxValue)] public partial MaxPool1d Only { get; }")]
    [TestCase("[MaxPool1d(\"9223372036854775807 * width\", Padding = \"9223372036854775807 * width\", Dilation = long.MaxValue)] public partial MaxPool1d Only { get; }")]
    [TestCase("[Conv1d(8, 8, 3, Groups = \"9223372036854775807 * width\", Padding = long.MaxValue, Dilation = \"width * 4611686018427387904\")] public partial Conv1d Only { get; }")]
    [TestCase("[SelfAttention(\"width * 3\", \"9223372036854775807 * width\", Rotary = true, KeyValueHeads = \"9223372036854775807 * width\")] public partial SelfAttention Only { get; }")]
    [TestCase("[PatchEmbedding(long.MinValue, 0, 0)] public partial PatchEmbedding Only { get; }")]
    public void Numbers_that_nothing_can_have_never_throw(string members) => Assert.That(Generation.Of($$"""
        [StableModel, AdamW] internal partial class Net(int width) { {{members}} }
        [Sequence] internal partial class Part(long width) { [Linear("2 * width", "3 * width")] public partial Linear Inner { get; } }
        """).Sources, Is.Not.Empty);
}
