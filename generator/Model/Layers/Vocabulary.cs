namespace StableModels.Generator.Model.Layers;

/// <summary>Every layer attribute, by the attribute class's name.</summary>
internal static class Vocabulary
{
    private static readonly Dictionary<string, Layer> Known = All().ToDictionary(static layer => layer.Attribute, StringComparer.Ordinal);

    public static Layer? Find(string attribute) => Known.TryGetValue(attribute, out var layer) ? layer : null;

    private static IEnumerable<Layer> All()
    {
        yield return new EmbeddingLayer("Embedding");
        yield return new EmbeddingLayer("EmbeddingBag");
        yield return new LearnedPositionsLayer();
        yield return new SinusoidalPositionsLayer();
        yield return new LinearLayer();
        yield return new BilinearLayer();
        yield return new SelfAttentionLayer();
        yield return new CrossAttentionLayer();
        yield return new FeedForwardLayer();
        yield return new MixtureOfExpertsLayer();
        yield return new LayerNormLayer();
        yield return new RmsNormLayer();
        yield return new GroupNormLayer();
        for (var rank = 1; rank <= 3; rank++)
        {
            yield return new ConvolutionLayer(rank, transposed: false);
            yield return new ConvolutionLayer(rank, transposed: true);
            yield return new PoolingLayer(rank, "Max");
            yield return new PoolingLayer(rank, "Avg");
            yield return new AdaptivePoolingLayer(rank);
            yield return new ChannelNormLayer(rank, "Batch");
            yield return new ChannelNormLayer(rank, "Instance");
        }

        yield return new PatchEmbeddingLayer();
        yield return new MeanPoolingLayer();
        yield return new FlattenLayer();
        yield return new UpsampleLayer();
        yield return new ActivationModuleLayer();
        yield return new DropoutLayer("DropoutAttribute", "TorchSharp.Modules.Dropout", Names.Nn + "Dropout");
        yield return new DropoutLayer("StochasticDepthAttribute", "StableModels.Layers.StochasticDepth", "new " + Names.Layers + "StochasticDepth");
        yield return new RecurrentLayer("Lstm");
        yield return new RecurrentLayer("Gru");
        yield return new RecurrentLayer("Rnn");
        yield return new ModuleLayer();
        yield return new StackLayer();
    }
}
