using StableModels.Gradients;
using StableModels.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableModels.Tests.Training;

/// <summary>A module of bare parameters whose gradient is whatever a test feeds: loss = sum of parameter times gradient.</summary>
internal sealed class FedModel : nn.Module
{
    public FedModel(params float[][] values)
        : base(nameof(FedModel))
    {
        foreach (var value in values)
        {
            Add(tensor(value));
        }
    }

    public FedModel(params Tensor[] values)
        : base(nameof(FedModel))
    {
        foreach (var value in values)
        {
            Add(value);
        }
    }

    /// <summary>As they are registered now: a trainer in half precision puts other ones in their place.</summary>
    public IReadOnlyList<Parameter> Values => [.. parameters()];

    public float[] this[int index]
    {
        get
        {
            using var scope = NewDisposeScope();
            return Values[index].detach().to(ScalarType.Float32).contiguous().data<float>().ToArray();
        }
    }

    /// <summary>A loss whose gradients are these.</summary>
    public Tensor LossWithGradients(params float[][] gradients)
    {
        var loss = zeros([]);
        var parameters = Values;
        for (var index = 0; index < gradients.Length; index++)
        {
            loss = loss.add(parameters[index].mul(tensor(gradients[index]).view(parameters[index].shape)).sum());
        }

        return loss;
    }

    /// <summary>An arena over this module whose gradients are these, ready for a stage.</summary>
    public ParameterArena Arena(bool scalarsOnDevice, params float[][] gradients)
    {
        var arena = ParameterArena.Create(ParameterGroup.Split(this), scalarsOnDevice);
        LossWithGradients(gradients).backward();
        return arena;
    }

    /// <summary>The gradients after the pending factor, per parameter.</summary>
    public float[][] Gradients(GradientContext context)
    {
        context.Materialize();
        return [.. Values.Select(parameter => parameter.grad!.contiguous().data<float>().ToArray())];
    }

    private void Add(Tensor value)
    {
        register_parameter($"p{Values.Count}", new Parameter(value));
    }
}
