using StableModels.Generator.Model.Layers;

namespace StableModels.Generator.Model.Expansion;

/// <summary>Sums up a declared class for the one that holds it.</summary>
internal static class BlockSummaries
{
    /// <param name="block">The class.</param>
    /// <param name="plain">What is known of it without its declaration.</param>
    /// <param name="sizes">Its parameters as sizes of the enclosing class.</param>
    public static BlockSummary Of(Declaration block, BlockSummary plain, IReadOnlyDictionary<string, Size> sizes)
    {
        var uses = block.Members.Select(static m => new LayerUse(m, "", "", [])).ToList();
        var takesOne = block.OwnForward is null || block.OwnForward is { Inputs.Count: 1 } && block.OwnForward.Inputs[0] == Names.Tensor && block.OwnForward.Result == Names.Tensor;
        var expanded = plain with
        {
            IsExpanded = true,
            TakesOneTensor = takesOne,
            GivesWide = block.OwnForward is null,
            HasParts = uses.Any(static u => u.Member.Block is { Resets: true }),
            HasAuxiliaryLoss = uses.Any(static u => u.HasAuxiliaryLoss),
        };
        if (uses.Count == 0)
        {
            return expanded;
        }

        var values = sizes.ToDictionary(static s => s.Key, static s => s.Value.Value, StringComparer.Ordinal);
        var (input, output) = block.OwnForward is null ? Follow(block, uses, values) : (Shape.Unknown, Shape.Unknown);
        if (block.Kind != DeclarationKind.ResidualBlock)
        {
            return expanded with { Input = input, Output = output };
        }

        var width = uses.Where(static u => u.Layer.InputArgument is not null).Select(static u => u.Size(u.Layer.InputArgument!)).FirstOrDefault();
        return expanded with
        {
            Branches = Branches.Of(uses.Where(static u => !u.Member.IsShortcut).ToList()).Count,
            Input = input,
            Output = output,
            Width = input.Kind != ShapeKind.Features || width is null ? null
                : sizes.TryGetValue(width.Text, out var bound) ? bound
                : input.Width?.Value is { } number ? Size.Of(number)
                : null,
            Norm = BlockExpander.Option(block, "Norm") ?? "Pre",
            NormKind = BlockExpander.Option(block, "NormKind") ?? "LayerNorm",
            Scale = BlockExpander.Option(block, "Scale") ?? "DepthScaled",
        };
    }

    private static (Shape Input, Shape Output) Follow(Declaration block, List<LayerUse> uses, IReadOnlyDictionary<string, Polynomial> values)
    {
        var input = uses.Select(static u => u.Layer.Input(u)).FirstOrDefault(static s => s.Kind is not (ShapeKind.Unknown or ShapeKind.Channels)) ?? Shape.Unknown;
        var shape = input;
        foreach (var use in uses)
        {
            // On the way around a branch nothing is decided; in a block the last branch gives what the block gives.
            shape = use.Member.IsShortcut ? shape : StreamCheck.Output(use, shape.Kind == ShapeKind.Unknown ? use.Layer.Input(use) : shape);
        }

        try
        {
            return (input.Substitute(values), shape.Substitute(values));
        }
        catch (OverflowException)
        {
            return (Shape.Unknown, Shape.Unknown);
        }
    }
}
