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
    private readonly List<StackedBranches> _stacks = [];
    private readonly List<SummaryRow> _summary = [];

    private Expander(Declaration declaration, List<Fault> faults)
    {
        _declaration = declaration;
        _faults = faults;
        _taken = new HashSet<string>(declaration.TakenNames, StringComparer.Ordinal);
    }

    /// <summary>The spec, or null when a fault was found.</summary>
    public static ModelSpec? Expand(Declaration declaration, List<Fault> faults)
    {
        var found = faults.Count;
        var spec = new Expander(declaration, faults).Expand();
        return faults.Count == found ? spec : null;
    }

    private ModelSpec Expand()
    {
        var uses = _declaration.Members.Select(Use).ToList();
        foreach (var use in uses)
        {
            Vocabulary.Find(use.Member.Attribute)!.Check(use);
        }

        var ownBranches = 0;
        if (_declaration.Kind == DeclarationKind.ResidualBlock)
        {
            ownBranches = new BlockExpander(_declaration, _faults).Expand(uses, this);
        }
        else
        {
            ExpandStream(uses);
        }

        var writesForward = _declaration.OwnForward is null;
        return new ModelSpec(
            _declaration.Type,
            _declaration.Kind,
            _declaration.NamesBase ? null : BaseType(_declaration.OwnForward),
            _modules.ToEquatableArray(),
            writesForward ? _steps.ToEquatableArray() : null,
            _laws.ToEquatableArray(),
            _added.ToEquatableArray(),
            new BranchCount(ownBranches, _stacks.ToEquatableArray()),
            _declaration.Training,
            Clipping.Of(_declaration.Training),
            _summary.ToEquatableArray(),
            _declaration.TakenNames);
    }

    private static string BaseType(OwnForward? forward) => forward is null
        ? $"{Names.Layers}StableModule<{Names.Tensor}, {Names.Tensor}>"
        : $"{Names.Layers}StableModule<{string.Join(", ", forward.Inputs)}, {forward.Result}>";

    private LayerUse Use(MemberDeclaration member)
    {
        var key = member.Arguments.FirstOrDefault(static a => string.Equals(a.Name, "Key", StringComparison.Ordinal))?.Text ?? Naming.SnakeCase(member.Property);
        var use = new LayerUse(member, Naming.Field(member.Property, _taken), key, _faults);
        if (key.Length == 0 || key.IndexOf('.') >= 0)
        {
            use.Fault(Rules.Key, "Key", key, "a key is not empty and has no '.', which separates a module from its parts");
        }
        else if (!_keys.Add(key))
        {
            use.Fault(Rules.Key, use.Find("Key") is null ? null : "Key", key, "another member has it already");
        }

        return use;
    }

    private void ExpandStream(List<LayerUse> uses)
    {
        var shape = Shape.Unknown;
        for (var i = 0; i < uses.Count; i++)
        {
            var use = uses[i];
            var layer = Vocabulary.Find(use.Member.Attribute)!;
            if (_declaration.OwnForward is null)
            {
                StreamCheck.Meets(use, layer, shape, i == 0 ? "the input" : uses[i - 1].Member.Property);
                shape = layer.Output(use, shape);
            }

            if (use.Text("TiedTo") is { } tiedTo)
            {
                AddTied(use, tiedTo, uses);
                continue;
            }

            Add(use, layer, new LayerPlace(Following.Activation(uses, i), EndsBranch: false));
            if (use.Member.Block is { } block)
            {
                _steps.Add(new Step.Loop(use.Field));
                if (block is { IsExpanded: true, Branches: > 0 })
                {
                    _stacks.Add(new StackedBranches(use.Field, block.Branches));
                }

                AddFinalNorm(use, block, uses, i);
            }
            else
            {
                _steps.Add(new Step.Run(use.Field));
            }
        }
    }

    /// <summary>The field, registration, property and laws of a member.</summary>
    internal void Add(LayerUse use, Layer layer, LayerPlace place)
    {
        var member = use.Member;
        var type = member.Block is { } block ? $"{Names.Modules}ModuleList<{block.Type}>" : "global::" + layer.ModuleType;
        _modules.Add(new ModuleSpec(use.Field, type, layer.Construct(use), use.Key, Property(member), $"[{use.Name}]"));
        _laws.AddRange(layer.Initialise(use, place));
        var shape = layer.Output(use, layer.Input(use));
        _summary.Add(new SummaryRow(use.Key, use.Name, shape.Interpolated, use.Field));
    }

    internal void AddStep(Step step) => _steps.Add(step);

    /// <summary>A norm that nobody declared. Returns its field.</summary>
    internal string AddNorm(string name, string width, string kind, string why)
    {
        var field = Naming.Field(name, _taken);
        var key = Naming.SnakeCase(name);
        while (!_keys.Add(key))
        {
            key += "_";
        }

        var rms = string.Equals(kind, "RmsNorm", StringComparison.Ordinal);
        var construction = rms ? new Call("new " + Names.Layers + "RmsNorm", width) : new Call(Names.Nn + "LayerNorm", width);
        _modules.Add(new ModuleSpec(field, rms ? Names.Layers + "RmsNorm" : Names.Modules + "LayerNorm", construction, key, null, why));
        _laws.Add(new Initialisation(key + ".weight", "1", "added", Names.One($"{field}.weight")));
        if (!rms)
        {
            _laws.Add(new Initialisation(key + ".bias", "0", "added", Names.Zero($"{field}.bias!")));
        }

        _added.Add($"{key}: {why}");
        _summary.Add(new SummaryRow(key, rms ? "RmsNorm" : "LayerNorm", $"[…, {{{width}}}]", field));
        return field;
    }

    private void AddFinalNorm(LayerUse use, BlockSummary block, List<LayerUse> uses, int index)
    {
        var wanted = _declaration.OwnForward is null
            && block is { IsExpanded: true, Branches: > 0, WidthText: not null }
            && block.Norm is "Pre" or "Sandwich" or "Peri" or "Reordered"
            && !_declaration.Options.Any(static o => o is { Name: "AddFinalNorm", Literal: "false" });
        if (!wanted)
        {
            return;
        }

        var next = uses.Skip(index + 1).FirstOrDefault(static u => Vocabulary.Find(u.Member.Attribute)!.Role != LayerRole.Transparent);
        if (next is not null && (next.Member.Block is not null || Vocabulary.Find(next.Member.Attribute)!.Role == LayerRole.Norm))
        {
            return;
        }

        var field = AddNorm(use.Member.Property + "Norm", block.WidthText!, block.NormKind, "the stream of a stack without norms on it needs one at its end");
        _steps.Add(new Step.Run(field));
    }

    private void AddTied(LayerUse use, string tiedTo, List<LayerUse> uses)
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

        if (use.Flag("Bias", false))
        {
            use.Fault(Rules.Placement, "Bias", "A tied layer has no bias: remove Bias = true, or TiedTo");
        }

        var weight = Tying.WeightOf(other);
        _modules.Add(new ModuleSpec(use.Field, "", new Call(Names.Nn + "Linear", weight), null, Property(use.Member),
            $"A view: {other.Key}.weight is the only copy, so no move to a device can break the tie."));
        _laws.Add(new Initialisation(use.Key + ".weight", $"is {other.Key}.weight", "[Linear(TiedTo)]", null));
        _steps.Add(new Step.Tied(weight));
        _summary.Add(new SummaryRow(use.Key, $"Linear, tied to {other.Key}", Shape.Features(rows).Interpolated, null, weight));
    }

    private static PropertySpec Property(MemberDeclaration member) => new(member.Property, member.Modifiers, member.Type, member.IsDocumented);
}
