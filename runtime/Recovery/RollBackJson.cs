using System.Text.Json.Serialization;

namespace StableModels.Recovery;

/// <summary>The audit trail as JSON without reflection.</summary>
[JsonSerializable(typeof(List<RollBack>))]
internal sealed partial class RollBackJson : JsonSerializerContext;
