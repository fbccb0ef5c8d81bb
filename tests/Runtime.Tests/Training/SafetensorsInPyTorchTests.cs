using System.Diagnostics;
using StableModels.Optimizers;
using StableModels.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Tests.Training;

/// <summary>Our weights in PyTorch, and PyTorch's with us. The project compiles this file where Debian's python3-torch is installed.</summary>
internal sealed class SafetensorsInPyTorchTests : ScopedTest
{
    [Test]
    public void PyTorch_loads_a_checkpoints_weights_strictly_computes_the_same_and_its_file_is_read_back()
    {
        var folder = Directory.CreateTempSubdirectory("pytorch-").FullName;
        var model = nn.Sequential(("first", nn.Linear(2, 5)), ("on", nn.ReLU()), ("last", nn.Linear(5, 3)));
        using var trainer = Trainer.Create(model, new(new AdamW()), CPU, 10, new() { CheckpointFolder = folder });
        trainer.Step(() => model.call(randn(8, 2)).square().mean());
        var ours = Path.Combine(trainer.Save(), "weights.safetensors");
        var theirs = Path.Combine(folder, "theirs.safetensors");

        Python(ours, theirs);
        var (tensors, metadata) = Safetensors.Load(theirs);

        Assert.That(metadata["format"], Is.EqualTo("pt"));
        foreach (var (name, weight) in model.state_dict())
            Assert.That(tensors[name].data<float>().ToArray(), Is.EqualTo(weight.data<float>().ToArray()), name);
        using (no_grad())
        {
            var output = model.call(tensor(new[] { 1f, -2f, 0.5f, 3f }).view(2, 2));
            Assert.That(tensors["output"].data<float>().ToArray(), Is.EqualTo(output.data<float>().ToArray()).Within(1e-6f));
        }

        foreach (var (name, type) in s_types)
        {
            var pattern = tensor(new[] { 0.0, 1, 1, 0, 1, 0 }).mul(name is "BOOL" or "U8" ? 1 : -3).to(type).view(2, 3);
            Assert.That(tensors[$"type.{name}"].dtype, Is.EqualTo(type), name);
            Assert.That(tensors[$"type.{name}"].eq(pattern).all().item<bool>(), Is.True, name);
        }

        Directory.Delete(folder, recursive: true);
    }

    private static readonly (string Name, ScalarType Type)[] s_types =
    [
        ("F64", ScalarType.Float64), ("F32", ScalarType.Float32), ("F16", ScalarType.Float16), ("BF16", ScalarType.BFloat16), ("I64", ScalarType.Int64),
        ("I32", ScalarType.Int32), ("I16", ScalarType.Int16), ("I8", ScalarType.Int8), ("U8", ScalarType.Byte), ("BOOL", ScalarType.Bool),
        ("C64", ScalarType.ComplexFloat32),
    ];

    private static void Python(params string[] arguments)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "Reference", "safetensors_file.py");
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/python3", [script, .. arguments]) { RedirectStandardError = true, UseShellExecute = false })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, error);
    }
}
