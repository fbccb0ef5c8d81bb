using StableModels.Analyzers.Tests.Harness;
using StableModels.Analyzers.Traps;
using StableModels.CodeFixes.Traps;

namespace StableModels.Analyzers.Tests.Traps;

/// <summary>SM5016: C# converts a constant 0 to any enumeration.</summary>
[TestFixture]
public sealed class ZeroAsScalarTypeTests
{
    private static string In(string line) => $$"""
        var x = randn(3, 4);
        const int first = 0;
        var dim = 0;
        {{line}}
        """;

    [TestCase("Console.WriteLine(x.sum([|0|]));")]
    [TestCase("Console.WriteLine(torch.sum(x, [|0|]));")]
    [TestCase("Console.WriteLine(x.prod([|0|]));")]
    [TestCase("Console.WriteLine(x.sum([|first|]));")]
    public Task Zero_alone(string line) => Rule<ZeroAsScalarType>.Finds(In(line));

    [TestCase("Console.WriteLine(x.sum(dim: 0));")]
    [TestCase("Console.WriteLine(x.sum(0L));")]
    [TestCase("Console.WriteLine(x.sum(1));")]
    [TestCase("Console.WriteLine(x.sum(-1));")]
    [TestCase("Console.WriteLine(x.sum(dim));")]
    [TestCase("Console.WriteLine(x.sum(0, true));")]
    [TestCase("Console.WriteLine(x.sum());")]
    [TestCase("Console.WriteLine(x.sum(ScalarType.Byte));")]
    [TestCase("Console.WriteLine(x.sum((ScalarType)0));")]
    [TestCase("Console.WriteLine(x.std(0));")]
    [TestCase("Console.WriteLine(x.argmax(0));")]
    [TestCase("Console.WriteLine(cat(new[] { x, x }, 0));")]
    public Task A_dimension_or_a_type(string line) => Rule<ZeroAsScalarType>.IsSilent(In(line));

    [TestCase("Console.WriteLine(x.sum([|0|])); // rows", "Console.WriteLine(x.sum(dim: 0)); // rows")]
    [TestCase("Console.WriteLine(torch.sum(x, [|first|]) + x.prod([|0|]));", "Console.WriteLine(torch.sum(x, dim: first) + x.prod(dim: 0));")]
    public Task Dimension_named(string before, string after) => Rule<ZeroAsScalarType>.IsFixedBy<ZeroAsScalarTypeFix>(In(before), In(after));
}
