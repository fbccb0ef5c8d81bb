using StableModels.Analyzers.Declarations;
using StableModels.Analyzers.Tests.Harness;
using StableModels.CodeFixes.Declarations;

namespace StableModels.Analyzers.Tests.Declarations;

/// <summary>SM0001 and SM0002, repaired. The faulty source does not compile without its generated part, so only the text is held.</summary>
[TestFixture]
public sealed class PartialDeclarationFixTests
{
    [TestCase(
        "// a net\n[StableModel]\npublic class Net(int width)\n{\n    // the head\n    [Linear(nameof(width), 10)] public Linear Head { get; set; } = null!; // last\n}\n",
        "// a net\n[StableModel]\npublic partial class Net(int width)\n{\n    // the head\n    [Linear(nameof(width), 10)] public partial Linear Head { get; } // last\n}\n")]
    [TestCase(
        "[StableModel]\nclass Net(int width)\n{\n    [Linear(nameof(width), 10)] public static partial Linear Head { get; }\n}\n",
        "[StableModel]\npartial class Net(int width)\n{\n    [Linear(nameof(width), 10)] public partial Linear Head { get; }\n}\n")]
    public async Task Made_partial(string before, string after)
    {
        const string Usings = "using StableModels;\nusing StableModels.Layers;\nusing TorchSharp.Modules;\n\n";
        static FixSession Session() => new(new DeclarationAnalyzer(), new PartialDeclarationFix());
        Assert.That(await Session().OneByOne(Usings + before), Is.EqualTo(Usings + after));
        Assert.That(await Session().AllAtOnce(Usings + before), Is.EqualTo(Usings + after));
        await Declared.IsSilent(Usings + after);
    }

    [TestCase("[StableModel] public class A@(int width) { [Linear(nameof(width), 10)] public partial Linear Head { get; } }\n")]
    [TestCase("[StableModel] public partial class A@(int width) { [Linear(nameof(width), 10)] public Linear Head { get; set; } = null!; }\n")]
    public Task Several_at_once(string declaration) => new FixSession(new DeclarationAnalyzer(), new PartialDeclarationFix()).RepairsAllAtOnce(
        "using StableModels;\nusing StableModels.Layers;\nusing TorchSharp.Modules;\n\n"
            + string.Concat(Enumerable.Range(0, Repeated.Times).Select(i => declaration.Replace("@", i.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal))));
}
