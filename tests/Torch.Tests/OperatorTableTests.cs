using System.Reflection;
using TorchSharp.Interop;

namespace StableModels.Torch.Tests;

public class OperatorTableTests
{
    [Test]
    public void EveryOperatorInTheTableExistsInThisLibtorch()
    {
        var missing = typeof(Aten).GetFields(BindingFlags.Static | BindingFlags.NonPublic)
            .Select(field => (Operator)field.GetValue(null)!)
            .Where(op => !op.Exists)
            .Select(op => op.FullName);
        Assert.That(missing, Is.Empty);
    }
}
