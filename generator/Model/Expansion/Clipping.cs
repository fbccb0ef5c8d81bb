using StableModels.Generator.Model.Layers;

namespace StableModels.Generator.Model.Expansion;

/// <summary>The declared clipper as one call: TorchSharp's own function where there is one, else the stage that the trainer runs.</summary>
internal static class Clipping
{
    /// <param name="training">The declared training.</param>
    /// <param name="reserve">Gives a field name that nothing else has.</param>
    public static ClippingSpec? Of(EquatableArray<TrainingPart> training, Func<string, string> reserve)
    {
        if (training.FirstOrDefault(static part => part.Slot == TrainingSlots.Clipping) is not { } part)
        {
            return null;
        }

        switch (part.Attribute)
        {
            case "ClipNorm":
                var order = part.Named.Where(static n => n.StartsWith("NormType = ", StringComparison.Ordinal)).Select(static n => n.Substring("NormType = ".Length));
                return new ClippingSpec(new Call(Names.Nn + "utils.clip_grad_norm_", ["parameters()", .. part.Arguments, .. order]).ToString());
            case "ClipValue":
                return new ClippingSpec(new Call(Names.Nn + "utils.clip_grad_value_", ["parameters()", .. part.Arguments]).ToString());
            default:
                var field = reserve("Clipper");
                return new ClippingSpec($"({field} ??= new global::StableModels.Gradients.GradientClipper(this, {part.Creation})).Clip()", field);
        }
    }
}
