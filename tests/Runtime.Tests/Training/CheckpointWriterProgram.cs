using StableModels.Optimizers;
using StableModels.Training;
using TorchSharp;

namespace StableModels.Tests.Training;

/// <summary>Writes checkpoints to a folder until it is killed, every other one over one of the same step, and prints each one's name and state once it is saved.</summary>
internal static class CheckpointWriterProgram
{
    public static int Main(string[] arguments)
    {
        var model = new FedModel(torch.randn(64, 64), torch.randn(64));
        using var trainer = Trainer.Create(model, new(new AdamW()), torch.CPU, 1_000_000, new() { CheckpointFolder = arguments[0], KeepCheckpoints = 2 });
        for (; ; )
        {
            trainer.Step(() => model.Values[0].square().sum());
            for (trainer.BatchCursor = 2 * trainer.StepCount; trainer.BatchCursor < 2 * trainer.StepCount + 2; trainer.BatchCursor++)
            {
                Console.Out.Write($"{Path.GetFileName(trainer.Save())} {trainer.BatchCursor}\n");
                Console.Out.Flush();
            }
        }
    }
}
