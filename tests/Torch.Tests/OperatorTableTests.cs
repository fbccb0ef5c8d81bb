using System.Reflection;
using TorchSharp;
using TorchSharp.Interop;

namespace StableModels.Torch.Tests;

public class OperatorTableTests
{
    [Test]
    public void EveryOperatorInTheTableExistsInThisLibtorch()
    {
        var missing = typeof(Aten).GetFields(BindingFlags.Static | BindingFlags.NonPublic)
            .Select(field => (Operator)field.GetValue(null)!)
            .Where(op => !op.Exists && op != Aten.attention && op != Aten.scaled_dot_product_attention) // the one before libtorch 2.0, the other since
            .Select(op => op.FullName);
        Assert.That(missing, Is.Empty);
    }
}
