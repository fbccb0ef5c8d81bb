using StableModels.Generator.Model.Layers;

namespace StableModels.Generator.Model.Expansion;

/// <summary>Expands a residual block: every member is a branch, and norms stand where the block says.</summary>
internal sealed class BlockExpander(Declaration declaration, List<Fault> faults)
{
    private readonly string _norm = Option(declaration, "Norm") ?? "Pre";
    private readonly string _kind = Option(declaration, "NormKind") ?? "LayerNorm";
    private readonly string _scale = Option(declaration, "Scale") ?? "DepthScaled";

    public static string? Option(Declaration declaration, string name) =>
        declaration.Options.FirstOrDefault(o => string.Equals(o.Name, name, StringComparison.Ordinal))?.Text;

    /// <summary>Adds the block's modules and steps to <paramref name="target"/>; returns the number of branches.</summary>
    public int Expand(List<LayerUse> uses, Expander target)
    {
        var branches = 0;
        var stream = Shape.Unknown;
        LayerUse? declaredNorm = null;
        foreach (var use in uses)
        {
            var layer = Vocabulary.Find(use.Member.Attribute)!;
            if (layer.Role == LayerRole.Norm)
            {
                target.Add(use, layer, new LayerPlace("Identity", EndsBranch: false));
                declaredNorm = use;
                continue;
            }

            branches++;
            stream = Width(use, layer, stream);
            AddBranch(use, layer, declaredNorm, target);
            declaredNorm = null;
        }

        return branches;
    }

    /// <summary>A branch takes and gives the width of the stream.</summary>
    private Shape Width(LayerUse use, Layer layer, Shape stream)
    {
        if (declaration.OwnForward is not null)
        {
            return stream;
        }

        StreamCheck.Meets(use, layer, stream, "the stream");
        var input = layer.Input(use);
        var output = layer.Output(use, input);
        if (input.Kind != ShapeKind.Unknown && (output.Kind != input.Kind || StreamCheck.Differ(input.Width, output.Width)))
        {
            faults.Add(new Fault(Rules.BranchChangesWidth, new FaultTarget(use.Member.Property, use.Member.Attribute),
                new EquatableArray<string>([use.Member.Property, input.ToString(), output.ToString()])));
        }

        return stream.Kind == ShapeKind.Unknown ? input : stream;
    }

    private void AddBranch(LayerUse use, Layer layer, LayerUse? declaredNorm, Expander target)
    {
        var place = new LayerPlace("Identity", EndsBranch: string.Equals(_scale, "DepthScaled", StringComparison.Ordinal));
        if (declaration.OwnForward is not null)
        {
            target.Add(use, layer, place);
            return;
        }

        var name = use.Member.Property;
        var before = _norm is "Pre" or "Sandwich" or "Peri" ? declaredNorm?.Field ?? Norm(name + "Norm", use, layer, "before the branch", target) : declaredNorm?.Field;
        target.Add(use, layer, place);
        var after = _norm switch
        {
            "Sandwich" or "Peri" => Norm(name + "PostNorm", use, layer, "after the branch", target),
            "Reordered" => Norm(name + "Norm", use, layer, "after the branch", target),
            _ => null,
        };
        var around = string.Equals(_norm, "Post", StringComparison.Ordinal) ? Norm(name + "Norm", use, layer, "after the sum", target) : null;
        target.AddStep(new Step.Residual(before, new EquatableArray<string>([use.Field]), after, around));
    }

    private string? Norm(string name, LayerUse use, Layer layer, string where, Expander target)
    {
        if (layer.InputArgument is { } argument)
        {
            return target.AddNorm(name, use.Size(argument).Text, _kind, $"{_norm}-norm, {where} {use.Member.Property}");
        }

        use.Fault(Rules.Placement, null, $"The width of {use.Member.Property} is not known, so no norm can be added: declare a norm member before it, or Norm = NormPlacement.None");
        return null;
    }
}
