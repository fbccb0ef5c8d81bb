using StableModels.Analyzers.Tests.Harness;
using StableModels.Analyzers.Traps;
using StableModels.CodeFixes.Traps;

namespace StableModels.Analyzers.Tests.Traps;

/// <summary>SM5007 to SM5011.</summary>
[TestFixture]
public sealed class InitializationTrapTests
{
    private static string In(string statements) => $$"""
        class Weights
        {
            private readonly Linear _fc = nn.Linear(4, 4), _out = nn.Linear(4, 4);
            private readonly Embedding _tokens = nn.Embedding(4, 4);
            void Reset(Tensor w, Generator g)
            {
                {{statements}}
            }
        }
        """;

    [TestCase("nn.init.{|SM5007:trunc_normal_|}(w, std: 0.02);")]
    [TestCase("init.{|SM5007:trunc_normal_|}(_fc.weight!);")]
    [TestCase("init.{|SM5008:xavier_normal_|}(w);")]
    [TestCase("init.{|SM5008:glorot_normal_|}(w, 2.0);")]
    [TestCase("init.normal_(w, 0, 0.02, {|SM5009:g|});")]
    [TestCase("init.uniform_(w, generator: {|SM5009:new Generator(3)|});")]
    public Task Broken_initialisers(string statements) => Rule<BrokenInitializer>.Finds(In(statements));

    [TestCase("init.normal_(w, 0, 0.02);")]
    [TestCase("init.normal_(w, generator: null);")]
    [TestCase("init.xavier_uniform_(w);")]
    [TestCase("init.kaiming_normal_(w);")]
    [TestCase("w.normal_(0, 0.02, g);")]
    [TestCase("init.orthogonal_(w);")]
    [TestCase("trunc_normal_(w); static void trunc_normal_(Tensor t) { }")]
    public Task Sound_initialisers(string statements) => Rule<BrokenInitializer>.IsSilent(In(statements));

    [TestCase("init.{|SM5007:trunc_normal_|}(w, std: 0.02); // why", "init.normal_(w, std: 0.02); // why")]
    [TestCase("init.{|SM5007:trunc_normal_|}(w, 0, 0.02, -0.04, 0.04);", "init.normal_(w, 0, 0.02);")]
    [TestCase("init.{|SM5008:xavier_normal_|}(w, 2.0);", "init.xavier_uniform_(w, 2.0);")]
    [TestCase("init.normal_(w, 0, 0.02, {|SM5009:g|});", "using (torch.no_grad()) w.normal_(0, 0.02, g);")]
    [TestCase("object torch = w; init.normal_(w, generator: {|SM5009:g|}); Console.WriteLine(torch);", "object torch = w; using (global::TorchSharp.torch.no_grad()) w.normal_(generator: g); Console.WriteLine(torch);")]
    public Task Repairs_initialisers(string before, string after) => Rule<BrokenInitializer>.IsFixedBy<InitializerCodeFix>(In(before), In(after));

    [TestCase("[|using|] var t = init.normal_(w);")]
    [TestCase("[|using|] var t = init.zeros_(_fc.bias!);")]
    [TestCase("[|using|] (var t = init.kaiming_uniform_(_fc.weight!)) { }")]
    public Task Using_of_a_weight(string statements) => Rule<UsingOfInitializedWeight>.Finds(In(statements));

    [TestCase("var t = init.normal_(w);")]
    [TestCase("init.normal_(w);")]
    [TestCase("using var t = init.normal_(torch.empty(3));")]
    [TestCase("using var t = w.add(1);")]
    [TestCase("using var made = torch.empty(3); using var t = init.normal_(made);")]
    public Task Using_of_something_else(string statements) => Rule<UsingOfInitializedWeight>.IsSilent(In(statements));

    [Test]
    public Task Using_goes() => Rule<UsingOfInitializedWeight>.IsFixedBy<TrapsCodeFix>(
        In("// normal\n        [|using|] var t = init.normal_(w);"), In("// normal\n        var t = init.normal_(w);"));

    [TestCase("[|_out.weight|] = _tokens.weight;")]
    [TestCase("this.[|_out.weight|] = _fc.weight;", Description = "through this")]
    public Task Tied_weights(string statements) =>
        Rule<TiedWeights>.Finds(In(statements.Replace("this.[|_out.weight|]", "[|this._out.weight|]", StringComparison.Ordinal)));

    [TestCase("_out.weight = nn.Parameter(torch.zeros(4, 4));")]
    [TestCase("_out.bias = _fc.bias;")]
    [TestCase("var shared = _tokens.weight;")]
    [TestCase("_fc.weight = _fc.weight;")]
    public Task Untied_weights(string statements) => Rule<TiedWeights>.IsSilent(In(statements));
}
