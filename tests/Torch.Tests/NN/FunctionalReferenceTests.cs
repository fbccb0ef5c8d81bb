using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;
using Reduction = TorchSharp.torch.nn.Reduction;

namespace StableModels.Torch.Tests.NN;

/// <summary>Values and gradients of every function against PyTorch's.</summary>
[TestFixture]
internal sealed class FunctionalReferenceTests
{
    private static readonly Dictionary<string, Func<Tensor[], Tensor[]>> Functions = Make();

    private static IEnumerable<string> Names => Functions.Keys;

    [TestCaseSource(nameof(Names))]
    public void Equals_PyTorch(string name)
    {
        using var scope = NewDisposeScope();
        var reference = LayerReference.All[name];
        var inputs = reference.Inputs.Select(input => input.ToTensor()).ToArray();
        for (var i = 0; i < inputs.Length; i++)
        {
            if (reference.InputGradients[i] is not null)
                inputs[i].requires_grad = true;
        }

        Comparison.Compare(reference, inputs, Functions[name](inputs));
    }

    [Test]
    public void No_case_of_a_function_is_left_out()
        => Assert.That(LayerReference.All.Keys.Where(name => char.IsLower(name[0])).Except(Functions.Keys, StringComparer.Ordinal), Is.Empty);

    private static Dictionary<string, Func<Tensor[], Tensor[]>> Make()
    {
        var table = new Dictionary<string, Func<Tensor[], Tensor[]>>(StringComparer.Ordinal);
        void One(string name, Func<Tensor, Tensor> function) => table.Add(name, x => [function(x[0])]);
        void Two(string name, Func<Tensor, Tensor, Tensor> function) => table.Add(name, x => [function(x[0], x[1])]);
        void Three(string name, Func<Tensor, Tensor, Tensor, Tensor> function) => table.Add(name, x => [function(x[0], x[1], x[2])]);
        void Four(string name, Func<Tensor, Tensor, Tensor, Tensor, Tensor> function) => table.Add(name, x => [function(x[0], x[1], x[2], x[3])]);

        One("relu", x => F.relu(x));
        One("relu6", x => F.relu6(x));
        One("selu", x => F.selu(x));
        One("silu", x => F.silu(x));
        One("mish", x => F.mish(x));
        One("gelu", F.gelu);
        One("tanh", x => F.tanh(x));
        One("sigmoid", F.sigmoid);
        One("hardsigmoid", x => F.hardsigmoid(x));
        One("hardswish", x => F.hardswish(x));
        One("elu", x => F.elu(x, 0.7));
        One("celu", x => F.celu(x, 0.7));
        One("leaky_relu", x => F.leaky_relu(x, 0.2));
        One("rrelu", x => F.rrelu(x, 0.1, 0.3));
        One("threshold", x => F.threshold(x, 0.3, -2));
        One("hardtanh", x => F.hardtanh(x, -0.5, 0.8));
        One("hardshrink", x => F.hardshrink(x, 0.6));
        One("softshrink", x => F.softshrink(x, 0.6));
        One("softplus", x => F.softplus(x, 1.5, 2));
        One("softsign", x => F.softsign(x));
        One("tanhshrink", x => F.tanhshrink(x));
        One("logsigmoid", F.logsigmoid);
        One("glu", x => F.glu(x, 1));
        Two("prelu", F.prelu);
        One("softmax", x => F.softmax(x, 1));
        One("log_softmax", x => F.log_softmax(x, 1));
        One("softmin", x => F.softmin(x, 1));
        One("softmax2d", F.softmax2d);

        Three("linear", F.linear);
        Two("linear without bias", (x, w) => F.linear(x, w));
        Four("bilinear", F.bilinear);
        One("one_hot", x => F.one_hot(x, 6));
        Two("cosine_similarity", (a, b) => F.cosine_similarity(a, b, 1));
        Two("pairwise_distance", (a, b) => F.pairwise_distance(a, b, 3));
        One("normalize", x => F.normalize(x, 3, 1));

        Three("layer_norm", (x, w, b) => F.layer_norm(x, [3, 4], w, b, 1e-3));
        One("layer_norm without weight", x => F.layer_norm(x, [4]));
        Three("batch_norm training", (x, w, b) => F.batch_norm(x, null, null, w, b, true));
        Three("batch_norm evaluation", (x, m, v) => F.batch_norm(x, m, v));
        Three("instance_norm", (x, w, b) => F.instance_norm(x, weight: w, bias: b));
        Three("group_norm", (x, w, b) => F.group_norm(x, 2, w, b));
        One("local_response_norm", x => F.local_response_norm(x, 3, 0.2, 0.6, 1.5));

        foreach (var (suffix, r) in new[] { ("none", Reduction.None), ("mean", Reduction.Mean), ("sum", Reduction.Sum) })
        {
            Two($"cross_entropy {suffix}", (x, y) => F.cross_entropy(x, y, reduction: r));
            Two($"mse_loss {suffix}", (x, y) => F.mse_loss(x, y, r));
            Two($"nll_loss {suffix}", (x, y) => F.nll_loss(x, y, reduction: r));
            Two($"l1_loss {suffix}", (x, y) => F.l1_loss(x, y, r));
            Two($"smooth_l1_loss {suffix}", (x, y) => F.smooth_l1_loss(x, y, r, 0.7));
            Two($"huber_loss {suffix}", (x, y) => F.huber_loss(x, y, 0.7, r));
            Two($"kl_div {suffix}", (x, y) => F.kl_div(x, y, false, r));
            Two($"kl_div log target {suffix}", (x, y) => F.kl_div(x, y, true, r));
            Two($"binary_cross_entropy {suffix}", (x, y) => F.binary_cross_entropy(x, y, null, r));
            Two($"binary_cross_entropy_with_logits {suffix}", (x, y) => F.binary_cross_entropy_with_logits(x, y, null, r));
            Two($"poisson_nll_loss {suffix}", (x, y) => F.poisson_nll_loss(x, y, full: true, reduction: r));
            Three($"gaussian_nll_loss {suffix}", (x, y, v) => F.gaussian_nll_loss(x, y, v, full: true, reduction: r));
            Two($"soft_margin_loss {suffix}", (x, y) => F.soft_margin_loss(x, y, r));
            Two($"hinge_embedding_loss {suffix}", (x, y) => F.hinge_embedding_loss(x, y, 0.8, r));
            Two($"multi_label_margin_loss {suffix}", (x, y) => F.multi_label_margin_loss(x, y, r));
            Two($"multilabel_soft_margin_loss {suffix}", (x, y) => F.multilabel_soft_margin_loss(x, y, null, r));
            Two($"multi_margin_loss {suffix}", (x, y) => F.multi_margin_loss(x, y, 2, 0.9, null, r));
            Three($"margin_ranking_loss {suffix}", (a, b, y) => F.margin_ranking_loss(a, b, y, 0.3, r));
            Three($"cosine_embedding_loss {suffix}", (a, b, y) => F.cosine_embedding_loss(a, b, y, 0.2, r));
            Three($"triplet_margin_loss {suffix}", (a, p, n) => F.triplet_margin_loss(a, p, n, 1.2, swap: true, reduction: r));
            Three($"triplet_margin_with_distance_loss {suffix}",
                (a, p, n) => F.triplet_margin_with_distance_loss(a, p, n, (s, t) => s.sub(t).abs().sum(-1), 1.2, true, r));
            Four($"ctc_loss {suffix}", (x, y, i, o) => F.ctc_loss(F.log_softmax(x, -1), y, i, o, reduction: r));
        }

        Two("cross_entropy ignore_index", (x, y) => F.cross_entropy(x, y, ignore_index: 2));
        Three("cross_entropy weight and smoothing", (x, y, w) => F.cross_entropy(x, y, w, label_smoothing: 0.1));
        Two("cross_entropy probabilities", (x, y) => F.cross_entropy(x, y));
        Two("cross_entropy images", (x, y) => F.cross_entropy(x, y));
        Four("binary_cross_entropy_with_logits weights", (x, y, w, p) => F.binary_cross_entropy_with_logits(x, y, w, pos_weights: p));

        Three("attention", (q, k, v) => F.scaled_dot_product_attention(q, k, v));
        Three("attention causal", (q, k, v) => F.scaled_dot_product_attention(q, k, v, is_casual: true));
        Three("attention causal rectangular", (q, k, v) => F.scaled_dot_product_attention(q, k, v, is_casual: true));
        Four("attention boolean mask", (q, k, v, mask) => F.scaled_dot_product_attention(q, k, v, mask));
        Four("attention additive mask", (q, k, v, mask) => F.scaled_dot_product_attention(q, k, v, mask));
        Three("attention matrices", (q, k, v) => F.scaled_dot_product_attention(q, k, v, is_casual: true));

        One("pad constant", x => F.pad(x, (1, 2, 0, 1), value: 0.5));
        One("pad reflect", x => F.pad(x, (1, 2), PaddingModes.Reflect));
        One("pad replicate", x => F.pad(x, (1, 2), PaddingModes.Replicate));
        One("pad circular", x => F.pad(x, (1, 2), PaddingModes.Circular));
        Three("conv1d", (x, w, b) => F.conv1d(x, w, b, 2, 1, 2, 2));
        Three("conv2d", (x, w, b) => F.conv2d(x, w, b, [2, 1], [1, 0], [1, 2]));
        Three("conv3d", (x, w, b) => F.conv3d(x, w, b, [1, 1, 1], [1, 1, 1]));
        Two("conv2d same", (x, w) => F.conv2d_padding(x, w, padding: Padding.Same));
        Three("conv_transpose1d", (x, w, b) => F.conv_transpose1d(x, w, b, 3, 1, 1, groups: 2));
        Three("conv_transpose2d", (x, w, b) => F.conv_transpose2d(x, w, b, [2, 2], [1, 1], [1, 1]));
        Two("conv_transpose3d", (x, w) => F.conv_transpose3d(x, w, strides: [2, 2, 2]));
        One("max_pool1d", x => F.max_pool1d(x, 3, 2, 1));
        One("max_pool2d", x => F.max_pool2d(x, (2, 3), (2, 1), (1, 0)));
        One("max_pool3d", x => F.max_pool3d(x, [2, 2, 2]));
        table.Add("max_pool2d indices", x =>
        {
            var (values, indices) = F.max_pool2d_with_indices(x[0], [2, 2]);
            return [values, indices];
        });
        One("avg_pool1d", x => F.avg_pool1d(x, 3, 2, 1));
        One("avg_pool2d", x => F.avg_pool2d(x, (2, 3), (2, 1), (1, 0), count_include_pad: false));
        One("avg_pool3d", x => F.avg_pool3d(x, [2, 2, 2], divisor_override: 3));
        One("adaptive_avg_pool1d", x => F.adaptive_avg_pool1d(x, 4));
        One("adaptive_avg_pool2d", x => F.adaptive_avg_pool2d(x, (2, 3)));
        One("adaptive_avg_pool3d", x => F.adaptive_avg_pool3d(x, 2));
        One("adaptive_max_pool1d", x => F.adaptive_max_pool1d(x, 4));
        One("adaptive_max_pool2d", x => F.adaptive_max_pool2d(x, [2, 3]));
        One("adaptive_max_pool3d", x => F.adaptive_max_pool3d(x, [2, 2, 2]));
        One("lp_pool1d", x => F.lp_pool1d(x, 3, 3, 2));
        One("lp_pool2d", x => F.lp_pool2d(x, 2, 2));
        One("pixel_shuffle", x => F.pixel_shuffle(x, 2));
        One("pixel_unshuffle", x => F.pixel_unshuffle(x, 2));
        One("interpolate nearest", x => F.interpolate(x, [5, 7]));
        One("interpolate linear", x => F.interpolate(x, scale_factor: [2], mode: InterpolationMode.Linear));
        One("interpolate bilinear", x => F.interpolate(x, [5, 7], mode: InterpolationMode.Bilinear, align_corners: true));
        One("interpolate bicubic", x => F.interpolate(x, [5, 7], mode: InterpolationMode.Bicubic));
        One("interpolate trilinear", x => F.interpolate(x, scale_factor: [1.5], mode: InterpolationMode.Trilinear));
        One("interpolate area", x => F.interpolate(x, [2, 3], mode: InterpolationMode.Area));
        One("unfold", x => F.unfold(x, (2, 3), (1, 1), (1, 1), (2, 2)));
        One("fold", x => F.fold(x, (4, 5), (2, 2)));
        return table;
    }
}
