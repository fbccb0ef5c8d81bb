using StableModels.Generator.Model;

namespace StableModels.Generator.Emission;

/// <summary>Writes <c>Describe()</c>: one row per part, the sizes filled in when it runs.</summary>
internal static class SummaryEmitter
{
    private const string Summary = "global::StableModels.Layers.ModelSummary";

    public static void Emit(Members members, ModelSpec spec)
    {
        if (spec.Declares("Describe"))
        {
            return;
        }

        members.Member(
            ["<summary>A table of the layers: output shape, parameters, standard deviation, operations per token.</summary>"],
            () =>
            {
                var writer = members.Writer;
                writer.Line($"public string Describe() => {Summary}.Describe(nameof({spec.Type.Self.Name}),");
                writer.Indented(() =>
                {
                    for (var i = 0; i < spec.Summary.Count; i++)
                    {
                        var row = spec.Summary[i];
                        var end = i < spec.Summary.Count - 1 ? "," : ");";
                        writer.Line($"new {Summary}.Row(\"{row.Key}\", \"{row.Layer}\", $\"{row.Output}\", {row.Module ?? "null"}{(row.Tied is null ? "" : ", " + row.Tied)}){end}");
                    }
                });
            });
    }
}
