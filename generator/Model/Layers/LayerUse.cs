using StableModels.Generator.Model.Expansion;

namespace StableModels.Generator.Model.Layers;

/// <summary>A layer attribute in use: its arguments by name, what arrives at it, and where its faults go.</summary>
internal sealed class LayerUse(MemberDeclaration member, string field, string key, List<Fault> faults)
{
    private BlockSummary? _block;

    public MemberDeclaration Member { get; } = member;

    public string Field { get; } = field;

    public string Key { get; } = key;

    /// <summary>The definition of the attribute.</summary>
    public Layer Layer { get; } = Vocabulary.Find(member.Attribute)!;

    /// <summary>For a stack or [Layer]: what the class that it makes looks like from here; else null.</summary>
    public BlockSummary? Block => _block ??= Member.Made is { } made ? BlockSummaries.Of(made) : null;

    /// <summary>What is left to check when the class is made.</summary>
    public List<Requirement> Requirements { get; } = [];

    /// <summary>What the member before it gives.</summary>
    public Shape Arriving { get; set; } = Shape.Unknown;

    /// <summary>The attribute as a person writes it.</summary>
    public string Name => AttributeName.Short(Member.Attribute);

    /// <summary>What a summary calls it: by the class that it makes, by the function that it computes, or else by its own name.</summary>
    public string Kind => Member.Made is { } made ? made.Binding.Class : Layer is ActivationModuleLayer && Text("activation") is { } function ? function : Name;

    public Argument? Find(string name) => Member.Arguments.FirstOrDefault(a => string.Equals(a.Name, name, StringComparison.Ordinal));

    public Size Size(string name) => Find(name)?.Size ?? Model.Size.Of(0);

    /// <summary>A size that need not be written.</summary>
    public Size Setting(string name, long otherwise) => Find(name)?.Size ?? Model.Size.Of(otherwise);

    public string? Text(string name) => Find(name)?.Text;

    public double Number(string name, double otherwise) => Find(name)?.Number ?? otherwise;

    public bool Flag(string name, bool otherwise) => Find(name) is { } argument ? string.Equals(argument.Literal, "true", StringComparison.Ordinal) : otherwise;

    /// <summary>Whether it, or a layer in the class that it makes, asks for a term of the loss.</summary>
    public bool HasAuxiliaryLoss => Block?.HasAuxiliaryLoss ?? (Layer is MixtureOfExpertsLayer && (Number("ZLoss", 1) > 0 || Number("BalanceLoss", 1) > 0));

    /// <summary>The arguments that were written, as named C# arguments; names that the attribute spells differently are mapped.</summary>
    public IEnumerable<string> Written(params (string Attribute, string Constructor)[] names)
    {
        foreach (var (attribute, constructor) in names)
        {
            if (Find(attribute) is { } argument)
            {
                yield return $"{constructor}: {argument.Size?.Text ?? argument.Literal}";
            }
        }
    }

    public void Fault(string rule, string? argument, params string[] arguments) =>
        faults.Add(new Fault(rule, new FaultTarget(Member.Property, Member.Attribute, argument), arguments));

    /// <summary>Arguments by position: each as written or at its default, up to the last that was written.</summary>
    /// <param name="order">The attribute's name, or empty for one that it does not have, and the default.</param>
    /// <param name="ignored">A written value that means the default.</param>
    public IEnumerable<string> Positional(IReadOnlyList<(string Name, string Default)> order, string? ignored = null)
    {
        var last = order.Count - 1;
        while (last >= 0 && (order[last].Name.Length == 0 || Find(order[last].Name) is null))
        {
            last--;
        }

        for (var i = 0; i <= last; i++)
        {
            var argument = order[i].Name.Length == 0 ? null : Find(order[i].Name);
            var written = argument?.Size?.Text ?? argument?.Literal;
            yield return written is null || string.Equals(written, ignored, StringComparison.Ordinal) ? order[i].Default : written;
        }
    }

    /// <summary>A header line and, unless another call draws the weight, its statement.</summary>
    public Initialisation Law(string weight, string law, Call? statement) =>
        new(weight.Length == 0 ? Key : $"{Key}.{weight}", law, $"[{Name}]", statement);
}
