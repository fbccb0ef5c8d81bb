using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableModels.Torch.Tests.NN;

/// <summary>Values, gradients, parameter names and shapes, and running statistics of every layer against PyTorch's.</summary>
[TestFixture]
internal sealed class LayerReferenceTests
{
    private sealed record Layer(Func<Module> Make, Func<Module, Tensor[], Tensor[]> Call);

    private static readonly Dictionary<string, Layer> Layers = Table();

    private static IEnumerable<string> Names => Layers.Keys;

    [TestCaseSource(nameof(Names))]
    public void Equals_PyTorch(string name)
    {
        using var scope = NewDisposeScope();
        var reference = LayerReference.All[name];
        using var module = Layers[name].Make().to(ScalarType.Float64);
        module.load_state_dict(reference.Parameters.Concat(reference.Buffers).ToDictionary(entry => entry.Key, entry => entry.Value.ToTensor(), StringComparer.Ordinal));
        Assert.That(module.named_parameters().Select(entry => entry.name), Is.EqualTo(reference.Parameters.Keys));

        var inputs = reference.Inputs.Select(input => input.ToTensor()).ToArray();
        for (var i = 0; i < inputs.Length; i++)
        {
            if (reference.InputGradients[i] is not null)
                inputs[i].requires_grad = true;
        }

        Comparison.Compare(reference, inputs, Layers[name].Call(module, inputs), module);
    }

    [Test]
    public void No_case_of_a_layer_is_left_out()
        => Assert.That(LayerReference.All.Keys.Where(name => char.IsUpper(name[0])).Except(Layers.Keys, StringComparer.Ordinal), Is.Empty);

    private static Dictionary<string, Layer> Table()
    {
        var table = new Dictionary<string, Layer>(StringComparer.Ordinal);
        void Add<T>(string name, Func<T> make, Func<T, Tensor[], Tensor[]> call) where T : Module
            => table.Add(name, new Layer(make, (module, x) => call((T)module, x)));
        void Plain(string name, Func<Module<Tensor, Tensor>> make) => Add(name, make, (module, x) => [module.call(x[0])]);
        void Pair(string name, Func<Module<Tensor, Tensor, Tensor>> make) => Add(name, make, (module, x) => [module.call(x[0], x[1])]);

        Plain("Linear", () => Linear(4, 3));
        Plain("Linear without bias", () => Linear(4, 3, hasBias: false));
        Plain("Embedding", () => Embedding(7, 3, padding_idx: 2));
        Plain("Embedding max_norm", () => Embedding(7, 3, max_norm: 1));
        Add("EmbeddingBag", () => EmbeddingBag(7, 3), (module, x) => [module.call(x[0], x[1])]);
        Add("EmbeddingBag max", () => EmbeddingBag(7, 3, mode: EmbeddingBagMode.Max), (module, x) => [module.call(x[0])]);
        Add("EmbeddingBag weighted", () => EmbeddingBag(7, 3, mode: EmbeddingBagMode.Sum), (module, x) => [module.call(x[0], null, x[1])]);
        Plain("LayerNorm", () => LayerNorm([3, 4]));
        Plain("PReLU", () => PReLU(3));
        Pair("Bilinear", () => Bilinear(4, 5, 3));
        Plain("BatchNorm1d", () => BatchNorm1d(3));
        Plain("BatchNorm2d", () => BatchNorm2d(3));
        Plain("BatchNorm3d", () => BatchNorm3d(2));
        Plain("BatchNorm1d evaluation", () =>
        {
            var norm = BatchNorm1d(3);
            norm.eval();
            return norm;
        });
        Plain("InstanceNorm1d", () => InstanceNorm1d(3, affine: true, track_running_stats: true));
        Plain("InstanceNorm2d", () => InstanceNorm2d(3));
        Plain("InstanceNorm3d", () => InstanceNorm3d(2));
        Plain("GroupNorm", () => GroupNorm(2, 4));
        Plain("Conv1d", () => Conv1d(2, 3, 3, padding: 1, padding_mode: PaddingModes.Circular));
        Plain("Conv2d", () => Conv2d(2, 4, 3, stride: 2, padding: 1, groups: 2));
        Plain("Conv2d reflect", () => Conv2d(2, 3, (3, 2), Padding.Same, padding_mode: PaddingModes.Reflect));
        Plain("Conv3d", () => Conv3d(1, 2, 2, Padding.Same));
        Plain("ConvTranspose1d", () => ConvTranspose1d(2, 3, 3, stride: 2));
        Plain("ConvTranspose2d", () => ConvTranspose2d(2, 3, 3, stride: 2, padding: 1, output_padding: 1));
        Plain("ConvTranspose3d", () => ConvTranspose3d(2, 1, 2));
        Add("RNN", () => RNN(3, 4, 2, NonLinearities.ReLU, bidirectional: true), (module, x) => Two(module.call(x[0])));
        Add("LSTM", () => LSTM(3, 4, 2, batchFirst: true), (module, x) => Three(module.call(x[0])));
        Add("GRU", () => GRU(3, 4, 2, bias: false), (module, x) => Two(module.call(x[0])));
        Add("GRU state", () => GRU(3, 4), (module, x) => Two(module.call(x[0], x[1])));
        Pair("RNNCell", () => RNNCell(3, 4));
        Add("LSTMCell", () => LSTMCell(3, 4), (module, x) => Two(module.call(x[0])));
        Pair("GRUCell", () => GRUCell(3, 4));
        Add("MultiheadAttention", () => MultiheadAttention(6, 2), (module, x) => Pair2(module.call(x[0], x[1], x[2])));
        Add("MultiheadAttention widths", () => MultiheadAttention(6, 3, kdim: 4, vdim: 5, add_bias_kv: true, add_zero_attn: true),
            (module, x) => Pair2(module.call(x[0], x[1], x[2])));
        Plain("TransformerEncoderLayer", () => TransformerEncoderLayer(6, 2, 8, 0));
        Add("TransformerEncoder", () => TransformerEncoder(TransformerEncoderLayer(6, 2, 8, 0, Activations.GELU), 2), (module, x) => [module.call(x[0])]);
        Add("TransformerDecoderLayer", () => TransformerDecoderLayer(6, 2, 8, 0), (module, x) => [module.call(x[0], x[1])]);
        Add("TransformerDecoder", () => TransformerDecoder(TransformerDecoderLayer(6, 2, 8, 0), 2), (module, x) => [module.call(x[0], x[1])]);
        Pair("Transformer", () => Transformer(6, 2, 1, 1, 8, 0));
        return table;
    }

    private static Tensor[] Two((Tensor, Tensor) result) => [result.Item1, result.Item2];

    private static Tensor[] Three((Tensor, Tensor, Tensor) result) => [result.Item1, result.Item2, result.Item3];

    private static Tensor[] Pair2(Tuple<Tensor, Tensor> result) => [result.Item1, result.Item2];
}
