using StableModels.Generator.Model.Layers;

namespace StableModels.Generator.Model.Expansion;

/// <summary>Turns what was declared into what is written: checks sizes along the stream, adds norms, chooses initial laws.</summary>
internal sealed class Expander
{
    private readonly Declaration _declaration;
    private readonly List<Fault> _faults;
    private readonly HashSet<string> _taken;
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);
    private readonly List<ModuleSpec> _modules = [];
    private readonly List<Step> _steps = [];
    private readonly List<Initialisation> _laws = [];
    private readonly List<string> _added = [];
    private readonly List<BlockMember> _blocks = [];
    private readonly List<DrawnPart> _parts = [];
    private readonly List<SummaryRow> _summary = [];
    private readonly List<string> _half = [];
    private readonly List<Requirement> _requirements = [];
    private readonly bool _isMixed;
    private string? _halfType;

    private Expander(Declaration declaration, List<Fault> faults, bool isMixed)
    {
        _declaration = declaration;
        _faults = faults;
        _isMixed = isMixed;
        _taken = new HashSet<string>(declaration.TakenNames, StringComparer.Ordinal);
    }

    /// <summary>Whether <c>forward</c> is generated.</summary>
    public bool WritesForward => _declaration.OwnForward is null;

    /// <summary>Whether <c>reset_parameters</c> is generated, so that what it draws need not be drawn before.</summary>
    private bool WritesReset => _declaration.Kind == DeclarationKind.ResidualBlock || !_declaration.TakenNames.Contains("reset_parameters", StringComparer.Ordinal);

    /// <summary>What is written: the whole part, or a shell when a fault was found.</summary>
    /// <param name="declaration">What was declared.</param>
    /// <param name="isMixed">Whether the class is part of a model with [MixedPrecision], so that its forward gets casts.</param>
    public static Expanded Expand(Declaration declaration, bool isMixed)
    {
        List<Fault> faults = [];
        return Expand(declaration, faults, isMixed) is { } spec ? new(spec, null) : new(null, Shell.Of(declaration, faults[0].Id));
    }

    /// <summary>The spec, or null when a fault was found.</summary>
    public static ModelSpec? Expand(Declaration declaration, List<Fault> faults, bool isMixed = false)
    {
        var found = faults.Count;
        var spec = new Expander(declaration, faults, isMixed).Expand();
        return faults.Count == found ? spec : null;
    }

    private ModelSpec Expand()
    {
        var uses = _declaration.Members.Select(Use).ToList();
        foreach (var use in uses)
        {
            use.Layer.Check(use);
            CheckMarks(use);
        }

        var ownBranches = 0;
        DepthSettings? depth = null;
        if (_declaration.Kind == DeclarationKind.ResidualBlock)
        {
            var block = new BlockExpander(_declaration, _faults, this);
            ownBranches = block.Expand(uses);
            depth = block.Depth;
        }
        else
        {
            ExpandStream(uses);
        }

        return new ModelSpec(
            _declaration.Type,
            _declaration.Kind,
            _declaration.NamesBase ? null : ModelSpec.BaseOf(_declaration.OwnForward),
            _modules.ToEquatableArray(),
            ChecksOf(uses),
            WritesForward ? _steps.ToEquatableArray() : null,
            _laws.ToEquatableArray(),
            _added.ToEquatableArray(),
            new BranchCount(ownBranches, _blocks.ToEquatableArray(), WritesForward),
            _parts.ToEquatableArray(),
            depth,
            _isMixed ? new HalfParts(_half.ToEquatableArray(), _halfType) : null,
            _declaration.Training,
            _declaration.Training.Any(static part => part.Slot == TrainingSlots.Optimizer) ? Reserve("Plan") : null,
            Clipping.Of(_declaration.Training, Reserve),
            _summary.ToEquatableArray(),
            _declaration.TakenNames);
    }

    /// <summary>Each once: most members, and the classes that they make, say the same of the same width.</summary>
    private ChecksSpec? ChecksOf(List<LayerUse> uses)
    {
        var requirements = uses.SelectMany(static u => u.Requirements).Concat(_requirements).GroupBy(static r => r.Key, StringComparer.Ordinal).Select(static g => g.First()).ToEquatableArray();
        return requirements.Count == 0 ? null : new ChecksSpec(Reserve("Sizes"), requirements);
    }

    private LayerUse Use(MemberDeclaration member)
    {
        var key = member.Arguments.FirstOrDefault(static a => string.Equals(a.Name, "Key", StringComparison.Ordinal))?.Text ?? Naming.SnakeCase(member.Property);
        var use = new LayerUse(member, Naming.Field(member.Property, _taken), key, _faults);
        if (key.Length == 0 || !key.All(static c => char.IsLetterOrDigit(c) || c is '_' or '-'))
        {
            use.Fault(Rules.Key, "Key", key, "a key is made of letters, digits, '_' and '-'; a '.' separates a module from its parts");
        }
        else if (!_keys.Add(key))
        {
            use.Fault(Rules.Key, use.Find("Key") is null ? null : "Key", key, "another member has it already");
        }

        return use;
    }

    /// <summary>[Branch], [Shortcut] and [Init] where they mean something.</summary>
    private void CheckMarks(LayerUse use)
    {
        if (_declaration.Kind != DeclarationKind.ResidualBlock && (use.Member.StartsBranch || use.Member.IsShortcut))
        {
            use.Fault(Rules.Placement, null, $"{use.Member.Property} is marked as part of a residual branch, but {_declaration.Type.DocumentationName} is not a [ResidualBlock]");
        }

        if (use.Member.Init is not null && WhyNoLaw(use) is { } reason)
        {
            use.Fault(Rules.Placement, null, $"[Init] has nothing to set on {use.Member.Property}: {reason}");
        }
    }

    /// <summary>Why a member has no weights that a law could be for, and where the law belongs; null when it has some.</summary>
    private static string? WhyNoLaw(LayerUse use) => use switch
    {
        { Member.Made: { } made } => $"its weights are those of {made.Binding.Class}; write [Init] on the members of that class",
        _ when use.Text("TiedTo") is { } tied => $"its weight is that of {tied}; write [Init] there",
        { Layer.Role: LayerRole.Norm } => "the gain of a norm starts at 1 (the norm that ends a residual branch smaller); remove [Init]",
        { Layer: LearnedPositionsLayer } or { Layer.Role: LayerRole.Transform } => null,
        _ => "it has no weights; remove [Init]",
    };

    private void ExpandStream(List<LayerUse> uses)
    {
        var shape = Shape.Unknown;
        var casts = CastsFrom(_declaration.Kind == DeclarationKind.Model ? Precision.Unknown : Precision.Wide);
        for (var i = 0; i < uses.Count; i++)
        {
            var use = uses[i];
            if (WritesForward)
            {
                shape = StreamCheck.Follow(use, shape, i == 0 ? "the input" : uses[i - 1].Member.Property);
            }

            if (use.Text("TiedTo") is { } tiedTo)
            {
                AddTied(use, tiedTo, uses, casts);
                continue;
            }

            AddOuterNorm(use, uses, i, casts);
            Add(use, new LayerPlace(WritesForward ? Following.Activation(uses, i) : "Identity", Init: use.Member.Init ?? Fixed(uses, i), Feeds: Fed(uses, i)), shape);
            if (use.Layer is StackLayer)
            {
                _steps.Add(new Step.Loop(use.Field, use.Flag("Recompute", false), casts.Before(use)));
            }
            else
            {
                _steps.Add(new Step.Run(PartOf(use, casts)));
            }

            if (IsDrawnWithDepth(use) && use.Block is { } block)
            {
                _blocks.Add(new BlockMember(use.Field, block.Branches, use.Layer is StackLayer, block.Scale is "DeepScaleLM"));
                AddFinalNorm(use, block, uses, i, casts);
            }
        }

        if (casts.ToWide() is { } last)
        {
            _steps.Add(new Step.Convert(last));
        }
    }

    public static Part PartOf(LayerUse use, Casts casts) => new(use.Field, use.Layer.ReturnsTuple, casts.Before(use));

    /// <summary>The casts of a stream that begins with this type; in a forward of the user's own nothing is cast.</summary>
    public Casts CastsFrom(Precision precision) => new(_isMixed && WritesForward, precision);

    /// <summary>Fixup's classifier, the last layer with weights behind the blocks, starts at 0 like the branches.</summary>
    private static InitOverride? Fixed(List<LayerUse> uses, int index) =>
        uses[index].Layer is LinearLayer
        && uses.Take(index).Any(static u => u.Block is { Scale: "Fixup" })
        && uses.Skip(index + 1).All(static u => u.Layer.Role != LayerRole.Transform)
            ? new InitOverride("Constant", 1, 0)
            : null;

    /// <summary>The T-Fixup stack behind an embedding: its depth decides how the embedding starts.</summary>
    private static LayerUse? Fed(List<LayerUse> uses, int index) =>
        uses[index].Layer is EmbeddingLayer ? uses.Skip(index + 1).FirstOrDefault(static u => u.Layer is StackLayer && u.Block is { Scale: "TFixup" }) : null;

    /// <summary>The field, registration, property, laws and summary row of a member.</summary>
    public void Add(LayerUse use, LayerPlace place, Shape output)
    {
        var member = use.Member;
        var type = use.Layer switch
        {
            StackLayer => $"{Names.Modules}ModuleList<{use.Member.Made!.Type}>",
            ModuleLayer => use.Member.Made!.Type,
            _ => "global::" + use.Layer.ModuleType,
        };
        _modules.Add(new ModuleSpec(use.Field, type, Construction(use), use.Key, Property(member), $"[{use.Name}]"));
        if (IsHalf(use))
        {
            _half.Add(use.Field);
        }

        // The blocks of a stream are drawn with the depth of the whole stack; what is in them and a class of its own is not.
        if (use.Block is { Made.Resets: true } block && (block.Branches == 0 || block.HasParts || _declaration.Kind == DeclarationKind.ResidualBlock))
        {
            _parts.Add(new DrawnPart(use.Field, use.Layer is StackLayer));
        }

        _laws.AddRange(use.Layer.Initialise(use, place));
        if (!WritesForward)
        {
            output = StreamCheck.Output(use, use.Layer.Input(use));
            if (use.Layer is StackLayer && use.Flag("Recompute", false))
            {
                use.Fault(Rules.Placement, "Recompute", $"The class's own forward runs {use.Member.Property}, so nothing recomputes its blocks: remove Recompute = true and call Recompute.Call(block, x) there");
            }
        }

        _summary.Add(new SummaryRow(use.Key, use.Kind, output.Interpolated, use.Field));
    }

    /// <summary>The expression that makes the member; drawing its weights is left to <c>reset_parameters</c> where that is generated.</summary>
    private Call Construction(LayerUse use)
    {
        var plain = use.Layer.Construct(use);
        if (!WritesReset)
        {
            return plain;
        }

        if (use.Layer.Undrawn is { } undrawn)
        {
            return plain with { Arguments = plain.Arguments.Append(undrawn).ToEquatableArray() };
        }

        return !IsDrawnWithDepth(use) ? plain
            : use.Layer is StackLayer ? plain with { Callee = Names.Layers + "Blocks.Undrawn" }
            : new Call(Names.Layers + "Blocks.Undrawn", $"() => {plain}");
    }

    /// <summary>Whether it is made of residual blocks on the stream of this class, which are drawn with the number of their branches.</summary>
    private bool IsDrawnWithDepth(LayerUse use) => _declaration.Kind != DeclarationKind.ResidualBlock && use.Block is { IsExpanded: true, Branches: > 0 };

    /// <summary>What mixed precision converts: in a forward of the user's own, which has no casts, only what casts by itself.</summary>
    private bool IsHalf(LayerUse use) => use.Block is { } block
        ? block.IsExpanded || block.Made.IsHalfCompute
        : use.Layer.Arithmetic(use) is Arithmetic.Own || (use.Layer.Arithmetic(use) is Arithmetic.Half or Arithmetic.HalfWherePossible && (WritesForward || use.Layer.IsBranch));

    /// <summary>What is to be checked when the class is made, beside what its members ask for.</summary>
    public void Require(IEnumerable<Requirement> requirements) => _requirements.AddRange(requirements);

    public void AddStep(Step step) => _steps.Add(step);

    /// <summary>A module without weights worth a law of their own, that nobody declared. Returns its field.</summary>
    public string AddModule(string name, string type, Call construction, string why, string output, IEnumerable<(string Weight, string Law, Func<string, Call> Draw)> laws, string? kind = null)
    {
        var field = Naming.Field(name, _taken);
        var key = Naming.SnakeCase(name);
        while (!_keys.Add(key))
        {
            key += "_";
        }

        _modules.Add(new ModuleSpec(field, type, construction, key, null, why));
        foreach (var (weight, law, draw) in laws)
        {
            _laws.Add(new Initialisation($"{key}.{weight}", law, "added", draw($"{field}.{weight}")));
        }

        _added.Add($"{key}: {why}");
        _summary.Add(new SummaryRow(key, kind ?? type.Substring(type.LastIndexOf('.') + 1), output, field));
        return field;
    }

    /// <summary>A norm that nobody declared, as a part of the stream.</summary>
    public Part AddNorm(string name, Size width, string kind, string why, Casts casts)
    {
        var rms = string.Equals(kind, "RmsNorm", StringComparison.Ordinal);
        var construction = rms ? new Call("new " + Names.Layers + "RmsNorm", width.Text) : new Call(Names.Nn + "LayerNorm", width.Text);
        List<(string, string, Func<string, Call>)> laws = [("weight", "1", Laws.One)];
        if (!rms)
        {
            laws.Add(("bias", "0", static bias => Laws.Zero(bias + "!")));
        }

        var field = AddModule(name, rms ? Names.Layers + "RmsNorm" : Names.Modules + "LayerNorm", construction, why, Shape.Features(width.Value).Interpolated, laws);
        return new Part(field, Cast: casts.Before(Arithmetic.Wide, field + ".weight"));
    }

    /// <summary>A field name that nothing else has.</summary>
    public string Reserve(string name) => Naming.Field(name, _taken);

    /// <summary>Peri-LN norms what goes into its blocks too (Kim et al. 2025): the embedding, unless a norm or such blocks stand before.</summary>
    private void AddOuterNorm(LayerUse use, List<LayerUse> uses, int index, Casts casts)
    {
        if (!WritesForward || use.Block is not { Norm: "Peri", Branches: > 0, Width: { } width } block)
        {
            return;
        }

        var before = uses.Take(index).LastOrDefault(static u => u.Layer.Role != LayerRole.Transparent);
        if (before is null || before.Layer.Role != LayerRole.Norm && before.Block is not { Norm: "Peri" })
        {
            _steps.Add(new Step.Run(AddNorm(use.Member.Property + "InputNorm", width, block.NormKind, "Peri-norm, before the first block", casts)));
        }
    }

    private void AddFinalNorm(LayerUse use, BlockSummary block, List<LayerUse> uses, int index, Casts casts)
    {
        var wanted = WritesForward
            && block.Width is not null
            && block.Norm is "Pre" or "Sandwich" or "Peri" or "Reordered"
            && _declaration.Option("AddFinalNorm") is not { Literal: "false" };
        if (!wanted)
        {
            return;
        }

        var next = uses.Skip(index + 1).FirstOrDefault(static u => u.Layer.Role != LayerRole.Transparent);
        if (next is not null && (next.Block is { Branches: > 0 } || next.Layer.Role == LayerRole.Norm))
        {
            return;
        }

        _steps.Add(new Step.Run(AddNorm(use.Member.Property + "Norm", block.Width!, block.NormKind, $"{block.Norm}-norm blocks leave their stream without a norm, so it gets one at its end", casts)));
    }

    private void AddTied(LayerUse use, string tiedTo, List<LayerUse> uses, Casts casts)
    {
        var other = uses.FirstOrDefault(u => string.Equals(u.Member.Property, tiedTo, StringComparison.Ordinal));
        var otherShape = other is null ? null : Tying.WeightShape(other);
        if (other is null || otherShape is null || ReferenceEquals(other, use))
        {
            use.Fault(Rules.UnknownMember, "TiedTo", tiedTo, "an embedding or linear member of this class");
            return;
        }

        var rows = use.Size("outputs").Value;
        var columns = use.Size("inputs").Value;
        if (StreamCheck.Differ(rows, otherShape.Value.Rows) || StreamCheck.Differ(columns, otherShape.Value.Columns))
        {
            use.Fault(Rules.TiedShapes, "TiedTo", $"{rows} x {columns}", tiedTo, $"{otherShape.Value.Rows} x {otherShape.Value.Columns}");
        }

        var weight = Tying.WeightOf(other);
        _laws.Add(new Initialisation(use.Key + ".weight", $"is {other.Key}.weight", "[Linear(TiedTo)]", null));
        string? bias = null;
        if (use.Flag("Bias", false))
        {
            _modules.Add(new ModuleSpec(use.Field, Names.Layers + "TiedBias", new Call("new " + Names.Layers + "TiedBias", use.Size("outputs").Text), use.Key, null, $"the bias of {use.Member.Property}"));
            bias = use.Field + ".bias";
            _laws.Add(new Initialisation(use.Key + ".bias", "0", "[Linear(TiedTo)]", Laws.Zero(bias)));
        }

        _modules.Add(new ModuleSpec(use.Field, "", bias is null ? new Call(Names.Nn + "Linear", weight) : new Call(Names.Nn + "Linear", weight, bias), null, Property(use.Member),
            $"A view: {other.Key}.weight is the only copy, so no move to a device can break the tie."));
        _steps.Add(TiedStep(other, weight, bias, casts));
        _summary.Add(new SummaryRow(use.Key, $"Linear, tied to {other.Key}", Shape.Features(rows).Interpolated, bias is null ? null : use.Field, weight));
    }

    /// <summary>A table stays in FP32, so what the product with it is computed in comes from a field; another layer's weight is of the half type itself.</summary>
    private Step.Tied TiedStep(LayerUse other, string weight, string? bias, Casts casts)
    {
        var isTable = other.Layer is EmbeddingLayer;
        if (casts.IsMixed && isTable)
        {
            _halfType ??= Reserve("HalfType");
        }

        var cast = casts.Before(Arithmetic.HalfWherePossible, weight);
        return new Step.Tied(weight, bias, isTable ? null : cast, casts.IsMixed && isTable ? _halfType : null);
    }

    private static PropertySpec Property(MemberDeclaration member) => new(member.Identifier, member.Modifiers, member.Type, member.IsDocumented);
}
