namespace StableModels.Generator.Model.Layers;

/// <summary>What the arguments of a layer must be: a fault where they are known, else a requirement that is checked when the class is made.</summary>
internal static class LayerChecks
{
    /// <summary>Sizes must be positive: here where they are known, else when the class is made.</summary>
    public static void CheckPositive(this LayerUse use, params string[] sizes)
    {
        foreach (var size in sizes)
        {
            if (use.Known(size) is { } value)
            {
                if (value < 1)
                {
                    use.Fault(Rules.OutOfRange, size, size, Literal.Of(value), "at least 1");
                }
            }
            else if (use.Find(size)?.Size is { } symbolic)
            {
                use.Requirements.AddRange(Requirement.Positive(symbolic));
            }
        }
    }

    /// <summary>A number that counts some of what there are.</summary>
    /// <param name="number">The argument.</param>
    /// <param name="otherwise">What it is where it is not written.</param>
    /// <param name="size">The argument that says how many there are.</param>
    /// <param name="rule">What the number must be.</param>
    public static void CheckAtMost(this LayerUse use, string number, long otherwise, string size, string rule)
    {
        var counted = use.Setting(number, otherwise);
        if (counted.Value.Value is { } known)
        {
            use.CheckEnough(number, known, size, rule);
        }
        else
        {
            use.Require(Requirement.AtMost(counted, use.Size(size)), number, rule);
        }
    }

    /// <summary>A number that is at most half of another one.</summary>
    public static void CheckHalf(this LayerUse use, string number, string whole)
    {
        var rule = $"at most half the {whole} of {use.Size(whole)}";
        if (use.Find(number)?.Size is { Value.Value: null } symbolic)
        {
            use.Require(Requirement.AtMost(symbolic, use.Size(whole).Half), number, rule);
        }
        else if (use.Setting(number, 0).Value.Value is > 0 and var known)
        {
            use.CheckEnough(number, known <= long.MaxValue / 2 ? 2 * known : long.MaxValue, whole, rule);
        }
    }

    /// <summary>A number that is less than one of two sizes.</summary>
    public static void CheckBelow(this LayerUse use, string number, Size limit, Size other, string rule)
    {
        if (use.Find(number)?.Size is { } size)
        {
            use.Require(Requirement.Below(size, limit, other), number, rule);
        }
    }

    /// <summary>So many that this number of them can be.</summary>
    private static void CheckEnough(this LayerUse use, string number, long least, string size, string rule)
    {
        if (use.Known(size) is not { } value)
        {
            if (least > 1)
            {
                use.Requirements.Add(Requirement.AtLeast(use.Size(size), least));
            }
        }
        else if (value < least)
        {
            use.Fault(Rules.OutOfRange, number, number, use.Find(number)?.Size?.ToString() ?? Literal.Of(least), rule);
        }
    }

    /// <summary>Here where it is known, else when the class is made.</summary>
    private static void Require(this LayerUse use, Requirement requirement, string number, string rule)
    {
        switch (requirement.IsMet)
        {
            case null:
                use.Requirements.Add(requirement);
                break;
            case false:
                use.Fault(Rules.OutOfRange, number, number, use.Setting(number, 0).ToString(), rule);
                break;
        }
    }

    public static void CheckNotNegative(this LayerUse use, params string[] numbers)
    {
        foreach (var name in numbers)
        {
            if (use.Find(name) is not { } argument)
            {
                continue;
            }

            if (argument.Size is { Value.Value: null } symbolic)
            {
                use.Requirements.AddRange(symbolic.Divisors.Select(static divisor => Requirement.AtLeast(divisor, 1)).Append(Requirement.AtLeast(symbolic, 0)));
            }
            else if ((argument.Size?.Value.Value ?? argument.Number) is { } value && !(value >= 0 && value < double.PositiveInfinity))
            {
                use.Fault(Rules.OutOfRange, name, name, argument.Size is { } size ? size.ToString() : argument.Literal, argument.Size is null ? "at least 0 and finite" : "at least 0");
            }
        }
    }

    /// <summary>A size that stands for another one when it is 0: as a number it may be, as a parameter it says how many there are.</summary>
    public static void CheckGiven(this LayerUse use, string size)
    {
        if (use.Find(size)?.Size is { Value.Value: null })
        {
            use.CheckPositive(size);
        }
        else
        {
            use.CheckNotNegative(size);
        }
    }

    /// <summary>What the class that it makes asks of what it is made with: here where that is known, else when this one is made.</summary>
    public static void CheckMade(this LayerUse use)
    {
        foreach (var requirement in use.Block!.Requirements)
        {
            switch (requirement.IsMet)
            {
                case null:
                    use.Requirements.Add(requirement);
                    break;
                case false:
                    var (rule, arguments) = requirement.Broken;
                    use.Fault(rule, use.Find("Args") is null ? null : "Args", arguments);
                    break;
            }
        }
    }

    /// <summary>A probability of dropping is in [0, 1).</summary>
    public static void CheckProbability(this LayerUse use, string name)
    {
        if (use.Find(name) is not { } argument)
        {
            return;
        }

        if (argument.Number is not { } value)
        {
            use.Requirements.Add(Requirement.Probability(argument.Literal));
        }
        else if (!(value is >= 0 and < 1))
        {
            use.Fault(Rules.OutOfRange, name, name, argument.Literal, "at least 0 and less than 1");
        }
    }

    public static void CheckFinite(this LayerUse use, string name)
    {
        if (use.Find(name) is { Number: { } value } argument && (double.IsNaN(value) || double.IsInfinity(value)))
        {
            use.Fault(Rules.OutOfRange, name, name, argument.Literal, "finite");
        }
    }

    public static void CheckAbove(this LayerUse use, string name, double limit)
    {
        if (use.Find(name) is { Number: { } value } argument && !(value > limit && value < double.PositiveInfinity))
        {
            use.Fault(Rules.OutOfRange, name, name, argument.Literal, $"greater than {Literal.Of(limit)} and finite");
        }
    }

    /// <summary>A head count must divide the width: here where both are known, else when the class is made.</summary>
    public static void CheckDivides(this LayerUse use, string width, string heads)
    {
        if (use.Known(width) is { } w && use.Known(heads) is { } h)
        {
            if (h > 0 && w % h != 0)
            {
                use.Fault(Rules.NotDivisible, heads, width, Literal.Of(w), heads, Literal.Of(h));
            }
        }
        else if (use.Symbolic(width) is { } whole && use.Symbolic(heads) is { } part && whole.Value.DividedEvenlyBy(part.Value) is null)
        {
            use.Requirements.Add(Requirement.Divisible(whole, part));
        }
    }

    /// <summary>Heads in equal groups, where there are any.</summary>
    public static void CheckShares(this LayerUse use, string heads, string groups)
    {
        use.CheckGiven(groups);
        if (use.Find(groups)?.Size is { Value.Value: null or > 0 })
        {
            use.CheckDivides(heads, groups);
        }
    }

    /// <summary>A head count must divide the width into even numbers: rotary positions turn pairs of them.</summary>
    public static void CheckEvenHeads(this LayerUse use, string width, string heads)
    {
        if (use.Known(width) is { } w && use.Known(heads) is { } h)
        {
            if (h > 0 && w % h != 0)
            {
                use.CheckDivides(width, heads);
            }
            else if (h > 0 && w / h % 2 != 0)
            {
                use.Fault(Rules.NotDivisible, heads, width, Literal.Of(w), $"2 * {heads} (rotary positions turn pairs in every head)", Literal.Of(2 * h));
            }
        }
        else if (use.Symbolic(width) is { } whole && use.Symbolic(heads) is { } part && whole.Value.DividedEvenlyBy(part.Value)?.DividedEvenlyBy(Polynomial.Constant(2)) is null)
        {
            use.CheckFits(() => use.Requirements.Add(Requirement.Divisible(whole, part.Times(2))));
        }
    }

    /// <summary>A size of pairs.</summary>
    public static void CheckEven(this LayerUse use, string size, string why)
    {
        if (use.Known(size) is { } value)
        {
            if (value % 2 != 0)
            {
                use.Fault(Rules.OutOfRange, size, size, Literal.Of(value), $"even: {why}");
            }
        }
        else if (use.Find(size)?.Size is { } symbolic && symbolic.Value.DividedEvenlyBy(Polynomial.Constant(2)) is null)
        {
            use.Requirements.Add(Requirement.Divisible(symbolic, Size.Of(2)));
        }
    }

    /// <summary>Of sizes that no tensor can have there is nothing to check.</summary>
    private static void CheckFits(this LayerUse use, Action check)
    {
        try
        {
            check();
        }
        catch (OverflowException)
        {
            use.Fault(Rules.Placement, null, $"The sizes of {use.Member.Property} do not fit in 64 bits");
        }
    }

    private static Size? Symbolic(this LayerUse use, string name) => use.Find(name) is { } argument ? argument.Size ?? (argument.Number is { } number ? Model.Size.Of((long)number) : null) : null;

    /// <summary>A size or a whole number, where it is known.</summary>
    private static long? Known(this LayerUse use, string name) => use.Find(name) is { } argument ? argument.Size is { } size ? size.Value.Value : (long?)argument.Number : null;
}
