using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

// What is done to all that a state holds.
public abstract partial class OptimizerState
{
    private sealed class Saving(BinaryWriter writer) : StateWalk
    {
        internal override void Count(ref long value) => writer.Write(value);

        internal override void Number(ref double value) => writer.Write(value);

        internal override void Tensor(ref Tensor? tensor, bool isOptional)
        {
            if (isOptional)
                SaveConditionalStateTensor(writer, tensor);
            else
                tensor!.WriteTo(writer);
        }
    }

    private sealed class Loading(BinaryReader reader, Device device) : StateWalk
    {
        internal override void Count(ref long value) => value = reader.ReadInt64();

        internal override void Number(ref double value) => value = reader.ReadDouble();

        internal override void Tensor(ref Tensor? tensor, bool isOptional)
        {
            if (isOptional)
                LoadConditionalStateTensor(reader, ref tensor, device);
            else
                tensor!.ReadFrom(reader);
        }
    }

    private sealed class Listing : StateWalk
    {
        internal Listing(OptimizerState state) => state.Walk(this);

        internal Queue<long> Counts { get; } = [];

        internal Queue<double> Numbers { get; } = [];

        internal Queue<Tensor?> Tensors { get; } = [];

        internal override void Count(ref long value) => Counts.Enqueue(value);

        internal override void Number(ref double value) => Numbers.Enqueue(value);

        internal override void Tensor(ref Tensor? tensor, bool isOptional) => Tensors.Enqueue(tensor);
    }

    private sealed class Copying(Listing source, Device device) : StateWalk
    {
        internal override void Count(ref long value) => value = source.Counts.Dequeue();

        internal override void Number(ref double value) => value = source.Numbers.Dequeue();

        internal override void Tensor(ref Tensor? tensor, bool isOptional)
        {
            var replaced = tensor;
            tensor = source.Tensors.Dequeue() is { } given ? Keep(given, device) : null;
            replaced?.Dispose();
        }
    }

    private sealed class Moving(Device device) : StateWalk
    {
        internal override void Tensor(ref Tensor? tensor, bool isOptional)
        {
            var replaced = tensor;
            tensor = replaced is null ? null : Keep(replaced, device);
            replaced?.Dispose();
        }
    }

    private sealed class Releasing : StateWalk
    {
        internal override void Tensor(ref Tensor? tensor, bool isOptional) => tensor?.Dispose();
    }
}
