using Microsoft.CodeAnalysis;

namespace StableModels.Generator.Parsing;

/// <summary>Arguments of one training attribute that are each in their range and exclude each other: what the settings refuse when the plan is made, said at the argument.</summary>
/// <param name="Argument">The argument to point at.</param>
/// <param name="Message">What to do.</param>
internal sealed record TrainingContradiction(string Argument, string Message)
{
    /// <param name="attribute">The attribute class's name.</param>
    /// <param name="written">Its arguments that were written; the others are at their defaults, with which nothing is wrong but what is named here.</param>
    public static TrainingContradiction? In(string attribute, IReadOnlyList<(string Name, TypedConstant Value, bool IsParameter)> written)
    {
        switch (attribute)
        {
            case "SgdAttribute" when Find("Nesterov") is { Value: true } && (Number("Momentum", 0) == 0 || Number("Dampening", 0) != 0):
                return new("Nesterov", "Nesterov looks ahead along the momentum: it needs a Momentum above 0, such as 0.9, and a Dampening of 0");
            case "MixedPrecisionAttribute" when Number("MinimumScale", 1) > Number("InitialScale", 65536):
                return new(Find("MinimumScale") is null ? "InitialScale" : "MinimumScale", "The loss scale starts below its own minimum: MinimumScale can be no more than InitialScale");
            case "BatchRampAttribute" when Number("full", 0) is var full && Number("start", 0) is var start && full <= start:
                return new("full", "A batch ramp goes up: full must be more than start");
            case "BatchRampAttribute" when Number("Increment", 1) is > 0 and var increment && (Number("full", 0) - Number("start", 0)) % increment != 0:
                return new("Increment", "The steps of a batch ramp end at full: Increment must divide full - start");
            default:
                return null;
        }

        TypedConstant? Find(string name) => written.Where(a => string.Equals(a.Name, name, StringComparison.Ordinal)).Select(static a => (TypedConstant?)a.Value).FirstOrDefault();

        double Number(string name, double otherwise) => Find(name) is { } value ? AttributeReader.Number(value) ?? otherwise : otherwise;
    }
}
