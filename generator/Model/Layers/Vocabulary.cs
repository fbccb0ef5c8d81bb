namespace StableModels.Generator.Model.Layers;

/// <summary>Every layer attribute, by the attribute class's name.</summary>
internal static class Vocabulary
{
    private static readonly Dictionary<string, Layer> Known = new Layer[]
    {
        new EmbeddingLayer(),
        new LearnedPositionsLayer(),
        new LayerNormLayer(),
        new LinearLayer(),
        new SelfAttentionLayer(),
        new FeedForwardLayer(),
        new StackLayer(),
    }.ToDictionary(static layer => layer.Attribute, StringComparer.Ordinal);

    public static Layer? Find(string attribute) => Known.TryGetValue(attribute, out var layer) ? layer : null;
}
