using System.Runtime.CompilerServices;

namespace TorchSharp.Modules;

/// <summary>What every optimizer asks of its settings, in PyTorch's words.</summary>
internal static class Require
{
    internal static void NotNegative(double setting, string what, [CallerArgumentExpression(nameof(setting))] string? name = null)
    {
        if (setting < 0)
            throw new ArgumentException($"Invalid {what}: {setting}", name);
    }

    /// <summary>The share of a running average that stays.</summary>
    internal static void Share(double setting, [CallerArgumentExpression(nameof(setting))] string? name = null)
    {
        if (setting is < 0 or >= 1)
            throw new ArgumentException($"Invalid {name}: {setting}", name);
    }
}
