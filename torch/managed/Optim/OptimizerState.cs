using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What an optimizer remembers of one parameter.</summary>
public abstract partial class OptimizerState
{
    protected Parameter _parameter;

    protected OptimizerState(Parameter parameter) => _parameter = parameter;

    public abstract void Initialize(OptimizerOptions options);

    public abstract void SaveStateDict(BinaryWriter writer);

    public abstract void LoadStateDict(BinaryReader reader);

    public abstract void LoadStateDict(OptimizerState source);

    public virtual bool ApproximatelyEquals(OptimizerState other)
    {
        if (GetType() != other.GetType())
            return false;
        var (mine, others) = (new Listing(this), new Listing(other));
        return mine.Tensors.Count > 0 && mine.Counts.SequenceEqual(others.Counts) && mine.Numbers.SequenceEqual(others.Numbers)
            && mine.Tensors.Zip(others.Tensors).All(pair => Close(pair.First, pair.Second));
    }

    public virtual void to(Device device) => Walk(new Moving(device));

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
    private static Tensor Keep(Tensor tensor, Device device)
    {
        using var noGradient = no_grad();
        return tensor.to(tensor.dtype, device, copy: true).DetachFromDisposeScope();
    }

    /// <summary>Shows what the state holds, in the order of TorchSharp's files.</summary>
    private protected virtual void Walk(StateWalk walk) { }

    private protected void Save(BinaryWriter writer) => Walk(new Saving(writer));

    private protected void Load(BinaryReader reader) => Walk(new Loading(reader, _parameter.device));

    private protected void Copy(OptimizerState source) => Walk(new Copying(new Listing(source), _parameter.device));

    private protected void Release() => Walk(new Releasing());

    private static bool Close(Tensor? left, Tensor? right)
        => left is null ? right is null : right is not null && left.allclose(right);
}
