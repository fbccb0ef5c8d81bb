using StableModels.Generator.Model.Layers;

namespace StableModels.Generator.Model.Expansion;

/// <summary>Expands a residual block: its members fall into branches, and norms and scales stand where the block says.</summary>
internal sealed class BlockExpander(Declaration declaration, List<Fault> faults, Expander target)
{
    private readonly string _norm = declaration.Norm;
    private readonly string _kind = declaration.NormKind;
    private readonly string _scale = declaration.Scale;
    private readonly bool _hasMemory = declaration.Members.Any(static m => m.Attribute == "CrossAttentionAttribute");
    private readonly Argument? _decoderLayers = declaration.Option("DecoderLayers");

    private bool _changesWidth;

    /// <summary>What the block keeps of the stack's depth, or null.</summary>
    public DepthSettings? Depth { get; private set; }

    /// <summary>What the block asks of what it is made with, beside what its members do.</summary>
    public static IEnumerable<Requirement> RequirementsOf(Declaration declaration) =>
        declaration.Option("DecoderLayers")?.Size is { Value.Value: null } symbolic ? Requirement.Positive(symbolic) : [];

    /// <summary>Adds the block's modules and steps; returns the number of branches.</summary>
    public int Expand(List<LayerUse> uses)
    {
        var shortcut = uses.Where(static u => u.Member.IsShortcut).ToList();
        var branches = Branches.Of(uses.Where(static u => !u.Member.IsShortcut).ToList());
        CheckOptions(branches, shortcut);
        Depth = DepthOf(branches);
        if (!target.WritesForward)
        {
            foreach (var use in uses)
            {
                target.Add(use, Place(uses, uses.IndexOf(use), EndsInOwnForward(use, branches)), Shape.Unknown);
            }

            return branches.Count;
        }

        var stream = Shape.Unknown;
        var casts = target.CastsFrom(Precision.Wide);
        for (var i = 0; i < branches.Count && !_changesWidth; i++)
        {
            stream = ExpandBranch(branches[i], shortcut, stream, casts, [.. branches.Skip(i + 1).SelectMany(static b => b)]);
        }

        return branches.Count;
    }

    private Shape ExpandBranch(List<LayerUse> branch, List<LayerUse> shortcut, Shape stream, Casts casts, List<LayerUse> rest)
    {
        var first = branch.FirstOrDefault(static u => u.Layer.Role != LayerRole.Norm) ?? branch[0];
        var name = first.Member.Property;
        var width = WidthOf(first);
        var addsNorms = NormsCanStand(first, width);
        var declared = branch[0].Layer.Role == LayerRole.Norm && branch.Count > 1;
        var parts = new List<Part>();
        var around = new List<Part>();
        var inside = casts.Fork();

        if (addsNorms && _norm is "Pre" or "Sandwich" or "Peri" && !declared)
        {
            parts.Add(target.AddNorm(name + "Norm", width!, _kind, $"{_norm}-norm, before the branch {name}", inside));
        }

        var shape = stream.Kind == ShapeKind.Unknown ? first.Layer.Input(first).Unsaid : stream;
        stream = shape;
        var last = EndOf(branch);
        for (var i = 0; i < branch.Count; i++)
        {
            shape = StreamCheck.Follow(branch[i], shape, i == 0 ? "the stream" : branch[i - 1].Member.Property);
            if (_scale == "Fixup" && branch[i].Layer.Role is LayerRole.Transform or LayerRole.Activation)
            {
                AddBias(branch[i].Member.Property + "Bias", $"Fixup's scalar bias before {branch[i].Member.Property}", parts, inside);
            }

            target.Add(branch[i], Place(branch, i, branch[i] == last), shape);
            parts.Add(Expander.PartOf(branch[i], inside));
        }

        if (addsNorms && _norm is "Sandwich" or "Peri" or "Reordered")
        {
            parts.Add(target.AddNorm(name + (_norm == "Reordered" ? "Norm" : "PostNorm"), width!, _kind, $"{_norm}-norm, after the branch {name}", inside));
        }

        AddScale(name, width, parts, branch[0], inside);
        if (declaration.Option("After")?.Text is { } activation and not "Identity")
        {
            around.Add(new Part(target.AddModule(name + "Activation", Names.Layers + "ActivationLayer", new Call("new " + Names.Layers + "ActivationLayer", Names.Activation + activation), $"{activation} after the sum", shape.Interpolated, [], activation)));
        }

        if (addsNorms && _norm == "Post")
        {
            around.Insert(0, target.AddNorm(name + "Norm", width!, _kind, $"Post-norm, after the sum with {name}", casts));
        }

        var shortcutShape = stream;
        var aside = casts.Fork();
        var shortcutParts = new List<Part>();
        foreach (var use in shortcut)
        {
            shortcutShape = StreamCheck.Follow(use, shortcutShape, "the stream");
            target.Add(use, new LayerPlace("Identity", Init: use.Member.Init), shortcutShape);
            shortcutParts.Add(Expander.PartOf(use, aside));
        }

        // FP32 plus half is FP32 without a cast.
        var sumCast = aside.Precision == Precision.Wide ? null : inside.ToWide();

        if (StreamCheck.Differ(shape, shortcutShape))
        {
            // Said once: the branches behind it would take what this one gives.
            _changesWidth = true;
            faults.Add(new Fault(Rules.BranchChangesWidth, new FaultTarget(first.Member.Property, first.Member.Attribute),
                name, Said(shortcutShape), Said(shape), FixOf(branch, shortcut, shortcutShape, shape, rest)));
        }

        target.AddStep(new Step.Residual(parts.ToEquatableArray(), shortcutParts.ToEquatableArray(), around.ToEquatableArray(), Depth?.Shortcut?.Field, Depth?.Branch?.Field, sumCast));
        return shape;
    }

    /// <summary>What makes a branch fit what goes around it.</summary>
    private static string FixOf(List<LayerUse> branch, List<LayerUse> shortcut, Shape around, Shape given, List<LayerUse> rest)
    {
        var whole = given;
        for (var i = 0; i < rest.Count && !branch[0].Member.StartsBranch && !rest[i].Member.StartsBranch; i++)
        {
            whole = StreamCheck.Output(new LayerUse(rest[i].Member, "", "", []), whole);
            if (!StreamCheck.Differ(whole, around))
            {
                return $"write [Branch] on the first member of every branch; {branch[0].Member.Property} begins one that ends with {rest[i].Member.Property}";
            }
        }

        return shortcut.Count > 0 ? $"let {branch[branch.Count - 1].Member.Property} and {shortcut[shortcut.Count - 1].Member.Property} give the same"
            : rest.Count > 0 ? $"let {branch[branch.Count - 1].Member.Property} give {Said(around)}"
            : $"let {branch[branch.Count - 1].Member.Property} give {Said(around)}, or lead the stream past it through a layer with [Shortcut] that gives {Said(given)}{(given.Spatial.Any(static e => e.Size is { IsForeign: true }) ? " (in planes of 32, say)" : "")}";
    }

    /// <summary>With an example for the extents that nobody has said.</summary>
    private static string Said(Shape shape) => shape.At(32).ToString();

    private LayerPlace Place(List<LayerUse> branch, int index, bool ends) => new(
        Following.Activation(branch, index), InBranch: true, EndsBranch: ends, Scale: _scale, Init: branch[index].Member.Init, HasMemory: _hasMemory, DecoderLayers: _decoderLayers?.Size);

    /// <summary>The member whose output the branch adds to the stream: the last that carries weights.</summary>
    private static LayerUse? EndOf(List<LayerUse> branch) =>
        branch.LastOrDefault(static u => u.Layer.Role is LayerRole.Transform or LayerRole.Norm);

    /// <summary>
    /// In a forward of the user's own every layer with weights may be what a branch adds. A norm is that only where nothing of its branch comes after it: before attention or behind the sum its gain stays 1.
    /// </summary>
    private bool EndsInOwnForward(LayerUse use, List<List<LayerUse>> branches) => !use.Member.IsShortcut && use.Layer.Role switch
    {
        LayerRole.Transform => true,
        LayerRole.Norm => _norm != "Post" && branches.Any(branch => EndOf(branch) == use),
        _ => false,
    };

    private static Size? WidthOf(LayerUse use) => use.Layer.InputArgument is { } argument && use.Layer.Input(use).Kind == ShapeKind.Features
        ? use.Size(argument)
        : use.Block?.Width;

    /// <summary>Layer and RMS norms stand on features of known width. Planes bring their own norms, unless the block asks for one by name.</summary>
    private bool NormsCanStand(LayerUse first, Size? width)
    {
        if (_norm == "None" || width is not null)
        {
            return _norm != "None";
        }

        if (declaration.Option("Norm") is not null)
        {
            first.Fault(Rules.Placement, null, $"The width of {first.Member.Property} is not one of features, so no norm can be added: declare norms as members, or Norm = NormPlacement.None");
        }

        return false;
    }

    private void AddBias(string name, string why, List<Part> parts, Casts casts) => parts.Add(new Part(
        target.AddModule(name, Names.Layers + "ScalarBias", new Call("new " + Names.Layers + "ScalarBias"), why, "[…]", [("bias", "0", Laws.Zero)]),
        Cast: casts.Before(Arithmetic.Widens, null)));

    private void AddScale(string name, Size? width, List<Part> parts, LayerUse first, Casts casts)
    {
        if (_scale is "LayerScale" or "ReZero" or "Fixup")
        {
            casts.Before(Arithmetic.Widens, null);
        }

        switch (_scale)
        {
            case "LayerScale" when width is not null:
                var initial = declaration.Option("ScaleInitial")?.Literal;
                var gain = initial is null ? new Call("new " + Names.Layers + "LayerScale", width.Text) : new Call("new " + Names.Layers + "LayerScale", width.Text, initial);
                parts.Add(new Part(target.AddModule(name + "Scale", Names.Layers + "LayerScale", gain, $"LayerScale on the branch {name}, gains starting at {initial ?? "0.0001"}", Shape.Features(width.Value).Interpolated,
                    [("gamma", initial ?? "0.0001", weight => new Call($"new {Names.Laws}Constant({initial ?? "0.0001"}).Apply", weight))])));
                break;
            case "LayerScale":
                first.Fault(Rules.Placement, null, $"The width of {name} is not known, so it can have no LayerScale: choose another Scale");
                break;
            case "ReZero":
                parts.Add(new Part(target.AddModule(name + "Scale", Names.Layers + "ReZero", new Call("new " + Names.Layers + "ReZero"), $"ReZero on the branch {name}", "[…]",
                    [("alpha", "0", Laws.Zero)])));
                break;
            case "Fixup":
                parts.Add(new Part(target.AddModule(name + "Scale", Names.Layers + "ReZero", new Call("new " + Names.Layers + "ReZero", "1"), $"Fixup's multiplier on the branch {name}", "[…]",
                    [("alpha", "1", Laws.One)])));
                AddBias(name + "EndBias", $"Fixup's scalar bias after the branch {name}", parts, casts);
                break;
        }

        if (declaration.Option("DropPath") is { Number: > 0 } drop)
        {
            parts.Add(new Part(target.AddModule(name + "Drop", Names.Layers + "StochasticDepth", new Call("new " + Names.Layers + "StochasticDepth", drop.Literal), $"stochastic depth on the branch {name}, p = {drop.Literal}", "[…]", [])));
        }
    }

    private DepthSettings? DepthOf(List<List<LayerUse>> branches)
    {
        const string Blocks = "residualBranches / ResidualBranches";
        switch (_scale)
        {
            case "DeepNorm":
                var constants = _hasMemory ? $"ForDecoder({Blocks})" : _decoderLayers?.Size is { } decoder ? $"ForEncoder({Blocks}, {decoder.Text})" : $"ForStack({Blocks})";
                return new DepthSettings("deepNorm", $"{Names.Laws}DeepNorm.{constants}", (target.Reserve("ShortcutScale"), "Alpha"), null);
            case "TFixup":
                return new DepthSettings("tFixup", $"new {Names.Laws}TFixup({Blocks}, {Blocks})", null, null);
            case "DeepScaleLM" when branches.SelectMany(static b => b).Select(WidthOf).FirstOrDefault(static w => w is not null) is { } width:
                return new DepthSettings("deepScale", $"new {Names.Laws}DeepScaleLm({width.Text}, {Blocks})", (target.Reserve("ShortcutScale"), "Lambda"), (target.Reserve("BranchScale"), "Beta"));
            case "Fixup":
                var layers = branches.Max(static b => b.Sum(static u => u.Layer.IsBranch ? 2 : u.Layer.Role == LayerRole.Transform ? 1 : 0));
                return new DepthSettings("fixup", $"new {Names.Laws}Fixup(residualBranches, {Literal.Of((long)layers)})", null, null);
            default:
                return null;
        }
    }

    private void CheckOptions(List<List<LayerUse>> branches, List<LayerUse> shortcut)
    {
        if (_scale == "DeepNorm" && _norm != "Post")
        {
            Fault("DeepNorm normalises after the sum: write Norm = NormPlacement.Post beside Scale = ResidualScale.DeepNorm");
        }

        if (_decoderLayers is not null && (_scale != "DeepNorm" || _hasMemory))
        {
            faults.Add(new Fault(Rules.Placement, new FaultTarget(null, "ResidualBlockAttribute", "DecoderLayers"), _scale != "DeepNorm"
                ? "DecoderLayers is for Scale = ResidualScale.DeepNorm: no other scale of an encoder depends on the decoder; remove it"
                : "A block with [CrossAttention] is the decoder's, whose constants depend on its own stack alone: DecoderLayers belongs to the encoder's block"));
        }

        if (_decoderLayers?.Size?.Value.Value is < 1)
        {
            faults.Add(new Fault(Rules.OutOfRange, new FaultTarget(null, "ResidualBlockAttribute", "DecoderLayers"), "DecoderLayers", _decoderLayers.Literal, "at least 1"));
        }

        target.Require(RequirementsOf(declaration));

        if (_scale == "Fixup" && _norm != "None")
        {
            Fault("Fixup does without norms: write Norm = NormPlacement.None beside Scale = ResidualScale.Fixup");
        }

        if (_scale == "TFixup" && _norm != "None")
        {
            Fault("T-Fixup does without norms: write Norm = NormPlacement.None beside Scale = ResidualScale.TFixup");
        }

        if (_scale == "TFixup" && branches.SelectMany(static b => b).Any(static u => u.Layer is not (SelfAttentionLayer or CrossAttentionLayer or FeedForwardLayer or DropoutLayer)))
        {
            Fault("T-Fixup has laws for [SelfAttention], [CrossAttention] and [FeedForward] alone: choose another Scale for other branches");
        }

        if (_scale == "Fixup" && branches.Any(static b => b.Sum(static u => u.Layer.IsBranch ? 2 : u.Layer.Role == LayerRole.Transform ? 1 : 0) < 2))
        {
            Fault("Fixup needs at least two layers with weights in every branch");
        }

        if (_scale == "DeepScaleLM" && branches.SelectMany(static b => b).Any(static u => u.Layer is not (SelfAttentionLayer or FeedForwardLayer or DropoutLayer)))
        {
            Fault("DeepScaleLM has laws for [SelfAttention] and [FeedForward] alone: choose another Scale for other branches");
        }

        if (shortcut.Count > 0 && branches.Count != 1)
        {
            Fault(branches.Count == 0 ? "A [Shortcut] goes around a branch, and this block has none: take [Shortcut] off the members that are added to the stream" : "A [Shortcut] goes around one branch; this block has several");
        }

        if (declaration.Option("DropPath") is { Number: { } p } drop && !(p is >= 0 and < 1))
        {
            faults.Add(new Fault(Rules.OutOfRange, new FaultTarget(null, "ResidualBlockAttribute", "DropPath"), "DropPath", drop.Literal, "at least 0 and less than 1"));
        }

        if (declaration.Option("ScaleInitial") is { Number: { } initial } start && (double.IsNaN(initial) || double.IsInfinity(initial)))
        {
            faults.Add(new Fault(Rules.OutOfRange, new FaultTarget(null, "ResidualBlockAttribute", "ScaleInitial"), "ScaleInitial", start.Literal, "finite"));
        }

        if (target.WritesForward && branches.SelectMany(static b => b).Concat(shortcut).FirstOrDefault(static u => u.Layer is StackLayer) is { } stack)
        {
            stack.Fault(Rules.Placement, null, $"The blocks of {stack.Member.Property} are a stream of their own inside a branch: declare a [Sequence] with this [Stack], and give the block that class with [Layer]");
        }

        if (target.WritesForward && shortcut.All(static u => u.Layer is not MeanPoolingLayer) && branches.SelectMany(static b => b).FirstOrDefault(static u => u.Layer is MeanPoolingLayer) is { } mean)
        {
            mean.Fault(Rules.Placement, null, $"{mean.Member.Property} makes one vector of a sequence, which cannot be added to the sequence: pool behind the block");
        }

        if (declaration.Option("After")?.Text is { } after && Laws.IsGated(after))
        {
            Fault("A gated activation halves the width, so it cannot stand after the sum");
        }
    }

    private void Fault(string message) =>
        faults.Add(new Fault(Rules.Placement, new FaultTarget(null, "ResidualBlockAttribute"), message));
}
