using StableModels.Generator.Model;

namespace StableModels.Generator.Emission;

/// <summary>Writes <c>Describe()</c>: one row per part, the sizes filled in when it runs.</summary>
internal static class SummaryEmitter
{
    private const string Summary = "global::StableModels.Layers.ModelSummary";

    public static void Emit(Members members, ModelSpec spec)
    {
        if (!spec.Declares("Describe") && IsListed(spec))
        {
            members.Member(
                ["<summary>A table of the layers: output shape, parameters, standard deviation, operations per token.</summary>"],
                () => members.Writer.Line($"public string Describe() => {Summary}.Describe(nameof({spec.Type.Self.Name}), SummaryRows());"));
        }

        if (!IsListed(spec))
        {
            return;
        }

        members.Member(
            ["<summary>The rows of that table.</summary>"],
            () =>
            {
                var writer = members.Writer;
                writer.Line($"public global::System.Collections.Generic.IReadOnlyList<{Summary}.Row> SummaryRows() => new {Summary}.Row[]").Line("{");
                writer.Indented(() =>
                {
                    foreach (var row in spec.Summary)
                    {
                        writer.Line($"new {Summary}.Row(\"{row.Key}\", \"{row.Layer}\", $\"{row.Output}\", {row.Module ?? "null"}{(row.Tied is null ? "" : ", " + row.Tied)}),");
                    }
                });
                writer.Line("};");
            });
    }

    /// <summary>Whether the rows are generated: not where the user has a member of that name.</summary>
    public static bool IsListed(ModelSpec spec) => !spec.Declares("SummaryRows");
}
