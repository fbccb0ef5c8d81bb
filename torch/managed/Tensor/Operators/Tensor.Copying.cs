using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    // Copies, and writing in place.
    public partial class Tensor
    {
        public Tensor clone() => Aten.clone.Call(this);

        public Tensor copy_(Tensor source, bool nonBlocking = false) => InPlace(Aten.copy_, this, source, nonBlocking);

        public Tensor detach() => Aten.detach.Call(this);

        public Tensor detach_() => InPlace(Aten.detach_, this);

        public Tensor fill_(Scalar value) => InPlace(Aten.fill__Scalar, this, value);

        public Tensor set_(Tensor source) => InPlace(Aten.set__source_Tensor, this, source);

        public Tensor zero_() => InPlace(Aten.zero_, this);
    }
}

internal static partial class Aten
{
    internal static readonly Operator clone = Operator.Find("aten::clone");
    internal static readonly Operator copy_ = Operator.Find("aten::copy_");
    internal static readonly Operator detach = Operator.Find("aten::detach");
    internal static readonly Operator detach_ = Operator.Find("aten::detach_");
    internal static readonly Operator fill__Scalar = Operator.Find("aten::fill_", "Scalar");
    internal static readonly Operator set__source_Tensor = Operator.Find("aten::set_", "source_Tensor");
    internal static readonly Operator zero_ = Operator.Find("aten::zero_");
}
