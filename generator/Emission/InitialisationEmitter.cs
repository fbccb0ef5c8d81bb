using StableModels.Generator.Model;

namespace StableModels.Generator.Emission;

/// <summary>Writes <c>reset_parameters</c>: the laws of the header, with the depth passed down.</summary>
internal static class InitialisationEmitter
{
    public static void Emit(Members members, ModelSpec spec)
    {
        if (spec.Kind == DeclarationKind.ResidualBlock)
        {
            EmitBlock(members, spec);
        }
        else if (!spec.Declares("reset_parameters"))
        {
            EmitModel(members, spec);
        }
    }

    private static void EmitBlock(Members members, ModelSpec spec)
    {
        members.Member(
            ["<summary>How many residual branches one block has.</summary>"],
            () => members.Writer.Line($"public long ResidualBranches => {spec.Branches.Own};"));
        members.Member(
            ["<summary>Initialises the block as the only one of its stack.</summary>"],
            () => members.Writer.Line("public override void reset_parameters() => reset_parameters(ResidualBranches);"));
        members.Member(
            [
                "<summary>Draws every weight anew, as the head of this file says.</summary>",
                "<param name=\"residualBranches\">The number of residual branches in the whole stack that this block is part of.</param>",
            ],
            () => members.Writer.Block("public void reset_parameters(long residualBranches)", () => Laws(members.Writer, spec)));
    }

    private static void EmitModel(Members members, ModelSpec spec) => members.Member(
        ["<summary>Draws every weight anew, as the head of this file says.</summary>"],
        () => members.Writer.Block("public override void reset_parameters()", () =>
        {
            var writer = members.Writer;
            Laws(writer, spec);
            if (spec.Branches.Stacks.Count == 0)
            {
                return;
            }

            writer.Line($"var residualBranches = {string.Join(" + ", spec.Branches.Stacks.Select(static s => $"{s.PerBlock}L * {s.Field}.Count"))};");
            foreach (var stack in spec.Branches.Stacks)
            {
                writer.Block($"foreach (var block in {stack.Field})", () => writer.Line("block.reset_parameters(residualBranches);"));
            }
        }));

    private static void Laws(SourceWriter writer, ModelSpec spec)
    {
        foreach (var law in spec.Initialisations)
        {
            if (law.Statement is { } call)
            {
                writer.Line($"{call};");
            }
        }
    }
}
