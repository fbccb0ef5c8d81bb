using TorchSharp;

namespace StableModels.Tests.Training;

/// <summary>Runs every test inside a dispose scope of its own.</summary>
internal abstract class ScopedTest
{
    private DisposeScope _scope = null!;

    [SetUp]
    public void OpenScope()
    {
        _scope = torch.NewDisposeScope();
        torch.manual_seed(1);
    }

    [TearDown]
    public void CloseScope() => _scope.Dispose();
}
