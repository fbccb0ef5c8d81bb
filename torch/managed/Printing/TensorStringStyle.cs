namespace TorchSharp;

/// <summary>Ways to write a tensor down.</summary>
public enum TensorStringStyle
{
    /// <summary>Shape, type and device only.</summary>
    Metadata = 0,

    /// <summary>Metadata, then the values in rows.</summary>
    Julia = 1,

    /// <summary>Nested square brackets.</summary>
    Numpy = 2,

    /// <summary>Type, shape and nested braces.</summary>
    CSharp = 3,

    /// <summary>What <see cref="torch.TensorStringStyle"/> says.</summary>
    Default = 4,
}
