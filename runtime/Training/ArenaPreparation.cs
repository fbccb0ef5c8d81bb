using StableModels.Precision;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableModels.Training;

/// <summary>Brings a model to its device and compute type and lays its parameters out; the FP32 master copy keeps the digits that half precision drops.</summary>
internal static class ArenaPreparation
{
    public static ParameterArena Prepare(Module model, TrainingPlan plan, Device device, bool? scalarsOnDevice)
    {
        if (is_inference_mode_enabled())
        {
            throw new InvalidOperationException("A trainer was made under inference_mode(), whose tensors cannot be trained afterwards. Make it outside of it.");
        }

        using var scope = NewDisposeScope();
        var count = model.named_parameters().Count();
        CheckGroups(model, plan);
        if (!IsOn(model, device))
        {
            model.to(device);
        }

        var originals = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        if (plan.Precision is { } precision)
        {
            foreach (var (name, parameter) in model.named_parameters())
            {
                originals.Add(name, parameter.detach().clone());
            }

            HalfWeights.ConvertModel(model, precision.ComputeType);
        }

        if (model.named_parameters().Count() != count)
        {
            throw new InvalidOperationException(
                "Moving the model broke a tie between two layers' weights, as TorchSharp's to(...) does. Move and convert the model first, then share the weight, then create the trainer.");
        }

        var arena = ParameterArena.Create(Groups(model, plan), scalarsOnDevice);
        if (originals.Count > 0)
        {
            TakeMasters(model, arena, originals);
        }

        return arena;
    }

    // Before the model is touched: what half precision rounds stays rounded.
    private static void CheckGroups(Module model, TrainingPlan plan)
    {
        if (!Groups(model, plan).SelectMany(group => group.Parameters).Any(item => ParameterArena.IsTrained(item.parameter)))
        {
            throw ParameterArena.NothingToTrain();
        }
    }

    // Of the parameters that the model has now: a move or a conversion puts others in their place.
    private static IReadOnlyList<ParameterGroup> Groups(Module model, TrainingPlan plan)
    {
        var groups = model is IStableModel stable ? stable.ParameterGroups() : ParameterGroup.Split(model);
        foreach (var part in plan.Parts.OfType<IRegroupingPart>())
        {
            groups = part.Regroup(groups);
        }

        return groups;
    }

    private static bool IsOn(Module model, Device device)
    {
        using var probe = Probe(device);
        var target = probe.device.ToString();
        return model.parameters().Concat(model.buffers()).All(tensor => string.Equals(tensor.device.ToString(), target, StringComparison.Ordinal));
    }

    private static Tensor Probe(Device device)
    {
        if (device.type == DeviceType.META)
        {
            throw new ArgumentException("The device meta holds shapes and no values: nothing can be trained there. Train on the CPU or a GPU.", nameof(device));
        }

        try
        {
            return empty(0, device: device);
        }
        catch (System.Runtime.InteropServices.ExternalException exception)
        {
            throw new ArgumentException($"The device {device} is not there: this machine has none, or its libtorch is built without it. Train on torch.CPU, or install the libtorch for it, such as TorchSharp-cuda-linux.", nameof(device), exception);
        }
    }

    private static void TakeMasters(Module model, ParameterArena arena, Dictionary<string, Tensor> originals)
    {
        using var noGrad = no_grad();
        var names = new Dictionary<Parameter, string>(ReferenceEqualityComparer.Instance);
        foreach (var (name, parameter) in model.named_parameters())
        {
            names.TryAdd(parameter, name);
        }

        foreach (var segment in arena.Segments)
        {
            if (segment.IsHalf && names.TryGetValue(segment.Parameter, out var name))
            {
                ParameterArena.View(arena.Parameters, segment).copy_(originals[name]);
            }
        }
    }
}
