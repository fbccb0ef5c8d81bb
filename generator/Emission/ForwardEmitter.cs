using StableModels.Generator.Model;

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
                writer.Line($"{assign} = {run.Field}.call({x});");
                break;
            case Step.Loop loop:
                if (x != "x")
                {
                    writer.Line("var x = input;");
                }

                writer.Block($"foreach (var block in {loop.Field})", () => writer.Line("x = block.call(x);"));
                break;
            case Step.Tied tied:
                writer.Line($"{assign} = global::TorchSharp.torch.nn.functional.linear({x}, {tied.Weight});");
                break;
            case Step.Residual residual:
                var branch = x;
                foreach (var field in Chain(residual))
                {
                    branch = $"{field}.call({branch})";
                }

                var sum = $"{x} + {branch}";
                writer.Line($"{assign} = {(residual.Around is null ? sum : $"{residual.Around}.call({sum})")};");
                break;
            default:
                throw new InvalidOperationException($"No emission for the step {step}.");
        }
    }

    private static IEnumerable<string> Chain(Step.Residual residual)
    {
        if (residual.Before is not null)
        {
            yield return residual.Before;
        }

        foreach (var field in residual.Branch)
        {
            yield return field;
        }

        if (residual.After is not null)
        {
            yield return residual.After;
        }
    }
}
