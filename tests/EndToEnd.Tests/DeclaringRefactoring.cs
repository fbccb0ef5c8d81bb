using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.EndToEnd.Tests;

/// <summary>
/// Declaring/Declared.cs is what the refactoring makes of Declaring/HandWritten.cs (the analyzers' tests hold it to that): here both run.
/// </summary>
[TestFixture]
public sealed class DeclaringRefactoring
{
    private static IEnumerable<TestCaseData> Pairs()
    {
        yield return new TestCaseData(() => (nn.Module<Tensor, Tensor>)new HandWritten.Mlp(8, 3), () => (nn.Module<Tensor, Tensor>)new Declared.Mlp(8, 3)).SetArgDisplayNames("Mlp");
        yield return new TestCaseData(() => (nn.Module<Tensor, Tensor>)new HandWritten.Block(8, 2), () => (nn.Module<Tensor, Tensor>)new Declared.Block(8, 2)).SetArgDisplayNames("Block");
        yield return new TestCaseData(() => (nn.Module<Tensor, Tensor>)new HandWritten.Residual(), () => (nn.Module<Tensor, Tensor>)new Declared.Residual()).SetArgDisplayNames("Residual");
    }

    [TestCaseSource(nameof(Pairs))]
    public void ParametersAndResultsAreTheSame(Func<nn.Module<Tensor, Tensor>> handWritten, Func<nn.Module<Tensor, Tensor>> declared)
    {
        using var scope = NewDisposeScope();
        using var before = handWritten();
        using var after = declared();

        Assert.That(Shapes(after), Is.EquivalentTo(Shapes(before)));

        after.load_state_dict(before.state_dict());
        before.eval();
        after.eval();
        var input = randn(5, 8);
        Assert.That(after.call(input).data<float>().ToArray(), Is.EqualTo(before.call(input).data<float>().ToArray()));
    }

    private static IEnumerable<string> Shapes(nn.Module module) =>
        module.named_parameters().Select(p => p.name + " [" + string.Join(", ", p.parameter.shape) + "]").ToList();
}
