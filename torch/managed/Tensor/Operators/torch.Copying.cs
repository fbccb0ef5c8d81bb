namespace TorchSharp;

public static partial class torch
{
    // Copies, and writing in place.
    public static Tensor clone(Tensor input) => input.clone();
}
