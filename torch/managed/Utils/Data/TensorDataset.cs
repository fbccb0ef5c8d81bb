using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Rows of tensors that have equally many.</summary>
    public class TensorDataset : utils.data.IterableDataset
    {
        private readonly Tensor[] _tensors;

        internal TensorDataset(Tensor[] tensors)
        {
            if (tensors is null || tensors.Length == 0)
                throw new ArgumentException("A TensorDataset needs at least one tensor.", nameof(tensors));
            Count = tensors[0].shape[0];
            if (Array.Exists(tensors, tensor => tensor.shape[0] != Count))
                throw new ArgumentException("All tensors must have the same first dimension size.", nameof(tensors));

            _tensors = Array.ConvertAll(tensors, tensor => tensor.alias().DetachFromDisposeScope());
        }

        public override long Count { get; }

        public IList<Tensor> this[long index] => Array.ConvertAll(_tensors, tensor => tensor.select(0, index));

        public override IList<Tensor> GetTensor(long index) => this[index];

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                foreach (var tensor in _tensors)
                    tensor.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class utils
        {
            public static partial class data
            {
                /// <summary>A sample is the row of that number of each tensor.</summary>
                public static TensorDataset TensorDataset(params Tensor[] tensors) => new(tensors);
            }
        }
    }
}
