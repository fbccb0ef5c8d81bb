using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace StableModels.Analyzers;

/// <summary>
/// A threshold that users set in .editorconfig, as <c>stable_models.SM1002.depth = 12</c>. Text that is no number leaves the
/// default in force.
/// </summary>
internal sealed class RuleOption(string ruleId, string name, double defaultValue)
{
    public string RuleId { get; } = ruleId;

    public string Key { get; } = "stable_models." + ruleId + "." + name;

    public double Default { get; } = defaultValue;

    /// <summary>A value of it as .editorconfig has it, for messages: such a number is the user's, and no knowledge of the field.</summary>
    public string Line(double value) => Key + " = " + value.ToString(CultureInfo.InvariantCulture);

    /// <summary>The value for one file: the file's section, then the global configuration, then the default.</summary>
    public double Read(AnalyzerOptions options, SyntaxTree tree)
    {
        var provider = options.AnalyzerConfigOptionsProvider;
        return (provider.GetOptions(tree).TryGetValue(Key, out var text) || provider.GlobalOptions.TryGetValue(Key, out text))
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value
            : Default;
    }
}
