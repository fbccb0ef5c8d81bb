using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What an optimizer remembers of one parameter.</summary>
public abstract class OptimizerState
{
    protected Parameter _parameter;

    protected OptimizerState(Parameter parameter) => _parameter = parameter;

    public abstract void Initialize(OptimizerOptions options);

    public abstract void SaveStateDict(BinaryWriter writer);

    public abstract void LoadStateDict(BinaryReader reader);

    public abstract void LoadStateDict(OptimizerState source);

    public virtual bool ApproximatelyEquals(OptimizerState other) => false;

    public virtual void to(Device device) { }

    protected static void SaveConditionalStateTensor(BinaryWriter writer, Tensor? tensor)
    {
        writer.Write(tensor is not null);
        tensor?.WriteTo(writer);
    }

    protected static void LoadConditionalStateTensor(BinaryReader reader, ref Tensor? result, Device device)
    {
        result?.Dispose();
        if (!reader.ReadBoolean())
        {
            result = null;
            return;
        }

        using var loaded = TensorStream.Read(reader);
        result = Keep(loaded, device);
    }

    /// <summary>A tensor like the parameter, of zeros, that no dispose scope owns.</summary>
    private protected Tensor Zeros() => Filled(0);

    private protected Tensor Filled(double value)
    {
        using var noGradient = no_grad();
        return full_like(_parameter, value).DetachFromDisposeScope();
    }

    /// <summary>A copy on the given device that no dispose scope owns.</summary>
    private protected static Tensor Keep(Tensor tensor, Device device)
    {
        using var noGradient = no_grad();
        return tensor.to(tensor.dtype, device, copy: true).DetachFromDisposeScope();
    }

    private protected void Replace(ref Tensor? tensor, Tensor? source)
    {
        var replaced = tensor;
        tensor = source is null ? null : Keep(source, _parameter.device);
        replaced?.Dispose();
    }

    private protected static void Move(ref Tensor? tensor, Device device)
    {
        if (tensor is null)
            return;
        var replaced = tensor;
        tensor = Keep(replaced, device);
        replaced.Dispose();
    }

    private protected static bool Close(Tensor? left, Tensor? right)
        => left is null ? right is null : right is not null && left.allclose(right);
}
