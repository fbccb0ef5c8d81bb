namespace StableModels.Monitoring;

/// <summary>A hypothesis about what is wrong with a run, with what speaks for it and what to do.</summary>
public sealed record Finding
{
    private readonly Uri? _link;

    /// <summary>The failure's name, for example <c>Loss spike</c>.</summary>
    public required string Name { get; init; }

    /// <summary>How grave it is.</summary>
    public required Severity Severity { get; init; }

    /// <summary>The step at which it was seen.</summary>
    public required long Step { get; init; }

    /// <summary>The measured values that led to it, with the threshold they passed.</summary>
    public required string Evidence { get; init; }

    /// <summary>One sentence on what to do.</summary>
    public required string Advice { get; init; }

    /// <summary>The layer or parameter it was seen in, or null when it concerns the whole model.</summary>
    public string? Layer { get; init; }

    /// <summary>Where the failure and its cures are explained, or null.</summary>
    /// <exception cref="ArgumentException">The link is not an absolute http or https address.</exception>
    public Uri? Link
    {
        get => _link;
        init
        {
            if (value is not null && (!value.IsAbsoluteUri || value.Scheme is not ("https" or "http")))
                throw new ArgumentException($"A finding's link must be an absolute http or https address; '{value}' is not.", nameof(value));
            _link = value;
        }
    }

    /// <summary>The finding on one line, as a log shows it.</summary>
    public override string ToString() =>
        $"step {Step}: {Name}{(Layer is null ? "" : $" in {Layer}")}: {Evidence} {Advice}";
}
