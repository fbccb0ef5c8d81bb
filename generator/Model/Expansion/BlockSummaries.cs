using StableModels.Generator.Model.Layers;

namespace StableModels.Generator.Model.Expansion;

/// <summary>Sums up a declared block for the class that stacks it.</summary>
internal static class BlockSummaries
{
    /// <param name="block">The block.</param>
    /// <param name="plain">What is known of it without its declaration.</param>
    /// <param name="sizes">Its parameters as sizes of the enclosing class.</param>
    /// <param name="texts">The same as C#.</param>
    public static BlockSummary Of(Declaration block, BlockSummary plain, IReadOnlyDictionary<string, Polynomial> sizes, IReadOnlyDictionary<string, string> texts)
    {
        var uses = block.Members.Select(static m => (Use: new LayerUse(m, "", "", []), Layer: Vocabulary.Find(m.Attribute)!)).ToList();
        if (block.Kind != DeclarationKind.ResidualBlock || uses.Count == 0)
        {
            return plain with { IsExpanded = true };
        }

        var stream = block.OwnForward is null ? uses[0].Layer.Input(uses[0].Use).Substitute(sizes) : Shape.Unknown;
        var width = uses[0].Layer.InputArgument is { } argument ? uses[0].Use.Size(argument).Text : null;
        return plain with
        {
            IsExpanded = true,
            Branches = uses.Count(static u => u.Layer.Role != LayerRole.Norm),
            Input = stream,
            Output = stream,
            WidthText = width is not null && texts.TryGetValue(width, out var text) ? text : stream.Width?.Value is { } value ? Size.Of(value).Text : null,
            Norm = BlockExpander.Option(block, "Norm") ?? "Pre",
            NormKind = BlockExpander.Option(block, "NormKind") ?? "LayerNorm",
        };
    }
}
