using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>A tensor that a module trains. It takes over the given tensor, which is empty afterwards.</summary>
    public class Parameter : Tensor
    {
        public Parameter(Tensor data, bool requires_grad = true)
            : this(data, data.OwningDisposeScope, requires_grad)
        {
        }

        private Parameter(Tensor data, DisposeScope? scope, bool requires_grad)
            : base(Take(data, requires_grad))
        {
            if (!ReferenceEquals(OwningDisposeScope, scope))
                MoveToOtherDisposeScope(scope);
        }

        private static nint Take(Tensor data, bool requires_grad)
        {
            data.requires_grad = requires_grad;
            return data.MoveHandle();
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Parameter Parameter(Tensor data, bool requires_grad = true) => new(data, requires_grad);
        }
    }
}
