namespace StableModels.Monitoring;

/// <summary>How sure and how grave a finding is.</summary>
public enum Severity
{
    /// <summary>Worth knowing; nothing need be done.</summary>
    Info,

    /// <summary>A hypothesis with evidence: the run probably suffers.</summary>
    Warning,

    /// <summary>The run is failing or has lost a step.</summary>
    Error,
}
