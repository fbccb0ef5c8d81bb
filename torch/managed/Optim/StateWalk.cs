using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Goes through what an optimizer remembers of one parameter, in the order of TorchSharp's files.</summary>
internal abstract class StateWalk
{
    internal virtual void Count(ref long value) { }

    internal virtual void Number(ref double value) { }

    /// <param name="tensor">What is remembered.</param>
    /// <param name="isOptional">Whether it is there only where the options ask for it, which the file says.</param>
    internal abstract void Tensor(ref Tensor? tensor, bool isOptional = false);
}
