using System.Globalization;
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
            case KnownNames.BatchRamp when Number("full", 0) is var full && Number("start", 0) is var start && full <= start:
                return new("full", "A batch ramp goes up: full must be more than start");
            case KnownNames.BatchRamp when Number("Increment", 1) is > 0 and var increment && (Number("full", 0) - Number("start", 0)) % increment != 0:
                return new("Increment", "The steps of a batch ramp end at full: Increment must divide full - start");
            case "SpikeGuardAttribute" when Number("OnDisk", 0) > 0 && Find("Folder") is not { Value: string }:
                return new("OnDisk", "Snapshots on disk need a place: name a Folder, such as Folder = \"snapshots\", or leave OnDisk at 0");
            case "SpikeGuardAttribute" when Find("Folder") is { Value: string folder } && string.IsNullOrWhiteSpace(folder):
                return new("Folder", "The folder of the snapshots has no name: give it one, such as \"snapshots\", or leave Folder out");
            case "SpikeGuardAttribute" when (Number("InMemory", 2) + Number("OnDisk", 0)) * Number("SnapshotEvery", 100) is var reach && reach < Number("RollBackSteps", 100):
                return new(Find("RollBackSteps") is not null ? "RollBackSteps" : Find("SnapshotEvery") is not null ? "SnapshotEvery" : "InMemory",
                    $"The snapshots reach back {reach.ToString(CultureInfo.InvariantCulture)} steps and are to reach back RollBackSteps: keep more of them, take them further apart, or go back less far");
            default:
                return null;
        }

        TypedConstant? Find(string name) => written.Where(a => string.Equals(a.Name, name, StringComparison.Ordinal)).Select(static a => (TypedConstant?)a.Value).FirstOrDefault();

        double Number(string name, double otherwise) => Find(name) is { } value ? AttributeReader.Number(value) ?? otherwise : otherwise;
    }
}
