using StableModels.Generator.Model;

namespace StableModels.Generator.Emission;

/// <summary>Writes the training side of a model: parameter groups, plan, trainer, clipping.</summary>
internal static class TrainingEmitter
{
    private const string Training = "global::StableModels.Training.";

    public static void Emit(Members members, ModelSpec spec)
    {
        if (spec.Kind != DeclarationKind.Model)
        {
            return;
        }

        EmitUnlessTaken(members, spec, "ParameterGroups",
            ["<summary>The parameters that are decayed (matrices) and those that are not (biases, norms), each once.</summary>"],
            writer => writer.Line($"public global::System.Collections.Generic.IReadOnlyList<{Training}ParameterGroup> ParameterGroups() => {Training}ParameterGroup.Split(this);"));
        if (spec.Clipping is { } clipping)
        {
            if (clipping.Field is { } field && !spec.Declares("ClipGradients"))
            {
                members.Field($"private global::StableModels.Gradients.GradientClipper? {field};");
            }

            EmitUnlessTaken(members, spec, "ClipGradients",
                ["<summary>Clips the gradients as declared: for training loops of your own, after <c>backward</c> and before <c>step</c>.</summary>"],
                writer => writer.Line($"public void ClipGradients() => {clipping.Statement};"));
        }

        if (spec.PlanField is not { } plan || spec.Declares("Plan"))
        {
            return;
        }

        // Not a static initialiser: what a plan throws would reach the user wrapped in a TypeInitializationException.
        members.Field($"private static {Training}TrainingPlan? {plan};");
        EmitUnlessTaken(members, spec, "Plan", ["<summary>The declared training.</summary>"], writer =>
        {
            writer.Line($"public static {Training}TrainingPlan Plan => {plan} ??= new {Training}TrainingPlan(");
            writer.Indented(() =>
            {
                for (var i = 0; i < spec.Training.Count; i++)
                {
                    writer.Line(spec.Training[i].Creation + (i < spec.Training.Count - 1 ? "," : ");"));
                }
            });
        });
        EmitUnlessTaken(members, spec, "CreateTrainer",
            [
                "<summary>Moves the model to the device and makes the trainer that was declared.</summary>",
                "<param name=\"device\">Where to train.</param>",
                "<param name=\"totalSteps\">The length of the run, which the schedule needs.</param>",
                "<param name=\"options\">What is not part of the declaration: observers, checkpoints.</param>",
            ],
            writer => writer.Line($"public {Training}Trainer CreateTrainer(global::TorchSharp.torch.Device device, long totalSteps, {Training}TrainerOptions? options = null) => {Training}Trainer.Create(this, Plan, device, totalSteps, options);"));
    }

    private static void EmitUnlessTaken(Members members, ModelSpec spec, string name, IEnumerable<string> documentation, Action<SourceWriter> declaration)
    {
        if (!spec.Declares(name))
        {
            members.Member(documentation, () => declaration(members.Writer));
        }
    }
}
