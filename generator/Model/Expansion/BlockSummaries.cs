using StableModels.Generator.Model.Layers;

namespace StableModels.Generator.Model.Expansion;

/// <summary>Sums up a declared class for the one that holds it.</summary>
internal static class BlockSummaries
{
    /// <param name="block">The class.</param>
    /// <param name="plain">What is known of it without its declaration.</param>
    /// <param name="given">What it is made with, in the terms of the enclosing class.</param>
    public static BlockSummary Of(Declaration block, BlockSummary plain, Binding given)
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
            Requirements = RequirementsOf(block, uses, given),
        };
        if (uses.Count == 0)
        {
            return expanded;
        }

        var (input, output) = block.OwnForward is null ? Follow(uses, given.Values) : (Shape.Unknown, Shape.Unknown);
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
                : given.Sizes.TryGetValue(width.Text, out var bound) ? bound
                : input.Width?.Value is { } number ? Size.Of(number)
                : null,
            Norm = BlockExpander.Option(block, "Norm") ?? "Pre",
            NormKind = BlockExpander.Option(block, "NormKind") ?? "LayerNorm",
            Scale = BlockExpander.Option(block, "Scale") ?? "DepthScaled",
        };
    }

    /// <summary>What its layers, and the classes in it, ask of what it is made with: what does not depend on that is its own fault.</summary>
    private static EquatableArray<Requirement> RequirementsOf(Declaration block, List<LayerUse> uses, Binding given)
    {
        var requirements = new List<Requirement>();
        foreach (var use in uses)
        {
            use.Layer.Check(use);
            foreach (var requirement in use.Requirements)
            {
                Add(requirement);
            }
        }

        foreach (var requirement in BlockExpander.RequirementsOf(block))
        {
            Add(requirement);
        }

        return requirements.ToEquatableArray();

        void Add(Requirement requirement)
        {
            foreach (var seen in requirement.In(given))
            {
                if (seen.IsMet is not true && !requirements.Contains(seen))
                {
                    requirements.Add(seen);
                }
            }
        }
    }

    private static (Shape Input, Shape Output) Follow(List<LayerUse> uses, IReadOnlyDictionary<string, Polynomial> values)
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
