using System.Globalization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>
/// The parameters of a stack of recurrent layers: for each layer and direction weight_ih, weight_hh and, with a bias, bias_ih and bias_hh,
/// named as in PyTorch (weight_ih_l0, weight_ih_l0_reverse, ...). All start from U(-1/sqrt(hidden), 1/sqrt(hidden)).
/// </summary>
internal sealed class RecurrentWeights
{
    private readonly List<(string Name, Parameter Parameter)> _named = [];
    private Tensor[]? _flat;

    internal RecurrentWeights(long gates, long inputs, long hidden, long layers, bool bias, bool bidirectional, Device? device, ScalarType? dtype)
    {
        if (hidden <= 0 || layers <= 0)
            throw new ArgumentException($"A recurrent layer needs a hidden size and a number of layers above zero, not {hidden} and {layers}.", nameof(hidden));

        (Layers, HasBias, Directions, Hidden) = (layers, bias, bidirectional ? 2 : 1, hidden);
        for (var layer = 0L; layer < layers; layer++)
        {
            for (var direction = 0; direction < Directions; direction++)
            {
                var suffix = string.Create(CultureInfo.InvariantCulture, $"_l{layer}{(direction == 0 ? string.Empty : "_reverse")}");
                Add("weight_ih" + suffix, [gates * hidden, layer == 0 ? inputs : hidden * Directions]);
                Add("weight_hh" + suffix, [gates * hidden, hidden]);
                if (!bias)
                    continue;
                Add("bias_ih" + suffix, [gates * hidden]);
                Add("bias_hh" + suffix, [gates * hidden]);
            }
        }

        void Add(string name, long[] shape) => _named.Add((name, RecurrentStart.Parameter(hidden, shape, device, dtype)));
    }

    internal long Layers { get; }

    internal bool HasBias { get; }

    internal int Directions { get; }

    internal long Hidden { get; }

    internal IEnumerable<(string Name, Parameter Parameter)> Named => _named;

    /// <summary>The parameters in the order in which libtorch takes them.</summary>
    internal Tensor[] Flat => _flat ??= [.. _named.Select(entry => entry.Parameter)];

    internal Parameter? Find(string kind, long index)
        => _named.Where(entry => entry.Name.StartsWith(kind, StringComparison.Ordinal)).Select(entry => entry.Parameter).ElementAtOrDefault((int)index);

    /// <summary>Zeros of the shape (layers * directions, batch, hidden); without a batch dimension in the input, none here.</summary>
    internal Tensor InitialState(Tensor input, bool batchFirst)
    {
        var shape = input.shape;
        long[] state = shape.Length == 2 ? [Layers * Directions, Hidden] : [Layers * Directions, shape[batchFirst ? 0 : 1], Hidden];
        return zeros(state, dtype: input.dtype, device: input.device);
    }
}
