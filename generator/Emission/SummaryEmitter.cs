using StableModels.Generator.Model;

namespace StableModels.Generator.Emission;

/// <summary>Writes <c>Describe()</c>: one row per part, the sizes filled in when it runs.</summary>
internal static class SummaryEmitter
{
    private const string Summary = "global::StableModels.Layers.ModelSummary";
    private const string Described = "global::StableModels.Layers.IDescribed";

    public static void Emit(Members members, ModelSpec spec)
    {
        if (!IsListed(spec))
        {
            return;
        }

        if (!spec.Declares("Describe"))
        {
            members.Member(
                [
                    "<summary>A table of the layers: output shape, parameters, standard deviation, floating-point operations.</summary>",
                    "<param name=\"sample\">The shape of one sample without the batch, to run the model on and count; none for what the declaration tells.</param>",
                ],
                () => members.Writer.Line($"public string Describe(params long[] sample) => {Summary}.Describe(nameof({spec.Type.Self.Name}), this, sample);"));
        }

        if (spec.Forward is null)
        {
            members.Member(["<summary>The layers run as <c>forward</c> says, not one after the other.</summary>"], () => members.Writer.Line($"bool {Described}.IsStream => false;"));
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
