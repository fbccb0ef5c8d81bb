using StableModels.Generator.Model;
using StableModels.Generator.Model.Layers;

namespace StableModels.Generator.Emission;

/// <summary>Writes the other part of a class whose declaration is faulty, so that the compiler comes to the analyzer that says what is wrong.</summary>
internal static class ShellEmitter
{
    private const string Training = "global::StableModels.Training.";

    public static string Emit(Shell shell) => ModelEmitter.File(
        shell.Type,
        writer => writer.Line($"// {shell.Type.DocumentationName} is not expanded: {Reason(shell)}."),
        Bases(shell),
        writer => Members(new Members(writer), shell));

    private static string Reason(Shell shell) => shell.Rule is null ? "its declaration does not compile" : $"its declaration breaks {shell.Rule}";

    private static IEnumerable<string> Bases(Shell shell)
    {
        if (shell.BaseType is not null)
        {
            yield return shell.BaseType;
        }

        if (shell.IsModule && shell.Kind == DeclarationKind.Model)
        {
            yield return Training + "IStableModel";
        }
        else if (shell.IsModule && shell.Kind == DeclarationKind.ResidualBlock)
        {
            yield return "global::StableModels.Layers.IResidualBlock";
        }
    }

    private static void Members(Members members, Shell shell)
    {
        var fails = $"throw new global::System.InvalidOperationException(\"{shell.Type.DocumentationName} is not expanded: {Reason(shell)}.\");";
        foreach (var property in shell.Properties)
        {
            members.Member([], () => members.Writer.Block(property.Header, () =>
            {
                foreach (var accessor in property.Accessors)
                {
                    members.Writer.Line($"{accessor} {{ {fails} }}");
                }
            }));
        }

        if (!shell.IsModule)
        {
            return;
        }

        Method("register_layers", "protected override void register_layers()");
        if (shell.Forward is { } inputs)
        {
            members.Member([], () => members.Writer.Line($"public override {Names.Tensor} forward({string.Join(", ", Enumerable.Range(1, inputs).Select(static i => $"{Names.Tensor} input{i}"))}) => {fails}"));
        }

        Method("Describe", "public string Describe()");
        if (shell.Kind == DeclarationKind.ResidualBlock)
        {
            Method("ResidualBranches", "public long ResidualBranches");
            members.Member([], () => members.Writer.Line($"public void reset_parameters(long residualBranches, long layer = 0) => {fails}"));
        }

        if (shell.Kind != DeclarationKind.Model)
        {
            return;
        }

        Method("ParameterGroups", $"public global::System.Collections.Generic.IReadOnlyList<{Training}ParameterGroup> ParameterGroups()");
        if (shell.Clips)
        {
            Method("ClipGradients", "public void ClipGradients()");
        }

        if (shell.Trains)
        {
            Method("Plan", $"public static {Training}TrainingPlan Plan");
            Method("CreateTrainer", $"public {Training}Trainer CreateTrainer(global::TorchSharp.torch.Device device, long totalSteps, {Training}TrainerOptions? options = null)");
        }

        void Method(string name, string signature)
        {
            if (!shell.Declares(name))
            {
                members.Member([], () => members.Writer.Line($"{signature} => {fails}"));
            }
        }
    }
}
