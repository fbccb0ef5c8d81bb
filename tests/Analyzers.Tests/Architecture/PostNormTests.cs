using StableModels.Analyzers.Architecture;
using StableModels.Analyzers.Tests.Harness;

namespace StableModels.Analyzers.Tests.Architecture;

[TestFixture]
public sealed class PostNormTests
{
    [Test]
    public Task Transformer_encoder_layer_is_always_post_norm() => Rule<PostNormAnalyzer>.Finds("""
        class Model
        {
            Module<Tensor, Tensor> _layer = nn.[|TransformerEncoderLayer|](64, 4);
        }
        """);
}
