namespace StableModels.Generator.Model.Layers;

/// <summary>A layer attribute in use: its arguments by name, and where its faults go.</summary>
internal sealed class LayerUse(MemberDeclaration member, string field, string key, List<Fault> faults)
{
    public MemberDeclaration Member { get; } = member;

    public string Field { get; } = field;

    public string Key { get; } = key;

    /// <summary>The attribute as a person writes it.</summary>
    public string Name => Member.Attribute.EndsWith("Attribute", StringComparison.Ordinal)
        ? Member.Attribute.Substring(0, Member.Attribute.Length - "Attribute".Length)
        : Member.Attribute;

    public Argument? Find(string name) => Member.Arguments.FirstOrDefault(a => string.Equals(a.Name, name, StringComparison.Ordinal));

    public Size Size(string name) => Find(name)?.Size ?? Model.Size.Of(0);

    public string? Text(string name) => Find(name)?.Text;

    public double Number(string name, double otherwise) => Find(name)?.Number ?? otherwise;

    public bool Flag(string name, bool otherwise) => Find(name) is { } argument ? string.Equals(argument.Literal, "true", StringComparison.Ordinal) : otherwise;

    /// <summary>The arguments that were written, as named C# arguments; names that the attribute spells differently are mapped.</summary>
    public IEnumerable<string> Written(params (string Attribute, string Constructor)[] names)
    {
        foreach (var (attribute, constructor) in names)
        {
            if (Find(attribute) is { } argument)
            {
                yield return $"{constructor}: {argument.Literal}";
            }
        }
    }

    public void Fault(string rule, string? argument, params string[] arguments) =>
        faults.Add(new Fault(rule, new FaultTarget(Member.Property, Member.Attribute, argument), arguments.ToEquatableArray()));

    /// <summary>Sizes must be positive where they are known.</summary>
    public void CheckPositive(params string[] sizes)
    {
        foreach (var size in sizes)
        {
            if (Find(size)?.Size?.Value.Value is { } value and < 1)
            {
                Fault(Rules.OutOfRange, size, size, value.ToString(System.Globalization.CultureInfo.InvariantCulture), "at least 1");
            }
        }
    }

    /// <summary>A probability of dropping is in [0, 1).</summary>
    public void CheckProbability(string name)
    {
        if (Find(name) is { Number: { } value } argument && !(value is >= 0 and < 1))
        {
            Fault(Rules.OutOfRange, name, name, argument.Literal, "at least 0 and less than 1");
        }
    }

    public void CheckAbove(string name, double limit)
    {
        if (Find(name) is { Number: { } value } argument && !(value > limit && value < double.PositiveInfinity))
        {
            Fault(Rules.OutOfRange, name, name, argument.Literal, $"greater than {Literal.Of(limit)} and finite");
        }
    }

    /// <summary>Reports a head count that does not divide the width: both known.</summary>
    public void CheckDivides(string width, string heads)
    {
        if (Size(width).Value.Value is { } w && Size(heads).Value.Value is { } h && h > 0 && w % h != 0)
        {
            Fault(Rules.NotDivisible, heads, width, Size(width).ToString(), heads, Size(heads).ToString());
        }
    }

    /// <summary>A header line and, unless another call draws the weight, its statement.</summary>
    public Initialisation Law(string weight, string law, Call? statement) =>
        new(weight.Length == 0 ? Key : $"{Key}.{weight}", law, $"[{Name}]", statement);
}
