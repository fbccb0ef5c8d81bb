using StableModels.Generator.Model.Layers;

namespace StableModels.Generator.Model.Expansion;

/// <summary>Whether what flows into a member is what it takes.</summary>
internal static class StreamCheck
{
    /// <summary>Two sizes that are certainly not the same.</summary>
    public static bool Differ(Polynomial? a, Polynomial? b) =>
        a is not null && b is not null && !a.Equals(b) && !a.IsOpaque && !b.IsOpaque;

    public static void Meets(LayerUse use, Layer layer, Shape arriving, string from)
    {
        var wanted = layer.Input(use);
        if (arriving.Kind == ShapeKind.Unknown || wanted.Kind == ShapeKind.Unknown)
        {
            return;
        }

        var meets = arriving.Kind == wanted.Kind
            && (wanted.Kind != ShapeKind.Planes || arriving.Spatial.Count == wanted.Spatial.Count)
            && !Differ(arriving.Width, wanted.Width);
        if (!meets)
        {
            use.Fault(Rules.SizesDoNotMeet, layer.InputArgument, use.Member.Property, wanted.ToString(), from, arriving.ToString());
        }
    }
}
