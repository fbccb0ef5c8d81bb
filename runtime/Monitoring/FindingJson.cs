using System.Text.Json.Serialization;

namespace StableModels.Monitoring;

/// <summary>Findings as JSON without reflection.</summary>
[JsonSerializable(typeof(List<Finding>))]
[JsonSerializable(typeof(Finding))]
internal sealed partial class FindingJson : JsonSerializerContext;
