using StableModels.Generator.Model;
using StableModels.Generator.Model.Layers;

namespace StableModels.Generator.Emission;

/// <summary>Writes <c>forward</c>: the members in declaration order, in a dispose scope.</summary>
internal static class ForwardEmitter
{
    private const string Tensor = "global::TorchSharp.torch.Tensor";

    public static void Emit(Members members, EquatableArray<Step> steps) => members.Member(
        [
            "<summary>Runs the members in declaration order.</summary>",
            "<param name=\"input\">What the first member takes.</param>",
            "<returns>What the last member gives, owned by the caller's dispose scope.</returns>",
        ],
        () => members.Writer.Block($"public override {Tensor} forward({Tensor} input)", () =>
        {
            var writer = members.Writer;
            writer.Line("using var scope = global::TorchSharp.torch.NewDisposeScope();");
            var x = "input";
            foreach (var step in steps)
            {
                Emit(writer, step, x);
                x = "x";
            }

            writer.Line("return x.MoveToOuterDisposeScope();");
        }));

    private static void Emit(SourceWriter writer, Step step, string x)
    {
        var assign = x == "x" ? "x" : "var x";
        switch (step)
        {
            case Step.Run run:
                writer.Line($"{assign} = {Call(run.Part, x)};");
                break;
            case Step.Loop loop:
                if (x != "x")
                {
                    writer.Line("var x = input;");
                }

                if (loop.Cast is { } before)
                {
                    writer.Line($"x = {Cast(before, "x")};");
                }

                writer.Block($"foreach (var block in {loop.Field})", () => writer.Line(loop.Recompute
                    ? "x = global::StableModels.Layers.Recompute.Call(block, x);"
                    : "x = block.call(x);"));
                break;
            case Step.Tied tied:
                writer.Line($"{assign} = global::TorchSharp.torch.nn.functional.linear({Tied(tied, x)});");
                break;
            case Step.Convert convert:
                writer.Line($"{assign} = {Cast(convert.Cast, x)};");
                break;
            case Step.Residual residual:
                Emit(writer, residual, x, assign);
                break;
            default:
                throw new InvalidOperationException($"No emission for the step {step}.");
        }
    }

    private static void Emit(SourceWriter writer, Step.Residual residual, string x, string assign)
    {
        var branch = Chain(residual.Branch, x);
        var shortcut = Chain(residual.Shortcut, x);
        if (residual.SumCast is { } cast)
        {
            branch = Cast(cast, branch);
        }

        var sum = $"{Scaled(shortcut, residual.ShortcutScale)} + {Scaled(branch, residual.BranchScale)}";
        writer.Line($"{assign} = {(residual.Around.Count == 0 ? sum : Chain(residual.Around, sum))};");
    }

    /// <summary>The calls of a chain, innermost first.</summary>
    private static string Chain(EquatableArray<Part> parts, string x) => parts.Aggregate(x, static (inner, part) => Call(part, inner));

    private static string Call(Part part, string x) => $"{part.Field}.call({(part.Cast is { } cast ? Cast(cast, x) : x)}){(part.ReturnsTuple ? ".Item1" : "")}";

    private static string Cast(TypeCast cast, string x) => cast.Target is { } target ? $"{Names.Precision}Cast.Like({x}, {target})" : $"{Names.Precision}Cast.Wide({x})";

    private static string Tied(Step.Tied tied, string x)
    {
        string[] operands = tied.Bias is { } bias ? [x, tied.Weight, bias] : [x, tied.Weight];
        if (tied.TypeField is { } type)
        {
            operands = [.. operands.Select(operand => $"{Names.Precision}Cast.To({operand}, {type})")];
        }
        else if (tied.Cast is { } cast)
        {
            operands[0] = Cast(cast, x);
        }

        return string.Join(", ", operands);
    }

    private static string Scaled(string value, string? scale) => scale is null ? value : $"{value} * {scale}";
}
