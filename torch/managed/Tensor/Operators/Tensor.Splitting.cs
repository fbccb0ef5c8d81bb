using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    // Cutting into pieces.
    public partial class Tensor
    {
        public Tensor[] chunk(long chunks, long dim = 0) => Aten.chunk.CallList(this, chunks, dim);

        public Tensor[] dsplit((long, long) indices_or_sections) => dsplit(new[] { indices_or_sections.Item1, indices_or_sections.Item2 });

        public Tensor[] dsplit((long, long, long) indices_or_sections) =>
            dsplit(new[] { indices_or_sections.Item1, indices_or_sections.Item2, indices_or_sections.Item3 });

        public Tensor[] dsplit((long, long, long, long) indices_or_sections) =>
            dsplit(new[] { indices_or_sections.Item1, indices_or_sections.Item2, indices_or_sections.Item3, indices_or_sections.Item4 });

        public Tensor[] dsplit(Tensor indices) => tensor_split(indices, 2);

        public Tensor[] dsplit(long size) => Aten.dsplit_int.CallList(this, size);

        public Tensor[] dsplit(params long[] sizes) => Aten.dsplit_array.CallList(this, sizes);

        public Tensor[] hsplit(Tensor indices) => tensor_split(indices, ndim == 1 ? 0 : 1);

        public Tensor[] hsplit(long size) => Aten.hsplit_int.CallList(this, size);

        public Tensor[] hsplit(params long[] sizes) => Aten.hsplit_array.CallList(this, sizes);

        public Tensor[] split(ReadOnlySpan<long> sizes, long dim = 0) => Aten.split_with_sizes.CallList(this, sizes.ToArray(), dim);

        public Tensor[] split(long size, int dim = 0) => Aten.split_Tensor.CallList(this, size, dim);

        public Tensor[] split(long[] sizes, long dim = 0) => Aten.split_with_sizes.CallList(this, sizes, dim);

        public Tensor[] split(params long[] sizes) => Aten.split_with_sizes.CallList(this, sizes);

        public Tensor[] tensor_split(Tensor indices, long dim = 0) => Aten.tensor_split_tensor_indices_or_sections.CallList(this, indices, dim);

        public Tensor[] tensor_split(long size, long dim = 0) => Aten.tensor_split_sections.CallList(this, size, dim);

        public Tensor[] tensor_split(long[] sizes, long dim = 0) => Aten.tensor_split_indices.CallList(this, sizes, dim);

        public Tensor[] unbind(long dimension = 0) => Aten.unbind_int.CallList(this, dimension);

        public Tensor[] vsplit(Tensor indices) => tensor_split(indices, 0);

        public Tensor[] vsplit(long size) => Aten.vsplit_int.CallList(this, size);

        public Tensor[] vsplit(params long[] sizes) => Aten.vsplit_array.CallList(this, sizes);
    }
}

internal static partial class Aten
{
    internal static readonly Operator chunk = Operator.Find("aten::chunk");
    internal static readonly Operator dsplit_array = Operator.Find("aten::dsplit", "array");
    internal static readonly Operator dsplit_int = Operator.Find("aten::dsplit", "int");
    internal static readonly Operator hsplit_array = Operator.Find("aten::hsplit", "array");
    internal static readonly Operator hsplit_int = Operator.Find("aten::hsplit", "int");
    internal static readonly Operator split_Tensor = Operator.Find("aten::split", "Tensor");
    internal static readonly Operator split_with_sizes = Operator.Find("aten::split_with_sizes");
    internal static readonly Operator tensor_split_indices = Operator.Find("aten::tensor_split", "indices");
    internal static readonly Operator tensor_split_sections = Operator.Find("aten::tensor_split", "sections");
    internal static readonly Operator tensor_split_tensor_indices_or_sections = Operator.Find("aten::tensor_split", "tensor_indices_or_sections");
    internal static readonly Operator unbind_int = Operator.Find("aten::unbind", "int");
    internal static readonly Operator vsplit_array = Operator.Find("aten::vsplit", "array");
    internal static readonly Operator vsplit_int = Operator.Find("aten::vsplit", "int");
}
