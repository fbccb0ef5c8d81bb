using StableModels.Analyzers.Tests.Harness;
using StableModels.Analyzers.Traps;
using StableModels.CodeFixes.Traps;

namespace StableModels.Analyzers.Tests.Traps;

/// <summary>SM5017: dropout functions and the module's mode.</summary>
[TestFixture]
public sealed class DropoutInEvalTests
{
    private static string In(string body) => $$"""
        class Attention : Module<Tensor, Tensor>
        {
            private readonly double _rate = 0.1;
            private readonly Dropout _dropout = nn.Dropout(0.1);
            public Attention() : base("attention") { RegisterComponents(); }
            public override Tensor forward(Tensor x)
            {
                {{body}}
            }
        }
        """;

    [TestCase("return functional.[|dropout|](x);")]
    [TestCase("return functional.[|dropout|](x, 0.1);")]
    [TestCase("return functional.dropout(x, 0.1, [|true|]);")]
    [TestCase("return functional.dropout2d(x, 0.1, [|true|]);")]
    [TestCase("return functional.scaled_dot_product_attention(x, x, x, p: [|0.1|]);")]
    [TestCase("return functional.scaled_dot_product_attention(x, x, x, null, [|_rate|], true);")]
    public Task On_in_every_mode(string body) => Rule<DropoutInEval>.Finds(In(body));

    [TestCase("return functional.dropout(x, 0.1, training);")]
    [TestCase("return functional.dropout(x, 0.1, this.training);")]
    [TestCase("return functional.dropout(x, training: false);")]
    [TestCase("return functional.dropout(x, p: 0.5, training: true);", Description = "meant, as the argument's name says")]
    [TestCase("return training ? functional.dropout(x, 0.1) : x;")]
    [TestCase("if (training) x = functional.dropout(x); return x;")]
    [TestCase("if (!training) return x; return functional.dropout(x);")]
    [TestCase("return _dropout.call(x);")]
    [TestCase("return functional.alpha_dropout(x, 0.1);", Description = "off by default")]
    [TestCase("return functional.scaled_dot_product_attention(x, x, x);")]
    [TestCase("return functional.scaled_dot_product_attention(x, x, x, p: 0);")]
    [TestCase("return functional.scaled_dot_product_attention(x, x, x, p: training ? _rate : 0);")]
    [TestCase("var p = training ? _rate : 0; return functional.scaled_dot_product_attention(x, x, x, p: p);")]
    public Task Off_in_eval(string body) => Rule<DropoutInEval>.IsSilent(In(body));

    [Test]
    public Task Outside_of_a_module() => Rule<DropoutInEval>.IsSilent("Console.WriteLine(functional.dropout(randn(3)));");

    [TestCase("return functional.[|dropout|](x, 0.1); // drop", "return functional.dropout(x, 0.1, training: training); // drop")]
    [TestCase("return functional.dropout(x, 0.1, [|true|]);", "return functional.dropout(x, 0.1, training);")]
    [TestCase("return functional.scaled_dot_product_attention(x, x, x, p: [|_rate|], is_casual: true);", "return functional.scaled_dot_product_attention(x, x, x, p: training ? _rate : 0, is_casual: true);")]
    public Task The_mode_decides(string before, string after) => Rule<DropoutInEval>.IsFixedBy<DropoutInEvalFix>(In(before), In(after));
}
