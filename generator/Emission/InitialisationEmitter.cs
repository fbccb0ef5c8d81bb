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
            () =>
            {
                const string Header = "public override void reset_parameters()";
                if (spec.Parts.Count == 0)
                {
                    members.Writer.Line(Header + " => reset_parameters(ResidualBranches);");
                    return;
                }

                members.Writer.Block(Header, () =>
                {
                    Parts(members.Writer, spec);
                    members.Writer.Line("reset_parameters(ResidualBranches);");
                });
            });
        members.Member(
            [
                spec.Parts.Count == 0
                    ? "<summary>Draws every weight anew, as the head of this file says.</summary>"
                    : "<summary>Draws every weight anew, as the head of this file says, but for those of the parts that are classes of their own.</summary>",
                "<param name=\"residualBranches\">The number of residual branches in the whole stack that this block is part of.</param>",
                "<param name=\"layer\">The place of this block in the stack, from 0.</param>",
            ],
            () => members.Writer.Block("public void reset_parameters(long residualBranches, long layer = 0)", () =>
            {
                if (spec.Depth is { } depth)
                {
                    members.Writer.Line($"var {depth.Local} = {depth.Expression};");
                    foreach (var kept in new[] { depth.Shortcut, depth.Branch })
                    {
                        if (kept is { } factor)
                        {
                            members.Writer.Line($"{factor.Field} = {depth.Local}.{factor.Member};");
                        }
                    }
                }

                Laws(members.Writer, spec);
            }));
    }

    private static void EmitModel(Members members, ModelSpec spec) => members.Member(
        ["<summary>Draws every weight anew, as the head of this file says.</summary>"],
        () => members.Writer.Block("public override void reset_parameters()", () =>
        {
            var writer = members.Writer;
            Parts(writer, spec);
            Laws(writer, spec);
            if (spec.Branches.Blocks.Count == 0)
            {
                return;
            }

            var shared = spec.Branches.Share ? "residualBranches" : null;
            if (shared is not null)
            {
                writer.Line($"var {shared} = {string.Join(" + ", spec.Branches.Blocks.Select(Count))};");
            }

            for (var i = 0; i < spec.Branches.Blocks.Count; i++)
            {
                Block(writer, spec.Branches.Blocks[i], shared ?? Count(spec.Branches.Blocks[i]), i);
            }
        }));

    /// <summary>Draws the classes of their own: not while the model is made, when each has just drawn itself.</summary>
    private static void Parts(SourceWriter writer, ModelSpec spec)
    {
        if (spec.Parts.Count == 0)
        {
            return;
        }

        writer.Block("if (IsConstructed)", () =>
        {
            foreach (var part in spec.Parts)
            {
                if (part.IsList)
                {
                    writer.Block($"foreach (var part in {part.Field})", () => writer.Line("part.reset_parameters();"));
                }
                else
                {
                    writer.Line($"{part.Field}.reset_parameters();");
                }
            }
        });
        writer.Line();
    }

    private static void Block(SourceWriter writer, BlockMember block, string branches, int index)
    {
        if (!block.IsList)
        {
            writer.Line($"{block.Field}.reset_parameters({branches});");
            return;
        }

        var layer = $"layer{(index == 0 ? "" : index.ToString(System.Globalization.CultureInfo.InvariantCulture))}";
        if (block.NeedsLayer)
        {
            writer.Line($"var {layer} = 0L;");
        }

        writer.Block($"foreach (var block in {block.Field})", () =>
            writer.Line(block.NeedsLayer ? $"block.reset_parameters({branches}, {layer}++);" : $"block.reset_parameters({branches});"));
    }

    private static string Count(BlockMember block) => block.IsList ? $"{block.PerBlock}L * {block.Field}.Count" : $"{block.PerBlock}L";

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
