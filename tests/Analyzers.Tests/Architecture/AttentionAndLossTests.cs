using StableModels.Analyzers.Architecture;
using StableModels.Analyzers.Initialization;
using StableModels.Analyzers.Tests.Harness;
using StableModels.CodeFixes.Architecture;
using StableModels.CodeFixes.Initialization;

namespace StableModels.Analyzers.Tests.Architecture;

/// <summary>SM1005, SM1006, SM1010, SM1011 and SM2005.</summary>
[TestFixture]
public sealed class AttentionAndLossTests
{
    private static string In(string statements, string members = "", string constructor = "") => $$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear _q = nn.Linear(8, 8), _k = nn.Linear(8, 8), _v = nn.Linear(8, 8), _one = nn.Linear(8, 1);
            private readonly LayerNorm _n = nn.LayerNorm(8);
            private readonly Softmax _softmax = nn.Softmax(-1);
            {{members}}
            public Net() : base("net")
            {
                {{constructor}}
                RegisterComponents();
            }
            public override Tensor forward(Tensor x)
            {
                {{statements}}
                return x;
            }
        }
        """;

    [TestCase("var q = _q.forward(x); var k = _k.forward(x); x = functional.softmax(torch.[|matmul|](q, k.transpose(-2, -1)), -1);")]
    [TestCase("var q = _q.forward(x); var k = _k.forward(x); var a = q.[|matmul|](k.mT); a = a.masked_fill(a.isnan(), -1e4); x = a.softmax(-1).matmul(_v.forward(x));")]
    [TestCase("var q = _q.forward(x).view(2, 4, 2, 4).permute(0, 2, 1, 3); var k = _k.forward(x).view(2, 4, 2, 4).permute(0, 2, 3, 1); x = _softmax.forward(torch.[|matmul|](q, k) + 1);")]
    public Task Unscaled(string statements) => Rule<UnscaledAttention>.Finds(In(statements));

    [TestCase("x = functional.softmax(torch.matmul(_q.forward(x), _k.forward(x).transpose(-2, -1)) / Math.Sqrt(8), -1);")]
    [TestCase("x = functional.softmax(torch.matmul(_q.forward(x) * 0.35, _k.forward(x).transpose(-2, -1)), -1);")]
    [TestCase("var a = torch.matmul(_q.forward(x), _k.forward(x).mT); a = a.mul(0.35); x = a.softmax(-1);")]
    [TestCase("x = functional.softmax(torch.matmul(_n.forward(_q.forward(x)), _n.forward(_k.forward(x)).mT), -1);", Description = "QK-norm")]
    [TestCase("x = functional.softmax(torch.matmul(x, x.mT), -1);", Description = "Luong's dot attention: no projections")]
    [TestCase("x = functional.softmax(torch.matmul(x, _k.forward(x)), -1);")]
    [TestCase("x = functional.softmax(_q.forward(x), -1);")]
    [TestCase("x = torch.matmul(_q.forward(x), _k.forward(x).mT);")]
    [TestCase("x = functional.scaled_dot_product_attention(_q.forward(x), _k.forward(x), _v.forward(x));")]
    public Task Scaled(string statements) => Rule<UnscaledAttention>.IsSilent(In(statements));

    [TestCase("var q = _q.forward(x); x = torch.softmax(torch.[|matmul|](q, _k.forward(x).mT), -1);", "var q = _q.forward(x); x = torch.softmax(torch.matmul(q, _k.forward(x).mT) / Math.Sqrt(q.size(-1)), -1);")]
    [TestCase("var q = _q.forward(x); x = q.[|matmul|](_k.forward(x).mT).softmax(-1);", "var q = _q.forward(x); x = (q.matmul(_k.forward(x).mT) / Math.Sqrt(q.size(-1))).softmax(-1);")]
    public Task Scales(string before, string after) => Rule<UnscaledAttention>.IsFixedBy<AttentionScaleCodeFix>(In(before), In(after));

    // SM1006

    [TestCase("var loss = functional.cross_entropy(functional.[|softmax|](x, 1), x);")]
    [TestCase("var p = x.[|softmax|](1); var loss = nn.CrossEntropyLoss().forward(p, x);")]
    [TestCase("var loss = functional.cross_entropy([|_softmax|].forward(x), x);")]
    [TestCase("var m = nn.Sequential(nn.Linear(8, 8), nn.Softmax(1)); var loss = nn.CrossEntropyLoss().call([|m|].call(x), x);")]
    [TestCase("var loss = functional.binary_cross_entropy_with_logits(torch.[|sigmoid|](x), x);")]
    [TestCase("var loss = functional.nll_loss(functional.[|softmax|](x, 1), x);")]
    public Task Probabilities(string statements) => Rule<DoubleSoftmax>.Finds(In(statements));

    [TestCase("var loss = functional.cross_entropy(x, x);")]
    [TestCase("var loss = functional.nll_loss(functional.log_softmax(x, 1), x);")]
    [TestCase("var loss = functional.cross_entropy(functional.log_softmax(x, 1), x);", Description = "harmless: log_softmax of log_softmax is itself")]
    [TestCase("var loss = functional.binary_cross_entropy(torch.sigmoid(x), x);")]
    [TestCase("var loss = functional.mse_loss(functional.softmax(x, 1), x);")]
    [TestCase("var loss = functional.cross_entropy(x, functional.softmax(x, 1));", Description = "soft targets")]
    [TestCase("var p = functional.softmax(x, 1); var loss = functional.cross_entropy(x, x);")]
    public Task Logits(string statements) => Rule<DoubleSoftmax>.IsSilent(In(statements));

    [TestCase("var loss = functional.cross_entropy(functional.[|softmax|](x, 1), x);", "var loss = functional.cross_entropy(x, x);")]
    [TestCase("var p = x.[|softmax|](1); // p\n        var loss = functional.cross_entropy(p, x);", "var p = x; // p\n        var loss = functional.cross_entropy(p, x);")]
    [TestCase("var loss = functional.cross_entropy([|_softmax|].forward(x), x);", "var loss = functional.cross_entropy(x, x);")]
    [TestCase("var loss = functional.nll_loss(functional.[|softmax|](x, 1), x);", "var loss = functional.nll_loss(functional.log_softmax(x, 1), x);")]
    public Task Passes_logits(string before, string after) => Rule<DoubleSoftmax>.IsFixedBy<DoubleSoftmaxCodeFix>(In(before), In(after));

    private static string Trained(string result, string loss, string members = "", string net = "Net") => $$"""
        sealed class Net : Module<Tensor, Tensor>
        {
            private readonly Linear _fc = nn.Linear(8, 4);
            private readonly Module<Tensor, Tensor> _end = nn.Softmax(1);
            private readonly Module<Tensor, Tensor> _whole = nn.Sequential(("fc", nn.Linear(8, 4)), ("end", nn.Softmax(1)));
            {{members}}
            public Net() : base("net") { RegisterComponents(); }
            public override Tensor forward(Tensor x) { {{result}} }
            private Tensor Probabilities(Tensor x) => _fc.call(x).softmax(1);
        }

        sealed class Outer : Module<Tensor, Tensor>
        {
            private readonly Net _net = new();
            public Outer() : base("outer") { RegisterComponents(); }
            public override Tensor forward(Tensor x) => _net.call(x).squeeze(0);
        }

        static class Program
        {
            static void Run(Func<Tensor> loss) => loss();
            static void Each(Func<Tensor, Tensor, Tensor> loss) => loss(torch.ones(2, 8), torch.ones(2));
            static void Train({{net}} model, Tensor x, Tensor y)
            {
                var criterion = nn.CrossEntropyLoss();
                foreach (var batch in new[] { 1, 2 })
                {
                    {{loss}}
                }
            }
        }
        """;

    [TestCase("return _fc.call(x).softmax(1);")]
    [TestCase("return functional.softmax(_fc.call(x), 1).squeeze(0);")]
    [TestCase("x = _fc.call(x).relu(); return _end.call(x);")]
    [TestCase("return _whole.call(x);")]
    [TestCase("return Probabilities(x);")]
    [TestCase("using var scope = NewDisposeScope(); var y = _fc.call(x).softmax(1); return scope.MoveToOuter(y);")]
    [TestCase("if (training) { return _fc.call(x).softmax(1); } return _fc.call(x).softmax(-1);")]
    [TestCase("return training ? _fc.call(x).softmax(1) : _end.call(x);")]
    public Task Probabilities_of_another_class(string result) =>
        Rule<DoubleSoftmax>.Finds(Trained(result, "var output = [|model|].call(x); var loss = criterion.call(output, y);"));

    [TestCase("var loss = functional.cross_entropy([|model|].forward(x), y);")]
    [TestCase("var loss = functional.nll_loss([|model|].forward(x), y);")]
    [TestCase("var net = new Net(); var output = [|net|].call(x).view(-1, 4); var loss = functional.cross_entropy(output, y);")]
    [TestCase("var outer = new Outer(); var loss = criterion.call([|outer|].call(x), y);")]
    [TestCase("Run(() => functional.cross_entropy([|model|].call(x), y));", Description = "the trainer's step")]
    [TestCase("Run(() => { var output = [|model|].call(x); return criterion.call(output.view(-1, 4), y); });")]
    [TestCase("Each((a, b) => functional.cross_entropy([|model|].call(a), b));")]
    public Task Given_to_a_loss_that_applies_it(string loss) => Rule<DoubleSoftmax>.Finds(Trained("return _fc.call(x).softmax(1);", loss));

    [TestCase("return _fc.call(x);", "criterion.call(model.call(x), y);")]
    [TestCase("return _fc.call(x).log_softmax(1);", "criterion.call(model.call(x), y);", Description = "harmless")]
    [TestCase("return _fc.call(x).log_softmax(1);", "Run(() => functional.nll_loss(model.call(x), y));")]
    [TestCase("return _fc.call(x).softmax(1);", "var p = model.call(x); Run(() => functional.cross_entropy(x, p));", Description = "a teacher's soft targets")]
    [TestCase("return _fc.call(x).softmax(1);", "var p = model.call(x); Run(() => { p = x; return functional.cross_entropy(p, y); });")]
    [TestCase("return _fc.call(x).log_softmax(1);", "functional.nll_loss(model.call(x), y);")]
    [TestCase("return training ? _fc.call(x) : _fc.call(x).softmax(1);", "criterion.call(model.call(x), y);")]
    [TestCase("if (!training) { return _fc.call(x).softmax(1); } return _fc.call(x);", "criterion.call(model.call(x), y);")]
    [TestCase("return _fc.call(x).softmax(1) * x;", "criterion.call(model.call(x), y);", Description = "attention, not an output")]
    [TestCase("return _fc.call(_fc.call(x).softmax(1));", "criterion.call(model.call(x), y);")]
    [TestCase("return _fc.call(x).softmax(1).log();", "functional.nll_loss(model.call(x), y);")]
    [TestCase("return _fc.call(x).softmax(1);", "functional.mse_loss(model.call(x), y);")]
    [TestCase("return _fc.call(x).softmax(1);", "criterion.call(y, model.call(x));", Description = "a teacher's soft targets")]
    [TestCase("return _fc.call(x).softmax(1);", "functional.binary_cross_entropy_with_logits(model.call(x), y);", Description = "another mistake")]
    [TestCase("return _fc.call(x).sigmoid();", "functional.binary_cross_entropy(model.call(x), y);")]
    [TestCase("return _fc.call(x).softmax(1);", "criterion.call(model.call(x).log(), y);", Description = "log of probabilities is right")]
    [TestCase("throw new NotSupportedException(\"softmax\");", "criterion.call(model.call(x), y);")]
    public Task Outputs_that_fit(string result, string loss) => Rule<DoubleSoftmax>.IsSilent(Trained(result, loss));

    [Test]
    public Task A_sigmoid_before_the_loss_with_logits() => Rule<DoubleSoftmax>.Finds(
        Trained("return _fc.call(x).sigmoid().flatten();", "var loss = nn.BCEWithLogitsLoss().call([|model|].call(x), y);"));

    [Test]
    public Task A_module_of_any_kind_is_not_guessed() => Rule<DoubleSoftmax>.IsSilent(
        Trained("return _fc.call(x).softmax(1);", "criterion.call(model.call(x), y);", net: "Module<Tensor, Tensor>"));

    // SM1010 and SM1011

    [TestCase("x = torch.{|SM1010:log|}(functional.softmax(x, 1));")]
    [TestCase("x = x.softmax(1).{|SM1010:log|}();")]
    [TestCase("var p = functional.softmax(x, -1).to(torch.float16); x = torch.{|SM1010:log|}(p);", Description = "a conversion repairs nothing")]
    [TestCase("x = x.half().softmax(-1).to(torch.float32).{|SM1010:log|}();")]
    [TestCase("x = torch.{|SM1010:log|}(torch.sigmoid(x));")]
    [TestCase("x = torch.{|SM1010:log|}(1 - torch.sigmoid(x));")]
    [TestCase("x = (1 - x.sigmoid()).{|SM1010:log|}();")]
    [TestCase("x = torch.exp(x).sum(1).{|SM1010:log|}();")]
    [TestCase("x = torch.{|SM1010:log|}(1 + torch.exp(x));")]
    [TestCase("x = torch.{|SM1011:log|}(1 + x);")]
    [TestCase("x = (x + 1.0).{|SM1011:log|}();")]
    [TestCase("x = {|SM1011:torch.exp(x) - 1|};")]
    [TestCase("x = torch.where(x > 0, torch.{|SM1010:sqrt|}(x), x);")]
    [TestCase("x = torch.where(x.gt(0), x.{|SM1010:log|}(), x);")]
    [TestCase("var d = x.sum(-1, keepdim: true); x = torch.where(d != 0, {|SM1010:x / d|}, 0);")]
    [TestCase("var d = x.sum(-1, keepdim: true); x = torch.where(d.eq(0), zeros_like(x), x.{|SM1010:div|}(d));")]
    [TestCase("x = (x.unsqueeze(0) - x.unsqueeze(1)).pow(2).sum(-1).{|SM1010:sqrt|}();")]
    [TestCase("var d = x.unsqueeze(0) - x.unsqueeze(1); x = torch.{|SM1010:sqrt|}((d * d).sum(2));")]
    [TestCase("x = torch.{|SM1010:sqrt|}(torch.square(x.unsqueeze(1) - x.unsqueeze(0)).sum(-1));")]
    [TestCase("x = {|SM1010:_softmax|}.forward(_one.forward(x));")]
    [TestCase("x = functional.{|SM1010:softmax|}(_one.forward(x), -1);")]
    public Task Traps(string statements) => Rule<NumericalTrap>.Finds(In(statements));

    [TestCase("x = functional.log_softmax(x, 1);")]
    [TestCase("x = torch.log(x);")]
    [TestCase("x = torch.log(2 + x);")]
    [TestCase("x = torch.log1p(x);")]
    [TestCase("x = torch.log(1 - x);")]
    [TestCase("x = torch.log(2 - torch.sigmoid(x));")]
    [TestCase("x = torch.log(1 - torch.sigmoid(x) + 1e-7);", Description = "guarded, if clumsily")]
    [TestCase("x = torch.exp(x) - 2;")]
    [TestCase("x = torch.exp(x) - x;")]
    [TestCase("x = x.sum(1).log();")]
    [TestCase("x = torch.log(functional.softmax(x, 1) + 1e-9);", Description = "guarded, if clumsily")]
    [TestCase("x = torch.where(x > 0, torch.sqrt(x.clamp(1e-6)), x);")]
    [TestCase("x = torch.where(_q.forward(x) > 0, torch.sqrt(x), x);")]
    [TestCase("using (no_grad()) { x = torch.where(x > 0, torch.sqrt(x), x); }", Description = "nothing goes back")]
    [TestCase("x = torch.where(x != 0, x / 8, x);")]
    [TestCase("var d = x.sum(-1, keepdim: true); x = torch.where(d != 0, x / torch.where(d == 0, ones_like(d), d), 0);")]
    [TestCase("var d = x.sum(-1, keepdim: true); x = torch.where(x != 0, x / d, 0);", Description = "another value is asked")]
    [TestCase("x = torch.sqrt(x);")]
    [TestCase("x = x.pow(2).sum(-1).sqrt();", Description = "zero only where a whole row is")]
    [TestCase("x = ((x.unsqueeze(0) - x.unsqueeze(1)).pow(2).sum(-1) + 1e-12).sqrt();", Description = "guarded")]
    [TestCase("x = (x.unsqueeze(0) - _q.forward(x).unsqueeze(1)).pow(2).sum(-1).sqrt();", Description = "two sets of rows")]
    [TestCase("x = (x.unsqueeze(0) - x.unsqueeze(1)).abs().sum(-1).sqrt();", Description = "not the Euclidean distance")]
    [TestCase("x = functional.softmax(_one.forward(x), 1);", Description = "over the positions: attention pooling")]
    [TestCase("x = _softmax.forward(_q.forward(x));")]
    [TestCase("x = torch.sigmoid(_one.forward(x));")]
    public Task No_traps(string statements) => Rule<NumericalTrap>.IsSilent(In(statements));

    [TestCase("x = torch.{|SM1010:log|}(functional.softmax(x, 1)); // p", "x = x.log_softmax(1); // p")]
    [TestCase("x = (x * 2).softmax(1).{|SM1010:log|}();", "x = (x * 2).log_softmax(1);")]
    [TestCase("x = torch.{|SM1010:log|}(torch.sigmoid(x));", "x = torch.nn.functional.logsigmoid(x);")]
    [TestCase("x = torch.{|SM1010:log|}(1 - torch.sigmoid(x * 2)); // not", "x = torch.nn.functional.logsigmoid(-(x * 2)); // not")]
    [TestCase("x = (1 - x.sigmoid()).{|SM1010:log|}();", "x = torch.nn.functional.logsigmoid(-x);")]
    [TestCase("x = torch.exp(x).sum(1).{|SM1010:log|}();", "x = x.logsumexp(1);")]
    [TestCase("x = torch.{|SM1010:log|}(1 + torch.exp(x));", "x = torch.nn.functional.softplus(x);")]
    [TestCase("x = torch.{|SM1011:log|}(1 + x);", "x = x.log1p();")]
    [TestCase("x = {|SM1011:torch.exp(x) - 1|};", "x = x.expm1();")]
    [TestCase("object torch = x; x = {|SM1010:log|}(sigmoid(x)); Console.WriteLine(torch);", "object torch = x; x = global::TorchSharp.torch.nn.functional.logsigmoid(x); Console.WriteLine(torch);")]
    public Task Composes(string before, string after) => Rule<NumericalTrap>.IsFixedBy<NumericalTrapCodeFix>(In(before), In(after));

    [TestCase("x = torch.{|SM1010:log|}(/* p */ torch.softmax(x, 1));")]
    [TestCase("x = {|SM1011:torch.exp(x) /* e */ - 1|};")]
    public Task A_comment_in_between_is_not_lost(string statements) => Rule<NumericalTrap>.HasNoFix<NumericalTrapCodeFix>(In(statements));

    [Test]
    public Task A_conversion_in_between_is_not_lost() => Rule<NumericalTrap>.HasNoFix<NumericalTrapCodeFix>(In("x = x.softmax(1).to(torch.float16).{|SM1010:log|}();"));

    [Test]
    public Task A_sum_over_everything_has_no_fix() => Rule<NumericalTrap>.HasNoFix<NumericalTrapCodeFix>(In("x = torch.exp(x).sum().{|SM1010:log|}();"));

    // SM2005

    private const string Attend = "x = torch.softmax(torch.matmul(_q.forward(x), _k.forward(x).mT) / Math.Sqrt(8), -1).matmul(_v.forward(x));";

    [TestCase("init.{|SM2005:xavier_uniform_|}(_q.weight!, 2.0);", "init.xavier_uniform_(_q.weight!);")]
    [TestCase("init.{|SM2005:normal_|}(_k.weight!, 0, 1.0);", "init.xavier_uniform_(_k.weight!);")]
    public Task Large_queries(string before, string after) => Rule<WeightScale>.IsFixedBy<WeightScaleCodeFix>(In(Attend, constructor: before), In(Attend, constructor: after));

    [TestCase("init.xavier_uniform_(_v.weight!, 2.0);", Description = "the value may")]
    [TestCase("init.xavier_uniform_(_q.weight!);")]
    [TestCase("init.normal_(_k.weight!, 0, 0.02);")]
    [TestCase("init.xavier_uniform_(_q.weight!, 1.4);")]
    public Task Moderate_queries(string constructor) => Rule<WeightScale>.IsSilent(In(Attend, constructor: constructor));
}
