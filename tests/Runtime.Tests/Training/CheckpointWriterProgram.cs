using StableModels.Optimizers;
using StableModels.Training;
using TorchSharp;

namespace StableModels.Tests.Training;

/// <summary>Writes checkpoints to a folder until it is killed, and prints each one's name once it is saved.</summary>
internal static class CheckpointWriterProgram
{
    public static int Main(string[] arguments)
    {
        var model = new FedModel(torch.randn(64, 64), torch.randn(64));
        using var trainer = Trainer.Create(model, new(new AdamW()), torch.CPU, 1_000_000, new() { CheckpointFolder = arguments[0], KeepCheckpoints = 2 });
        for (; ; )
        {
            trainer.Step(() => model.Values[0].square().sum());
            Console.Out.Write(Path.GetFileName(trainer.Save()) + "\n");
            Console.Out.Flush();
        }
    }
}
