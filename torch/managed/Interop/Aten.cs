namespace TorchSharp;

/// <summary>The operators in use, named base_overload and looked up at their first call: each at the end of the file that calls it, of a tensor's method where several do.</summary>
internal static partial class Aten;
