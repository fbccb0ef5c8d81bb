using TorchSharp;

namespace StableModels.Torch.Tests.NN;

/// <summary>One case of Reference/nn.json: see nn.py.</summary>
internal sealed record LayerReference(
    string Name,
    ReferenceTensor[] Inputs,
    Dictionary<string, ReferenceTensor> Parameters,
    Dictionary<string, ReferenceTensor> Buffers,
    ReferenceTensor[] Outputs,
    ReferenceTensor?[] InputGradients,
    Dictionary<string, ReferenceTensor> ParameterGradients,
    Dictionary<string, ReferenceTensor> BuffersAfter)
{
    internal static readonly Dictionary<string, LayerReference> All =
        ReferenceTensor.Read<LayerReference[]>("nn.json").ToDictionary(reference => reference.Name, StringComparer.Ordinal);
}
