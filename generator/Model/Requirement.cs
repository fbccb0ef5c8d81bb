using StableModels.Generator.Model.Expansion;

namespace StableModels.Generator.Model;

/// <summary>What a number that is known only when the class is made has to be: a call on <c>SizeChecks</c>.</summary>
internal abstract record Requirement
{
    /// <summary>The call.</summary>
    public abstract string Text { get; }

    /// <summary>What two that ask for the same have in common, however it is written.</summary>
    public abstract string Key { get; }

    /// <summary>The same in the terms of the class that makes this one; nothing where those do not tell.</summary>
    public abstract IEnumerable<Requirement> In(Terms terms);

    /// <summary>Whether it is met; null where that is known only when the class is made.</summary>
    public abstract bool? IsMet { get; }

    /// <summary>The rule that one breaks which is not met, and that rule's arguments.</summary>
    public abstract (string Rule, string[] Arguments) Broken { get; }

    /// <summary>At least 1, and none of what it is divided by 0.</summary>
    public static IEnumerable<Requirement> Positive(Size size)
    {
        foreach (var divisor in size.Divisors)
        {
            yield return AtLeast(divisor, 1);
        }

        if (size.Value.IsName)
        {
            yield return AtLeast(size, 1);
            yield break;
        }

        foreach (var part in size.Value.Product?.Select(static name => Size.Of(Polynomial.Symbol(name))) ?? [size])
        {
            yield return AtLeast(part, 1);
        }
    }

    public static Requirement AtLeast(Size size, long least) => new Minimum(Operand.Of(size), least);

    public static Requirement AtMost(Size size, Size most) => new Maximum(Operand.Of(size), Operand.Of(most));

    /// <summary>Less than one of two sizes. A limit of 1 adds nothing beside another one, which is at least that.</summary>
    public static Requirement Below(Size size, Size limit, Size other)
    {
        if (limit.Value.Value == 1)
        {
            (limit, other) = (other, limit);
        }

        return other.Value.Value != 1 ? new Less(Operand.Of(size), Operand.Of(limit), Operand.Of(other))
            : size.Value.Value is { } number ? AtLeast(limit, After(number))
            : new Less(Operand.Of(size), Operand.Of(limit), null);
    }

    public static Requirement Divisible(Size size, Size divisor) => new Multiple(Operand.Of(size), Operand.Of(divisor));

    public static Requirement Probability(string number) => new Share(number, null, number);

    private sealed record Minimum(Operand Size, long Least) : Requirement
    {
        public override string Text => Least == 1 ? $"Positive({Size.Text})" : $"AtLeast({Size.Text}, {Literal.Of(Least)})";

        public override string Key => $"{Size.Size} >= {Literal.Of(Least)}";

        public override bool? IsMet => Size.Value is { } value ? value >= Least : null;

        public override (string Rule, string[] Arguments) Broken => (Rules.OutOfRange, [Size.Name, Literal.Of(Size.Value!.Value), $"at least {Literal.Of(Least)}"]);

        public override IEnumerable<Requirement> In(Terms terms) =>
            Size.In(terms) is not { } size ? []
            : Least == 1 && size.Value is null ? Positive(size.Size)
            : [new Minimum(size, Least)];
    }

    private sealed record Maximum(Operand Size, Operand Most) : Requirement
    {
        public override string Text => $"AtMost({Size.Text}, {Most.Text})";

        public override string Key => $"{Size.Size} <= {Most.Size}";

        public override bool? IsMet => Rest(Most, Size) is { } rest ? rest >= 0 : null;

        public override (string Rule, string[] Arguments) Broken => (Rules.OutOfRange, [Size.Name, Size.Size.ToString(), $"at most {Most.Said}"]);

        public override IEnumerable<Requirement> In(Terms terms) => Size.In(terms) is { } size && Most.In(terms) is { } most ? [new Maximum(size, most)] : [];
    }

    private sealed record Less(Operand Size, Operand Limit, Operand? Other) : Requirement
    {
        public override string Text => $"Below({Size.Text}, {Limit.Text}{(Other is null ? "" : ", " + Other.Text)})";

        public override string Key => $"{Size.Size} < {Limit.Size}, {Other?.Size}";

        public override bool? IsMet => Rest(Limit, Size) > 0 || (Other is not null && Rest(Other, Size) > 0) ? true
            : Rest(Limit, Size) is null || (Other is not null && Rest(Other, Size) is null) ? null
            : false;

        public override (string Rule, string[] Arguments) Broken => (Rules.OutOfRange, [Size.Name, Size.Size.ToString(), $"less than {Limit.Said}{(Other is null ? "" : " or " + Other.Said)}"]);

        public override IEnumerable<Requirement> In(Terms terms)
        {
            var other = Other?.In(terms);
            if (Size.In(terms) is { } size && Limit.In(terms) is { } limit && (Other is null || other is not null))
            {
                yield return size.Value is { } number && limit.Value is null && other is null ? AtLeast(limit.Size, After(number)) : new Less(size, limit, other);
            }
        }
    }

    private sealed record Multiple(Operand Size, Operand Divisor) : Requirement
    {
        public override string Text => $"Divisible({Size.Text}, {Divisor.Text})";

        public override string Key => $"{Size.Size} % {Divisor.Size}";

        // That the divisor is at least 1 is a requirement of its own.
        public override bool? IsMet => Size.Size.Value.DividedEvenlyBy(Divisor.Size.Value) is not null || Divisor.Value is < 1 ? true
            : Size.Value is { } value && Divisor.Value is { } divisor ? value % divisor == 0
            : null;

        public override (string Rule, string[] Arguments) Broken => (Rules.NotDivisible, [Size.Name, Literal.Of(Size.Value!.Value), Divisor.Name, Literal.Of(Divisor.Value!.Value)]);

        public override IEnumerable<Requirement> In(Terms terms) => Size.In(terms) is { } size && Divisor.In(terms) is { } divisor ? [new Multiple(size, divisor)] : [];
    }

    private sealed record Share(string Number, double? Value, string Name) : Requirement
    {
        public override string Text => $"Probability({Number})";

        public override string Key => Text;

        public override bool? IsMet => Value is { } value ? value is >= 0 and < 1 : null;

        public override (string Rule, string[] Arguments) Broken => (Rules.OutOfRange, [Name, Literal.Of(Value!.Value), "at least 0 and less than 1"]);

        public override IEnumerable<Requirement> In(Terms terms) =>
            terms.Number(Number) is { } given ? [new Share(given.Text, given.Value, given.Value is null ? given.Text : $"{Name} of {terms.Class}")] : [];
    }

    /// <summary>By how much one is more than another, where that is known.</summary>
    private static long? Rest(Operand more, Operand less)
    {
        try
        {
            return (more.Size.Value - less.Size.Value).Value;
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private static long After(long number) => number == long.MaxValue ? number : number + 1;

    /// <summary>A size with what it is called, which a number that was given for it no longer tells.</summary>
    private sealed record Operand(Size Size, string Name)
    {
        public string Text => Size.Text;

        public long? Value => Size.Value.Value;

        /// <summary>A number, after the name that it was given for.</summary>
        public string Said => Value is { } value && Literal.Of(value) is var number && number != Name ? $"{Name} = {number}" : Name;

        public static Operand Of(Size size) => new(size, size.Text.Replace("@", ""));

        public Operand? In(Terms terms) => Value is not null ? this
            : terms.Of(Size) is not { } given ? null
            : given.Value.Value is null ? Of(given)
            : new(given, $"{Name} of {terms.Class}");
    }
}
