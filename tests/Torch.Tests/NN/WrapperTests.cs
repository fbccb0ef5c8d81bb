using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace StableModels.Torch.Tests.NN;

/// <summary>Layers without parameters call the function of their name with the settings they were given (the functions are held against PyTorch).</summary>
[TestFixture]
internal sealed class WrapperTests
{
    private sealed record Wrapper(string Name, Func<Module> Make, Func<Tensor[], Tensor> Function, Func<Tensor>[] Inputs);

    private static readonly Wrapper[] Wrappers = [.. Activations(), .. Losses(), .. Shapes()];

    private static IEnumerable<string> Names => Wrappers.Select(wrapper => wrapper.Name);

    [TestCaseSource(nameof(Names))]
    public void Calls_its_function(string name)
    {
        manual_seed(3);
        using var scope = NewDisposeScope();
        var wrapper = Array.Find(Wrappers, candidate => string.Equals(candidate.Name, name, StringComparison.Ordinal))!;
        var inputs = wrapper.Inputs.Select(input => input()).ToArray();
        using var module = wrapper.Make();
        var actual = module switch
        {
            Module<Tensor, Tensor> one => one.call(inputs[0].clone()),
            Module<Tensor, Tensor, Tensor> two => two.call(inputs[0], inputs[1]),
            Module<Tensor, Tensor, Tensor, Tensor> three => three.call(inputs[0], inputs[1], inputs[2]),
            _ => ((Module<Tensor, Tensor, Tensor, Tensor, Tensor>)module).call(inputs[0], inputs[1], inputs[2], inputs[3]),
        };
        var expected = wrapper.Function(inputs);
        Assert.That(actual.shape, Is.EqualTo(expected.shape));
        Assert.That(Comparison.Same(actual, expected), Is.True);
        Assert.That(module.parameters(), Is.Empty);
    }

    private static Tensor Input() => randn(2, 4, 6, 6);

    private static IEnumerable<Wrapper> Activations()
    {
        Wrapper One(string name, Func<Module> make, Func<Tensor, Tensor> function, Func<Tensor>? input = null)
            => new(name, make, x => function(x[0]), [input ?? Input]);

        yield return One("ReLU", () => ReLU(), x => F.relu(x));
        yield return One("ReLU in place", () => ReLU(true), x => F.relu(x));
        yield return One("ReLU6", () => ReLU6(), x => F.relu6(x));
        yield return One("SELU", () => SELU(), x => F.selu(x));
        yield return One("SiLU", () => SiLU(), x => F.silu(x));
        yield return One("Mish", () => Mish(), x => F.mish(x));
        yield return One("GELU", () => GELU(), F.gelu);
        yield return One("GELU in place", () => GELU(true), F.gelu);
        yield return One("Sigmoid", () => Sigmoid(), F.sigmoid);
        yield return One("Tanh", () => Tanh(), x => F.tanh(x));
        yield return One("Tanhshrink", () => Tanhshrink(), x => F.tanhshrink(x));
        yield return One("Tanhshrink in place", () => Tanhshrink(true), x => F.tanhshrink(x));
        yield return One("Softsign", () => Softsign(), x => F.softsign(x));
        yield return One("Softsign in place", () => Softsign(true), x => F.softsign(x));
        yield return One("Hardsigmoid", () => Hardsigmoid(), x => F.hardsigmoid(x));
        yield return One("Hardswish", () => Hardswish(true), x => F.hardswish(x));
        yield return One("ELU", () => ELU(0.5), x => F.elu(x, 0.5));
        yield return One("CELU", () => CELU(0.5, true), x => F.celu(x, 0.5));
        yield return One("LeakyReLU", () => LeakyReLU(0.3), x => F.leaky_relu(x, 0.3));
        yield return One("Hardtanh", () => Hardtanh(-0.3, 0.4), x => F.hardtanh(x, -0.3, 0.4));
        yield return One("Threshold", () => Threshold(0.1, 7), x => F.threshold(x, 0.1, 7));
        yield return One("Hardshrink", () => Hardshrink(0.3), x => F.hardshrink(x, 0.3));
        yield return One("Softshrink", () => Softshrink(0.3), x => F.softshrink(x, 0.3));
        yield return One("Softplus", () => Softplus(2, 3), x => F.softplus(x, 2, 3));
        yield return One("LogSigmoid", () => LogSigmoid(), F.logsigmoid);
        yield return One("GLU", () => GLU(1), x => F.glu(x, 1));
        yield return One("Softmax", () => Softmax(1), x => F.softmax(x, 1));
        yield return One("LogSoftmax", () => LogSoftmax(1), x => F.log_softmax(x, 1));
        yield return One("Softmin", () => Softmin(1), x => F.softmin(x, 1));
        yield return One("Softmax2d", () => Softmax2d(), F.softmax2d);
        yield return One("Identity", () => Identity(), x => x);
    }

    private static IEnumerable<Wrapper> Losses()
    {
        static Tensor Scores() => randn(4, 5);
        static Tensor Classes() => randint(5, 4, dtype: ScalarType.Int64);
        static Tensor Shares() => rand(4, 5);
        static Tensor Signs() => randint(2, new long[] { 4, 5 }).mul(2).sub(1).to(ScalarType.Float32);
        static Tensor Lengths(int length) => full(2, length, dtype: ScalarType.Int64);
        var none = Reduction.None;
        Wrapper Two(string name, Func<Module> make, Func<Tensor, Tensor, Tensor> function, Func<Tensor> target, Func<Tensor>? input = null)
            => new(name, make, x => function(x[0], x[1]), [input ?? Scores, target]);
        Wrapper Three(string name, Func<Module> make, Func<Tensor, Tensor, Tensor, Tensor> function, Func<Tensor> third)
            => new(name, make, x => function(x[0], x[1], x[2]), [Scores, Scores, third]);

        yield return Two("CrossEntropyLoss", () => CrossEntropyLoss(ignore_index: 1), (x, y) => F.cross_entropy(x, y, ignore_index: 1), Classes);
        yield return Two("CrossEntropyLoss smoothed", () => new TorchSharp.Modules.CrossEntropyLoss(label_smoothing: 0.2, reduction: none),
            (x, y) => F.cross_entropy(x, y, reduction: none, label_smoothing: 0.2), Classes);
        yield return Two("NLLLoss", () => NLLLoss(reduction: none), (x, y) => F.nll_loss(x, y, reduction: none), Classes);
        yield return Two("BCELoss", () => BCELoss(reduction: none), (x, y) => F.binary_cross_entropy(x, y, reduction: none), Shares, Shares);
        yield return Two("BCEWithLogitsLoss", () => BCEWithLogitsLoss(pos_weights: ones(5)), (x, y) => F.binary_cross_entropy_with_logits(x, y, pos_weights: ones(5)), Shares);
        yield return Two("MSELoss", () => MSELoss(none), (x, y) => F.mse_loss(x, y, none), Scores);
        yield return Two("L1Loss", () => L1Loss(none), (x, y) => F.l1_loss(x, y, none), Scores);
        yield return Two("SmoothL1Loss", () => SmoothL1Loss(none, 0.4), (x, y) => F.smooth_l1_loss(x, y, none, 0.4), Scores);
        yield return Two("HuberLoss", () => HuberLoss(0.4, none), (x, y) => F.huber_loss(x, y, 0.4, none), Scores);
        yield return Two("KLDivLoss", () => KLDivLoss(false, none), (x, y) => F.kl_div(x, y, false, none), Shares);
        yield return Two("PoissonNLLLoss", () => PoissonNLLLoss(full: true), (x, y) => F.poisson_nll_loss(x, y, full: true), Shares);
        yield return Two("SoftMarginLoss", () => SoftMarginLoss(none), (x, y) => F.soft_margin_loss(x, y, none), Signs);
        yield return Two("HingeEmbeddingLoss", () => HingeEmbeddingLoss(), (x, y) => F.hinge_embedding_loss(x, y, 1), Signs);
        yield return Two("MultiLabelMarginLoss", () => MultiLabelMarginLoss(none), (x, y) => F.multi_label_margin_loss(x, y, none), () => zeros(4, 5, dtype: ScalarType.Int64).sub(1));
        yield return Two("MultiLabelSoftMarginLoss", () => MultiLabelSoftMarginLoss(reduction: none), (x, y) => F.multilabel_soft_margin_loss(x, y, reduction: none), Shares);
        yield return Two("MultiMarginLoss", () => MultiMarginLoss(2, 0.7), (x, y) => F.multi_margin_loss(x, y, 2, 0.7), Classes);
        yield return Three("GaussianNLLLoss", () => GaussianNLLLoss(true), (x, y, v) => F.gaussian_nll_loss(x, y, v, true, 1e-8f), Shares);
        yield return Three("MarginRankingLoss", () => MarginRankingLoss(0.2), (a, b, y) => F.margin_ranking_loss(a, b, y, 0.2), Signs);
        yield return Three("CosineEmbeddingLoss", () => CosineEmbeddingLoss(0.2), (a, b, y) => F.cosine_embedding_loss(a, b, y, 0.2), () => ones(4));
        yield return Three("TripletMarginLoss", () => TripletMarginLoss(2, swap: true), (a, p, n) => F.triplet_margin_loss(a, p, n, 2, swap: true), Scores);
        yield return Three("TripletMarginWithDistanceLoss", () => TripletMarginWithDistanceLoss(margin: 2, swap: true),
            (a, p, n) => F.triplet_margin_with_distance_loss(a, p, n, margin: 2, swap: true), Scores);
        yield return new Wrapper("CTCLoss", () => CTCLoss(3), x => F.ctc_loss(x[0], x[1], x[2], x[3], 3),
            [() => F.log_softmax(randn(6, 2, 4), -1), () => ones(2, 2, dtype: ScalarType.Int64), () => Lengths(6), () => Lengths(2)]);
        yield return Two("CosineSimilarity", () => CosineSimilarity(0, 1e-3), (x, y) => F.cosine_similarity(x, y, 0, 1e-3), Scores);
        yield return Two("PairwiseDistance", () => PairwiseDistance(3, 1e-3, true), (x, y) => F.pairwise_distance(x, y, 3, 1e-3, true), Scores);
    }

    private static IEnumerable<Wrapper> Shapes()
    {
        static Tensor Line() => randn(2, 4, 12);
        static Tensor Cube() => randn([1, 2, 4, 4, 4]);
        Wrapper One(string name, Func<Module> make, Func<Tensor, Tensor> function, Func<Tensor>? input = null)
            => new(name, make, x => function(x[0]), [input ?? Input]);

        yield return One("Flatten", () => Flatten(), x => x.reshape(2, -1));
        yield return One("Unflatten", () => Unflatten(1, [2, 2]), x => x.reshape(2, 2, 2, 6, 6));
        yield return One("PixelShuffle", () => PixelShuffle(2), x => F.pixel_shuffle(x, 2));
        yield return One("PixelUnshuffle", () => PixelUnshuffle(2), x => F.pixel_unshuffle(x, 2));
        yield return One("ChannelShuffle", () => ChannelShuffle(2), x => x.reshape(2, 2, 2, 6, 6).transpose(1, 2).reshape(2, 4, 6, 6));
        yield return One("MaxPool1d", () => MaxPool1d(3, 2, 1), x => F.max_pool1d(x, 3, 2, 1), Line);
        yield return One("MaxPool2d", () => MaxPool2d((2, 3), (1, 2)), x => F.max_pool2d(x, (2, 3), (1, 2)));
        yield return One("MaxPool2d square", () => MaxPool2d(3, 2, 1), x => F.max_pool2d(x, 3, 2, 1));
        yield return One("MaxPool3d", () => MaxPool3d(2), x => F.max_pool3d(x, [2, 2, 2]), Cube);
        yield return One("AvgPool1d", () => AvgPool1d(3, 2, 1), x => F.avg_pool1d(x, 3, 2, 1), Line);
        yield return One("AvgPool2d", () => AvgPool2d((2, 3), padding: (1, 1), count_include_pad: false), x => F.avg_pool2d(x, (2, 3), padding: (1, 1), count_include_pad: false));
        yield return One("AvgPool3d", () => AvgPool3d(2, divisor_override: 3), x => F.avg_pool3d(x, [2, 2, 2], divisor_override: 3), Cube);
        yield return One("AdaptiveAvgPool1d", () => AdaptiveAvgPool1d(5), x => F.adaptive_avg_pool1d(x, 5), Line);
        yield return One("AdaptiveAvgPool2d", () => AdaptiveAvgPool2d((2, 3)), x => F.adaptive_avg_pool2d(x, (2, 3)));
        yield return One("AdaptiveAvgPool3d", () => AdaptiveAvgPool3d(2), x => F.adaptive_avg_pool3d(x, 2), Cube);
        yield return One("AdaptiveMaxPool1d", () => AdaptiveMaxPool1d(5), x => F.adaptive_max_pool1d(x, 5), Line);
        yield return One("AdaptiveMaxPool2d", () => AdaptiveMaxPool2d([2, 3]), x => F.adaptive_max_pool2d(x, [2, 3]));
        yield return One("AdaptiveMaxPool3d", () => AdaptiveMaxPool3d([2, 2, 2]), x => F.adaptive_max_pool3d(x, [2, 2, 2]), Cube);
        yield return One("LPPool1d", () => LPPool1d(2, 3), x => F.lp_pool1d(x, 2, 3), Line);
        yield return One("LPPool2d", () => LPPool2d(2, 3, 2), x => F.lp_pool2d(x, 2, 3, 2));
        yield return One("LocalResponseNorm", () => LocalResponseNorm(3, 0.1), x => F.local_response_norm(x, 3, 0.1));
        yield return One("ConstantPad1d", () => ConstantPad1d((1, 2), 5), x => F.pad(x, (1, 2), value: 5), Line);
        yield return One("ConstantPad2d", () => ConstantPad2d(1, 5), x => F.pad(x, (1, 1, 1, 1), value: 5));
        yield return One("ConstantPad3d", () => ConstantPad3d((1, 0, 2, 0, 0, 3), 5), x => F.pad(x, [1, 0, 2, 0, 0, 3], value: 5), Cube);
        yield return One("ZeroPad2d", () => ZeroPad2d((1, 2, 0, 1)), x => F.pad(x, (1, 2, 0, 1)));
        yield return One("ReflectionPad1d", () => ReflectionPad1d(2), x => F.pad(x, (2, 2), PaddingModes.Reflect), Line);
        yield return One("ReflectionPad2d", () => ReflectionPad2d((1, 2, 0, 1)), x => F.pad(x, (1, 2, 0, 1), PaddingModes.Reflect));
        yield return One("ReflectionPad3d", () => ReflectionPad3d(1), x => F.pad(x, [1, 1, 1, 1, 1, 1], PaddingModes.Reflect), Cube);
        yield return One("ReplicationPad1d", () => ReplicationPad1d((1, 2)), x => F.pad(x, (1, 2), PaddingModes.Replicate), Line);
        yield return One("ReplicationPad2d", () => ReplicationPad2d(2), x => F.pad(x, (2, 2, 2, 2), PaddingModes.Replicate));
        yield return One("ReplicationPad3d", () => ReplicationPad3d((1, 0, 2, 0, 0, 3)), x => F.pad(x, [1, 0, 2, 0, 0, 3], PaddingModes.Replicate), Cube);
        yield return One("Upsample", () => Upsample(scale_factor: [2], mode: UpsampleMode.Bilinear), x => F.interpolate(x, scale_factor: [2], mode: InterpolationMode.Bilinear));
    }
}
