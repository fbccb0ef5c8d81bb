using StableModels.Analyzers.Architecture;
using StableModels.Analyzers.Tests.Harness;
using StableModels.Analyzers.Traps;

namespace StableModels.Analyzers.Tests;

/// <summary>A finding that its author has looked at is silenced as any analyzer's: by a pragma or by [SuppressMessage].</summary>
[TestFixture]
public sealed class SuppressionTests
{
    private const string ByPragma = "#pragma warning disable {0} // Looked at.";
    private const string EveryDepth = "stable_models.SM1001.depth = 0";
    private const string ByAttribute = "[System.Diagnostics.CodeAnalysis.SuppressMessage(\"StableModels\", \"{0}\", Justification = \"Looked at.\")]";

    [TestCase("{|SM1001:NormPlacement.Post|}", "")]
    [TestCase("NormPlacement.Post", ByPragma)]
    [TestCase("NormPlacement.Post", ByAttribute)]
    public Task Silences_a_declaration(string placement, string silencer) => Rule<PostNorm>.Finds($$"""
        using StableModels.Layers;

        {{Of(silencer, "SM1001")}}
        [ResidualBlock(Norm = {{placement}})]
        public partial class Block(int width)
        {
            [FeedForward(nameof(width), nameof(width))]
            public partial FeedForward Mlp { get; }
        }
        """, EveryDepth);

    [TestCase("{|SM5001:Net|}", "")]
    [TestCase("Net", ByPragma)]
    [TestCase("Net", ByAttribute)]
    public Task Silences_a_hand_written_module(string name, string silencer) => Rule<MissingRegistration>.Finds($$"""
        {{Of(silencer, "SM5001")}}
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear _layer = nn.Linear(4, 4);

            public {{name}}() : base("net")
            {
            }

            public override Tensor forward(Tensor x) => _layer.call(x);
        }
        """);

    [Test]
    public Task Is_over_where_the_pragma_restores() => Rule<PostNorm>.Finds("""
        using StableModels.Layers;

        #pragma warning disable SM1001
        [ResidualBlock(Norm = NormPlacement.Post)]
        public partial class First(int width)
        {
            [FeedForward(nameof(width), nameof(width))]
            public partial FeedForward Mlp { get; }
        }
        #pragma warning restore SM1001

        [ResidualBlock(Norm = {|SM1001:NormPlacement.Post|})]
        public partial class Second(int width)
        {
            [FeedForward(nameof(width), nameof(width))]
            public partial FeedForward Mlp { get; }
        }
        """, EveryDepth);

    private static string Of(string silencer, string id) => silencer.Replace("{0}", id, StringComparison.Ordinal);
}
