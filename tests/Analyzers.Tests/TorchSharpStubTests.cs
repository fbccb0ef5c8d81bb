using Microsoft.CodeAnalysis.CSharp;
using StableModels.Analyzers.Tests.Harness;

namespace StableModels.Analyzers.Tests;

[TestFixture]
public sealed class TorchSharpStubTests
{
    [Test]
    public void Whole_api_list_compiles()
    {
        var compilation = CSharpCompilation.Create("Probe", [], [.. FrameworkReferences.All, TorchSharpStub.Reference]);
        Assert.That(compilation.GetTypeByMetadataName("TorchSharp.torch+nn+Module`2"), Is.Not.Null);
    }
}
