namespace StableModels.Generator.Model.Layers;

/// <summary>A layer attribute in use: its arguments by name, what arrives at it, and where its faults go.</summary>
internal sealed class LayerUse(MemberDeclaration member, string field, string key, List<Fault> faults)
{
    public MemberDeclaration Member { get; } = member;

    public string Field { get; } = field;

    public string Key { get; } = key;

    /// <summary>The definition of the attribute.</summary>
    public Layer Layer { get; } = Vocabulary.Find(member.Attribute)!;

    /// <summary>What is left to check when the class is made.</summary>
    public List<Requirement> Requirements { get; } = [];

    /// <summary>What the member before it gives.</summary>
    public Shape Arriving { get; set; } = Shape.Unknown;

    /// <summary>The attribute as a person writes it.</summary>
    public string Name => AttributeName.Short(Member.Attribute);

    public Argument? Find(string name) => Member.Arguments.FirstOrDefault(a => string.Equals(a.Name, name, StringComparison.Ordinal));

    public Size Size(string name) => Find(name)?.Size ?? Model.Size.Of(0);

    /// <summary>A size that need not be written.</summary>
    public Size Setting(string name, long otherwise) => Find(name)?.Size ?? Model.Size.Of(otherwise);

    public string? Text(string name) => Find(name)?.Text;

    public double Number(string name, double otherwise) => Find(name)?.Number ?? otherwise;

    public bool Flag(string name, bool otherwise) => Find(name) is { } argument ? string.Equals(argument.Literal, "true", StringComparison.Ordinal) : otherwise;

    /// <summary>Whether it, or a layer in the class that it makes, asks for a term of the loss.</summary>
    public bool HasAuxiliaryLoss => Member.Block?.HasAuxiliaryLoss ?? (Layer is MixtureOfExpertsLayer && (Number("ZLoss", 1) > 0 || Number("BalanceLoss", 1) > 0));

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
        faults.Add(new Fault(rule, new FaultTarget(Member.Property, Member.Attribute, argument), arguments.ToEquatableArray()));

    /// <summary>Sizes must be positive: here where they are known, else when the class is made.</summary>
    public void CheckPositive(params string[] sizes)
    {
        foreach (var size in sizes)
        {
            if (Known(size) is { } value)
            {
                if (value < 1)
                {
                    Fault(Rules.OutOfRange, size, size, Literal.Of(value), "at least 1");
                }
            }
            else if (Find(size)?.Size is { } symbolic)
            {
                Requirements.AddRange(Requirement.Positive(symbolic));
            }
        }
    }

    /// <summary>A number that counts some of what there are.</summary>
    /// <param name="number">The argument.</param>
    /// <param name="least">How many of them there have to be for it.</param>
    /// <param name="size">The argument that says how many there are.</param>
    /// <param name="rule">What the number must be.</param>
    public void CheckEnough(string number, long least, string size, string rule)
    {
        if (Known(size) is not { } value)
        {
            Requirements.Add(Requirement.AtLeast(Size(size), least));
        }
        else if (value < least)
        {
            Fault(Rules.OutOfRange, number, number, Find(number) is { Size: { } written } ? written.ToString() : Find(number)!.Literal, rule);
        }
    }

    /// <summary>A number that is at most half of another one.</summary>
    public void CheckHalf(string number, string whole)
    {
        if (Find(number)?.Size is { Value.Value: null } symbolic)
        {
            Requirements.Add(Requirement.AtMost(symbolic, Size(whole).Half));
        }
        else if (Setting(number, 0).Value.Value is > 0 and var known)
        {
            CheckEnough(number, known <= long.MaxValue / 2 ? 2 * known : long.MaxValue, whole, $"at most half the {whole} of {Size(whole)}");
        }
    }

    public void CheckNotNegative(params string[] numbers)
    {
        foreach (var name in numbers)
        {
            if (Find(name) is not { } argument)
            {
                continue;
            }

            if (argument.Size is { Value.Value: null } symbolic)
            {
                Requirements.AddRange(symbolic.Divisors.Select(static divisor => Requirement.AtLeast(divisor, 1)).Append(Requirement.AtLeast(symbolic, 0)));
            }
            else if ((argument.Size?.Value.Value ?? argument.Number) is { } value && !(value >= 0 && value < double.PositiveInfinity))
            {
                Fault(Rules.OutOfRange, name, name, argument.Size is { } size ? size.ToString() : argument.Literal, argument.Size is null ? "at least 0 and finite" : "at least 0");
            }
        }
    }

    /// <summary>A size that stands for another one when it is 0: as a number it may be, as a parameter it says how many there are.</summary>
    public void CheckGiven(string size)
    {
        if (Find(size)?.Size is { Value.Value: null })
        {
            CheckPositive(size);
        }
        else
        {
            CheckNotNegative(size);
        }
    }

    /// <summary>What the class that it makes asks of what it is made with: here where that is known, else when this one is made.</summary>
    public void CheckMade(BlockSummary block)
    {
        foreach (var requirement in block.Requirements)
        {
            switch (requirement.IsMet)
            {
                case null:
                    Requirements.Add(requirement);
                    break;
                case false:
                    var (rule, arguments) = requirement.Broken;
                    Fault(rule, Find("Args") is null ? null : "Args", arguments);
                    break;
            }
        }
    }

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

    /// <summary>A probability of dropping is in [0, 1).</summary>
    public void CheckProbability(string name)
    {
        if (Find(name) is not { } argument)
        {
            return;
        }

        if (argument.Number is not { } value)
        {
            Requirements.Add(Requirement.Probability(argument.Literal));
        }
        else if (!(value is >= 0 and < 1))
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

    /// <summary>A head count must divide the width: here where both are known, else when the class is made.</summary>
    public void CheckDivides(string width, string heads)
    {
        if (Known(width) is { } w && Known(heads) is { } h)
        {
            if (h > 0 && w % h != 0)
            {
                Fault(Rules.NotDivisible, heads, width, Literal.Of(w), heads, Literal.Of(h));
            }
        }
        else if (Symbolic(width) is { } whole && Symbolic(heads) is { } part && whole.Value.DividedEvenlyBy(part.Value) is null)
        {
            Requirements.Add(Requirement.Divisible(whole, part));
        }
    }

    /// <summary>Heads in equal groups, where there are any.</summary>
    public void CheckShares(string heads, string groups)
    {
        CheckGiven(groups);
        if (Find(groups)?.Size is { Value.Value: null or > 0 })
        {
            CheckDivides(heads, groups);
        }
    }

    /// <summary>A head count must divide the width into even numbers: rotary positions turn pairs of them.</summary>
    public void CheckEvenHeads(string width, string heads)
    {
        if (Known(width) is { } w && Known(heads) is { } h)
        {
            if (h > 0 && w % h != 0)
            {
                CheckDivides(width, heads);
            }
            else if (h > 0 && w / h % 2 != 0)
            {
                Fault(Rules.NotDivisible, heads, width, Literal.Of(w), $"2 * {heads} (rotary positions turn pairs in every head)", Literal.Of(2 * h));
            }
        }
        else if (Symbolic(width) is { } whole && Symbolic(heads) is { } part && whole.Value.DividedEvenlyBy(part.Value)?.DividedEvenlyBy(Polynomial.Constant(2)) is null)
        {
            CheckFits(() => Requirements.Add(Requirement.Divisible(whole, part.Times(2))));
        }
    }

    /// <summary>Of sizes that no tensor can have there is nothing to check.</summary>
    private void CheckFits(Action check)
    {
        try
        {
            check();
        }
        catch (OverflowException)
        {
            Fault(Rules.Placement, null, $"The sizes of {Member.Property} do not fit in 64 bits");
        }
    }

    private Size? Symbolic(string name) => Find(name) is { } argument ? argument.Size ?? (argument.Number is { } number ? Model.Size.Of((long)number) : null) : null;

    /// <summary>A size or a whole number, where it is known.</summary>
    private long? Known(string name) => Find(name) is { } argument ? argument.Size is { } size ? size.Value.Value : (long?)argument.Number : null;

    /// <summary>A header line and, unless another call draws the weight, its statement.</summary>
    public Initialisation Law(string weight, string law, Call? statement) =>
        new(weight.Length == 0 ? Key : $"{Key}.{weight}", law, $"[{Name}]", statement);
}
