using System.Reflection;
using TorchSharp;
using TorchSharp.Interop;

namespace StableModels.Torch.Tests;

public class OperatorTableTests
{
    private static bool HasFusedAttention => Aten.scaled_dot_product_attention.Exists;

    [Test]
    public void EveryOperatorInTheTableExistsInThisLibtorch()
    {
        var missing = typeof(Aten).GetFields(BindingFlags.Static | BindingFlags.NonPublic)
            .Select(field => (Operator)field.GetValue(null)!)
            .Where(op => !op.Exists && op != (HasFusedAttention ? Aten.attention : Aten.scaled_dot_product_attention)) // ours stands in before libtorch 2.0
            .Select(op => op.FullName);
        Assert.That(missing, Is.Empty);
    }
}
