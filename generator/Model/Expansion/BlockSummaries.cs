using StableModels.Generator.Model.Layers;

namespace StableModels.Generator.Model.Expansion;

/// <summary>Sums up a class for the one that makes it.</summary>
internal static class BlockSummaries
{
    public static BlockSummary Of(MadeClass made)
    {
        var plain = BlockSummary.Of(made);
        if (made.Declaration is not { } block)
        {
            return plain;
        }

        var terms = new Terms(made.Binding);
        var uses = block.Members.Select(static m => new LayerUse(m, "", "", [])).ToList();
        var expanded = plain with
        {
            TakesOneTensor = block.OwnForward is null || block.OwnForward is { Inputs.Count: 1 } && block.OwnForward.Inputs[0] == Names.Tensor && block.OwnForward.Result == Names.Tensor,
            GivesWide = block.OwnForward is null,
            HasParts = uses.Any(static u => u.Member.Made is { Resets: true }),
            HasAuxiliaryLoss = uses.Any(static u => u.HasAuxiliaryLoss),
            Requirements = RequirementsOf(block, uses, terms),
        };
        if (uses.Count == 0)
        {
            return expanded;
        }

        var (input, output) = block.OwnForward is null ? Follow(uses, terms) : (Shape.Unknown, Shape.Unknown);
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
                : terms.Given(width.Text) is { } given ? given
                : input.Width?.Value is { } number ? Size.Of(number)
                : null,
            Norm = block.Norm,
            NormKind = block.NormKind,
            Scale = block.Scale,
        };
    }

    /// <summary>What its layers, and the classes in it, ask of what it is made with: what does not depend on that is its own fault.</summary>
    private static EquatableArray<Requirement> RequirementsOf(Declaration block, List<LayerUse> uses, Terms terms)
    {
        foreach (var use in uses)
        {
            use.Layer.Check(use);
        }

        return uses.SelectMany(static use => use.Requirements).Concat(BlockExpander.RequirementsOf(block))
            .SelectMany(requirement => requirement.In(terms))
            .Where(static requirement => requirement.IsMet is not true)
            .Distinct()
            .ToEquatableArray();
    }

    private static (Shape Input, Shape Output) Follow(List<LayerUse> uses, Terms terms)
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
            return (input.Substitute(terms.Values), shape.Substitute(terms.Values));
        }
        catch (OverflowException)
        {
            return (Shape.Unknown, Shape.Unknown);
        }
    }
}
