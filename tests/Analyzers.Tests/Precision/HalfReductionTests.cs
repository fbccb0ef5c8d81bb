using StableModels.Analyzers.Precision;
using StableModels.Analyzers.Tests.Harness;
using StableModels.CodeFixes.Precision;

namespace StableModels.Analyzers.Tests.Precision;

/// <summary>SM4003 and the constants of SM4004: what FP16 rounds away or cannot hold.</summary>
[TestFixture]
public sealed class HalfReductionTests
{
    private static string In(string body) => $$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear _fc = nn.Linear(64, 64);
            private readonly Softmax _softmax = nn.Softmax(-1);
            private readonly CrossEntropyLoss _criterion = nn.CrossEntropyLoss();
            public Net() : base("net") { RegisterComponents(); }
            public override Tensor forward(Tensor x)
            {
                var mask = x > 0;
                {{body}}
            }
        }
        """;

    [TestCase("return x.half().{|SM4003:softmax|}(-1);")]
    [TestCase("return functional.{|SM4003:softmax|}(x.to(ScalarType.Float16), -1);")]
    [TestCase("var y = x.to_type(float16).reshape(-1, 64).relu(); return y.{|SM4003:sum|}();")]
    [TestCase("var y = (x.half() * 0.5).matmul(x.half()); return {|SM4003:_softmax|}.call(y);")]
    [TestCase("return functional.{|SM4003:cross_entropy|}(x.half(), x.argmax(-1));")]
    [TestCase("return {|SM4003:_criterion|}.call(x.half(), x.argmax(-1));")]
    [TestCase("return x.half().{|SM4003:norm|}();")]
    [TestCase("var y = _fc.call(x.half()); return functional.{|SM4003:log_softmax|}(y, -1);")]
    public Task Reductions_of_half_values(string body) => Rule<HalfReduction>.Finds(In(body));

    [TestCase("return x.softmax(-1);")]
    [TestCase("return x.half().to(float32).softmax(-1);")]
    [TestCase("return x.half().@float().softmax(-1);")]
    [TestCase("return x.half().softmax(-1, ScalarType.Float32);")]
    [TestCase("return x.half().sum(1, type: ScalarType.Float32);")]
    [TestCase("return (x.half() + x).softmax(-1);", Description = "the other operand widens it")]
    [TestCase("return x.bfloat16().softmax(-1);")]
    [TestCase("return x.half().relu();")]
    [TestCase("return x.half().mean();")]
    [TestCase("return x.half().argmax(-1).sum();")]
    [TestCase("var type = x.dtype; return x.half().to(type).softmax(-1);")]
    [TestCase("return (x.half() > 0).sum();", Description = "a count")]
    [TestCase("return functional.cross_entropy(_fc.call(x.half()).@float(), x.argmax(-1));")]
    public Task Wide_or_no_reduction(string body) => Rule<HalfReduction>.IsSilent(In(body));

    private static string Program(string model, string loss) => $$"""
        {{model}}
        var criterion = nn.MSELoss();
        {{loss}}
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear _fc = nn.Linear(64, 64);
            public Net() : base("net") { RegisterComponents(); }
            public override Tensor forward(Tensor x) => _fc.call(x);
        }
        class Wide : Module<Tensor, Tensor>
        {
            private readonly Linear _fc = nn.Linear(64, 64);
            public Wide() : base("wide") { RegisterComponents(); }
            public override Tensor forward(Tensor x) => _fc.call(x).to(float32);
        }
        """;

    [TestCase("var model = new Net().half();", "{|SM4003:criterion|}.call(model.call(randn(8)), randn(8)).backward();")]
    [TestCase("var model = new Net(); model.to(ScalarType.Float16);", "functional.{|SM4003:mse_loss|}(model.call(randn(8)), randn(8)).backward();")]
    public Task Loss_of_a_half_model(string model, string loss) => Rule<HalfReduction>.Finds(Program(model, loss));

    [TestCase("var model = new Net();", "criterion.call(model.call(randn(8)), randn(8)).backward();")]
    [TestCase("var model = new Net().bfloat16();", "criterion.call(model.call(randn(8)), randn(8)).backward();")]
    [TestCase("var model = new Net().half(); model.@float();", "criterion.call(model.call(randn(8)), randn(8)).backward();")]
    [TestCase("var model = new Net().half();", "criterion.call(model.call(randn(8)).to(float32), randn(8)).backward();")]
    [TestCase("var model = new Wide().half();", "criterion.call(model.call(randn(8)), randn(8)).backward();", Description = "the model casts itself")]
    public Task Loss_in_FP32(string model, string loss) => Rule<HalfReduction>.IsSilent(Program(model, loss));

    [TestCase("return x.half().{|SM4003:softmax|}(-1);", "return x.half().to(torch.float32).softmax(-1).to(torch.float16);")]
    [TestCase("return functional.{|SM4003:cross_entropy|}(x.half(), x.argmax(-1)); // in half", "return functional.cross_entropy(x.half().to(torch.float32), x.argmax(-1)); // in half")]
    [TestCase("return {|SM4003:_criterion|}.call(x.half(), x.argmax(-1));", "return _criterion.call(x.half().to(torch.float32), x.argmax(-1));")]
    public Task Widened(string before, string after) => Rule<HalfReduction>.IsFixedBy<WidenReductionFix>(In(before), In(after));

    [TestCase("return x.half().masked_fill(mask, {|SM4004:-1e9|});")]
    [TestCase("var scores = x.half(); scores.masked_fill_(mask, {|SM4004:-1e5f|}); return scores;")]
    [TestCase("return x.half() + {|SM4004:1e-8|};")]
    [TestCase("return x.half().clamp_min({|SM4004:1e-12|});")]
    [TestCase("return (1 - mask.half()) * {|SM4004:-1e9|};")]
    public Task Constants_beyond_FP16(string body) => Rule<HalfReduction>.Finds(In(body));

    [TestCase("return x.masked_fill(mask, -1e9);")]
    [TestCase("return x.half().masked_fill(mask, -1e4);")]
    [TestCase("return x.half().masked_fill(mask, double.NegativeInfinity);")]
    [TestCase("return x.half().masked_fill(mask, -65504);")]
    [TestCase("return x.half().to(float32).masked_fill(mask, -1e9);")]
    [TestCase("return x.half() + 1e-4;")]
    [TestCase("return x.bfloat16().masked_fill(mask, -1e9);")]
    [TestCase("return x + 1e-8;")]
    [TestCase("return x.half().reshape(100000, -1);")]
    public Task Constants_that_are_held(string body) => Rule<HalfReduction>.IsSilent(In(body));

    [TestCase("return x.half().masked_fill(mask, {|SM4004:-1e9|});", "return x.half().masked_fill(mask, -65504);")]
    [TestCase("return x.half() + {|SM4004:1e-8|}; // eps", "return x.half() + 1e-4; // eps")]
    public Task Constants_replaced(string before, string after) => Rule<HalfReduction>.IsFixedBy<HalfConstantFix>(In(before), In(after));
}
