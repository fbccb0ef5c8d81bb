using StableModels.Generator.Model.Layers;

namespace StableModels.Generator.Model.Expansion;

/// <summary>The declared clipper as one call. Clippers that remember past norms live in the trainer alone and have none.</summary>
internal static class Clipping
{
    public static Call? Of(EquatableArray<TrainingPart> training)
    {
        foreach (var part in training)
        {
            var function = part.Attribute switch
            {
                "ClipNorm" => "clip_grad_norm_",
                "ClipValue" => "clip_grad_value_",
                _ => null,
            };
            if (function is not null)
            {
                var order = part.Named.FirstOrDefault(static n => n.StartsWith("NormType = ", StringComparison.Ordinal));
                return new Call($"{Names.Nn}utils.{function}", ["parameters()", .. part.Arguments, .. order is null ? Array.Empty<string>() : [order.Substring("NormType = ".Length)]]);
            }
        }

        return null;
    }
}
