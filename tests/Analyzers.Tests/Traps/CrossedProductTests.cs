using StableModels.Analyzers.Tests.Harness;
using StableModels.Analyzers.Traps;
using StableModels.CodeFixes.Traps;

namespace StableModels.Analyzers.Tests.Traps;

/// <summary>SM5018: TorchSharp's baddbmm hands its tensors on in the wrong order.</summary>
[TestFixture]
public sealed class CrossedProductTests
{
    private static string In(string line) => $$"""
        var x = randn(2, 3, 3);
        var a = randn(2, 3, 3);
        var b = randn(2, 3, 3);
        var scale = 0.5f;
        var product = new Product();
        {{line}}

        class Product
        {
            public Tensor baddbmm(Tensor input, Tensor batch1, Tensor batch2) => input + batch1.bmm(batch2);
        }
        """;

    [TestCase("Console.WriteLine(torch.[|baddbmm|](x, a, b));")]
    [TestCase("Console.WriteLine([|baddbmm|](x, a, b));", Description = "using static")]
    [TestCase("Console.WriteLine(x.[|baddbmm|](a, b));")]
    [TestCase("Console.WriteLine(x?.[|baddbmm|](a, b));")]
    [TestCase("Console.WriteLine(x.[|baddbmm|](batch2: b, batch1: a));")]
    [TestCase("Func<Tensor, Tensor> f = y => y.[|baddbmm|](a, b); Console.WriteLine(f(x));")]
    public Task Crossed(string line) => Rule<CrossedProduct>.Finds(In(line));

    [TestCase("Console.WriteLine(torch.bmm(a, b));")]
    [TestCase("Console.WriteLine(a.bmm(b));")]
    [TestCase("Console.WriteLine(x + a.bmm(b));")]
    [TestCase("Console.WriteLine(torch.addbmm(x[0], a, b));")]
    [TestCase("Console.WriteLine(x[0].addbmm(a, b));")]
    [TestCase("Console.WriteLine(torch.addmm(x[0], a[0], b[0], 1, 1));")]
    [TestCase("Console.WriteLine(product.baddbmm(x, a, b));", Description = "another type's")]
    [TestCase("Console.WriteLine(nameof(baddbmm));")]
    public Task Not_crossed(string line) => Rule<CrossedProduct>.IsSilent(In(line));

    [TestCase("Console.WriteLine(torch.[|baddbmm|](x, a, b)); // scores", "Console.WriteLine(x + a.bmm(b)); // scores")]
    [TestCase("Console.WriteLine(x.[|baddbmm|](a, b));", "Console.WriteLine(x + a.bmm(b));")]
    [TestCase("var y = x.[|baddbmm|](batch2: b, batch1: a, alpha: scale);", "var y = x + scale * a.bmm(b);")]
    [TestCase("var y = torch.[|baddbmm|](x, a, b, 0.5f, 1);", "var y = 0.5f * x + a.bmm(b);")]
    [TestCase("var y = torch.[|baddbmm|](x, a, b, beta: -2, alpha: -scale);", "var y = -2 * x + -scale * a.bmm(b);")]
    [TestCase("var y = 2 * torch.[|baddbmm|](x - a, a - b, b - x);", "var y = 2 * (x - a + (a - b).bmm(b - x));")]
    [TestCase("var y = torch.[|baddbmm|](x, a, b).exp();", "var y = (x + a.bmm(b)).exp();")]
    [TestCase("var y = torch.[|baddbmm|](x,\n    a,\n    b);", "var y = x + a.bmm(b);")]
    public Task Written_out(string before, string after) => Rule<CrossedProduct>.IsFixedBy<CrossedProductFix>(In(before), In(after));

    [Test]
    public Task One_in_the_other_written_out_from_the_inside() => Rule<CrossedProduct>.IsFixedBy<CrossedProductFix>(
        In("var y = torch.[|baddbmm|](torch.[|baddbmm|](x, a, b), a, b);"), In("var y = x + a.bmm(b) + a.bmm(b);"), commands: 2);

    [TestCase("var y = torch.[|baddbmm|](x, a, b, beta: 0);", Description = "PyTorch does not read x")]
    [TestCase("var y = torch.[|baddbmm|](x, a, b, beta: scale);", Description = "may be 0")]
    [TestCase("var y = torch.[|baddbmm|](x, a, /* keys */ b);")]
    [TestCase("var y = x?.[|baddbmm|](a, b);")]
    [TestCase("torch.[|baddbmm|](x, a, b);", Description = "a sum is no statement")]
    public Task Left_as_it_is(string line) => Rule<CrossedProduct>.HasNoFix<CrossedProductFix>(In(line));
}
