using StableModels.Analyzers.Architecture;
using StableModels.Analyzers.Tests.Harness;
using StableModels.CodeFixes.Architecture;

namespace StableModels.Analyzers.Tests.Architecture;

/// <summary>SM1006: the softmax at a model's end goes where nothing in the compilation reads its probabilities.</summary>
[TestFixture]
public sealed class ModuleEndTests
{
    private static string Net(string result, string members = "", string header = "sealed class Net : Module<Tensor, Tensor>") => $$"""
        {{header}}
        {
            private readonly Linear _fc = nn.Linear(8, 4);
            private readonly Module<Tensor, Tensor> _end = nn.Softmax(1);
            public Net() : base("net") { RegisterComponents(); }
            public override Tensor forward(Tensor x)
            {
                {{result}}
            }
            {{members}}
        }
        """;

    private static string Trainer(string loss, string other = "") => $$"""

        static class Trainer
        {
            static readonly Loss<Tensor, Tensor, Tensor> criterion = nn.CrossEntropyLoss();
            static void Run(Func<Tensor> loss) => loss().backward();
            static void Train(Net model, Tensor x, Tensor y)
            {
                {{loss}}
            }
            {{other}}
        }
        """;

    private const string Loss = "criterion.call([|model|].call(x), y).backward();";

    private static string Unmarked(string loss) => loss.Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal);

    private static Task IsFixed(string before, string after, string loss = Loss, string other = "") =>
        Rule<DoubleSoftmax>.IsFixedBy<DoubleSoftmaxCodeFix>(Net(before) + Trainer(loss, other), Net(after) + Trainer(Unmarked(loss), other));

    [TestCase("return _fc.call(x).softmax(1);", "return _fc.call(x);")]
    [TestCase("return functional.softmax(_fc.call(x), dim: 1); // classes", "return _fc.call(x); // classes")]
    [TestCase("return torch.softmax(_fc.call(x /* pixels */), 1);", "return _fc.call(x /* pixels */);")]
    [TestCase("x = _fc.call(x).relu(); return _end.call(x);", "x = _fc.call(x).relu(); return x;")]
    [TestCase("var p = _fc.call(x).softmax(1); // p\n        return p.view(-1, 4);", "var p = _fc.call(x); // p\n        return p.view(-1, 4);")]
    [TestCase("using var scope = NewDisposeScope(); return scope.MoveToOuter(_fc.call(x).softmax(1));", "using var scope = NewDisposeScope(); return scope.MoveToOuter(_fc.call(x));")]
    [TestCase("if (training) { return _fc.call(x).softmax(1); } return _fc.call(x.relu()).softmax(-1);", "if (training) { return _fc.call(x); } return _fc.call(x.relu());")]
    [TestCase("return training ? _fc.call(x).softmax(1) : _end.call(x);", "return training ? _fc.call(x) : x;")]
    public Task Returns_logits(string before, string after) => IsFixed(before, after);

    [TestCase("var output = [|model|].call(x); functional.cross_entropy(output.view(-1, 4), y).backward(); var hits = output.argmax(1).eq(y).sum();")]
    [TestCase("Run(() => functional.cross_entropy([|model|].call(x), y)); var best = torch.argmax(model.call(x).cpu(), 1);")]
    [TestCase("foreach (var i in new[] { 1, 2 }) { criterion.call([|model|].call(x), y).backward(); }")]
    [TestCase("model.to(CPU); model.train(); model.call(x); var all = model.parameters(); criterion.call([|model|].call(x), y).backward();", Description = "an output that nobody reads")]
    [TestCase("var embedding = nn.Linear(8, 8); criterion.call([|model|].call(embedding.call(x).softmax(1)), y).backward();")]
    public Task Read_by_losses_and_for_the_largest_alone(string loss) => IsFixed("return _fc.call(x).softmax(1);", "return _fc.call(x);", loss);

    [Test]
    public Task Two_losses() => IsFixed(
        "return _fc.call(x).softmax(1);", "return _fc.call(x);",
        "criterion.call([|model|].call(x), y).backward(); functional.cross_entropy([|model|].forward(x), y).backward();");

    [Test]
    public Task A_sigmoid() => Rule<DoubleSoftmax>.IsFixedBy<DoubleSoftmaxCodeFix>(
        Net("return _fc.call(x).sigmoid();") + Trainer("functional.binary_cross_entropy_with_logits([|model|].call(x), y); model.call(x).argmax(0);"),
        Net("return _fc.call(x);") + Trainer("functional.binary_cross_entropy_with_logits(model.call(x), y); model.call(x).argmax(0);"));

    [Test]
    public Task In_a_program() => Rule<DoubleSoftmax>.IsFixedBy<DoubleSoftmaxCodeFix>(
        "var model = new Net(); functional.cross_entropy([|model|].call(randn(2, 8)), zeros(2)).backward();\n" + Net("return _fc.call(x).softmax(1);", header: "public sealed class Net : Module<Tensor, Tensor>"),
        "var model = new Net(); functional.cross_entropy(model.call(randn(2, 8)), zeros(2)).backward();\n" + Net("return _fc.call(x);", header: "public sealed class Net : Module<Tensor, Tensor>"));

    [TestCase("var p = model.call(x); Console.WriteLine(p.max());")]
    [TestCase("var p = model.call(x).max(1);")]
    [TestCase("var sure = model.call(x) > 0.5;")]
    [TestCase("var first = model.call(x)[0, 0].item<float>();")]
    [TestCase("var best = model.call(x).argmax(0);", Description = "over the batch: a softmax changes the order there")]
    [TestCase("var best = model.call(x).argmax();")]
    [TestCase("var best = model.call(x).view(-1, 2).argmax(1);")]
    [TestCase("var entropy = functional.mse_loss(model.call(x), y);")]
    [TestCase("criterion.call(x, model.call(x)).backward();", Description = "soft targets")]
    [TestCase("Func<Tensor, Tensor> predict = model.call;")]
    [TestCase("Run(() => model.call(x));")]
    [TestCase("var whole = nn.Sequential(model, nn.Linear(4, 4));")]
    [TestCase("Module<Tensor, Tensor> any = new Net(); var whole = nn.Sequential((\"net\", any), (\"fc\", nn.Linear(4, 4)));")]
    [TestCase("var list = new Module<Tensor, Tensor>[] { model }; var whole = nn.Sequential(list);")]
    [TestCase("dynamic any = model; any.call(x);")]
    [TestCase("Func<Tensor> predict = () => [|model|].call(x); functional.cross_entropy(predict(), y).backward(); Console.WriteLine(predict);")]
    [TestCase("var served = new System.Runtime.CompilerServices.StrongBox<Net> { Value = model };")]
    [TestCase("var p = model.call(x); System.Threading.Tasks.Task.Run(Show); void Show() => Console.WriteLine(p);")]
    public Task Probabilities_that_are_read(string use) => Rule<DoubleSoftmax>.HasNoFix<DoubleSoftmaxCodeFix>(
        Net("return _fc.call(x).softmax(1);") + Trainer(Loss + " " + use));

    [TestCase("static Tensor Predict(Module<Tensor, Tensor> any, Tensor x) => any.call(x);", Description = "may be this model")]
    [TestCase("static Tensor Predict(Net net, Tensor x) => net.forward(x);")]
    [TestCase("static Net? Best; static Tensor Best2 => Best!.call(ones(1, 8));")]
    [TestCase("static readonly Tensor First = new Net().call(ones(1, 8));")]
    [TestCase("static Tensor Largest(IModule<Tensor, Tensor> any) => any.call(ones(1, 8));")]
    [TestCase("static Tensor All<T>(T any) where T : Module<Tensor, Tensor> => any.call(ones(1, 8));")]
    public Task Read_elsewhere(string other) => Rule<DoubleSoftmax>.HasNoFix<DoubleSoftmaxCodeFix>(Net("return _fc.call(x).softmax(1);") + Trainer(Loss, other));

    [TestCase("static Tensor Predict(Linear any, Tensor x) => any.call(x);")]
    [TestCase("static Tensor Predict(Sequential any, Tensor x) => any.call(x);")]
    [TestCase("static Tensor Loss(Net net, Tensor x, Tensor y) => functional.cross_entropy(net.call(x), y);")]
    public Task Others_are_read(string other) => Rule<DoubleSoftmax>.IsFixedBy<DoubleSoftmaxCodeFix>(
        Net("return _fc.call(x).softmax(1);") + Trainer(Loss, other.Replace("cross_entropy(net", "cross_entropy([|net|]", StringComparison.Ordinal)),
        Net("return _fc.call(x);") + Trainer(Unmarked(Loss), other));

    [TestCase("return Probabilities(x);", "private Tensor Probabilities(Tensor x) => _fc.call(x).softmax(1);")]
    [TestCase("return _fc.call(x).softmax(1);", "public Tensor Predict(Tensor x) => forward(x);")]
    [TestCase("return _fc.call(x) // logits\n            .softmax(1);", "", Description = "the comment would go")]
    [TestCase("return torch.softmax(_fc.call(x), 1 /* classes */);", "", Description = "this one too")]
    [TestCase("return functional.softmax(_fc.call(x), 1, ScalarType.Float64);", "", Description = "the conversion would go")]
    [TestCase("var p = _fc.call(x).softmax(1); Console.WriteLine(p.max()); return p;", "")]
    public Task An_end_that_does_more(string result, string members) => Rule<DoubleSoftmax>.HasNoFix<DoubleSoftmaxCodeFix>(Net(result, members) + Trainer(Loss));

    [Test]
    public Task A_model_for_other_projects() => Rule<DoubleSoftmax>.HasNoFix<DoubleSoftmaxCodeFix>(
        Net("return _fc.call(x).softmax(1);", header: "public sealed class Net : Module<Tensor, Tensor>") + Trainer(Loss));

    [TestCase("internal static class Models { internal static Module<Tensor, Tensor> Create() => new Net(); }", Description = "a library gives it away as a type of others")]
    [TestCase("[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"Tests\")]")]
    public Task A_model_that_others_may_get(string code) => Rule<DoubleSoftmax>.HasNoFix<DoubleSoftmaxCodeFix>(
        code.StartsWith('[') ? code + Net("return _fc.call(x).softmax(1);") + Trainer(Loss) : Net("return _fc.call(x).softmax(1);") + Trainer(Loss) + code);

    [Test]
    public Task Likelihoods_are_not_logits() => Rule<DoubleSoftmax>.HasNoFix<DoubleSoftmaxCodeFix>(
        Net("return _fc.call(x).softmax(1);") + Trainer("functional.nll_loss([|model|].call(x), y);"));

    [Test]
    public async Task A_model_in_a_file_of_its_own()
    {
        var session = new FixSession(new TorchSharpCodeAnalyzer([new DoubleSoftmax()]), new DoubleSoftmaxCodeFix());
        var fixedFiles = await session.AllInProject(Markup.Parse(Trainer(Loss)).Source, Net("return _fc.call(x).softmax(1);"));
        Assert.That(fixedFiles, Is.EqualTo(new[] { Trainer(Unmarked(Loss)), Net("return _fc.call(x);") }));
    }
}
