namespace TorchSharp;

/// <summary>What lies beyond the edge.</summary>
public enum PaddingModes
{
    Zeros = 0,
    Reflect = 1,
    Replicate = 2,
    Circular = 3,
    Constant = 4,
}

/// <summary>How much a convolution widens its input: not at all, or so that the output is as long as the input.</summary>
public enum Padding
{
    Valid = 0,
    Same = 1,
}
