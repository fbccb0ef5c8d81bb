using StableModels.Generator.Model.Layers;

namespace StableModels.Generator.Model.Expansion;

/// <summary>Looks ahead in the stream for the activation that decides a layer's gain.</summary>
internal static class Following
{
    /// <summary>The activation after member <paramref name="index"/>, past norms and what leaves the signal alone; <c>Identity</c> when weights come first.</summary>
    public static string Activation(IReadOnlyList<LayerUse> uses, int index)
    {
        foreach (var use in uses.Skip(index + 1))
        {
            switch (use.Layer.Role)
            {
                case LayerRole.Activation:
                    return use.Text("activation") ?? "Identity";
                case LayerRole.Transform:
                    return "Identity";
            }
        }

        return "Identity";
    }
}
