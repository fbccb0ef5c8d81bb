#!/usr/bin/python3
"""Values and gradients of PyTorch's layers and functions, for NN/ReferenceTests.cs.

Run it to write nn.json beside it (PyTorch 1.13, doubles). A case holds its inputs and parameters, what comes out, and the
gradients of sum(output * weights), where weights[i] = (i % 7 - 3) / 4 over the flattened output.
"""
import json
import math
import pathlib

import torch
import torch.nn as nn
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
generator = torch.Generator().manual_seed(20)
cases = []


def randn(*shape, scale=1.0, grad=True):
    x = (torch.randn(shape, generator=generator) * scale * 1e4).round() / 1e4
    return x.requires_grad_(grad)


def rand(*shape, low=0.05, high=0.95, grad=True):
    x = ((torch.rand(shape, generator=generator) * (high - low) + low) * 1e4).round() / 1e4
    return x.requires_grad_(grad)


def ints(*shape, high):
    return torch.randint(high, shape, generator=generator)


def pack(x):
    if x is None:
        return None
    x = x.detach()
    kind = {torch.float64: "double", torch.int64: "long", torch.bool: "bool"}[x.dtype]
    values = [float(f"{v:.12g}") if kind == "double" else int(v) for v in x.flatten().tolist()]
    return {"type": kind, "shape": list(x.shape), "values": values}


def flat(result):
    if result is None:
        return []
    if torch.is_tensor(result):
        return [result]
    return [tensor for part in result for tensor in flat(part)]


def upstream(x):
    return ((torch.arange(x.numel()) % 7 - 3) / 4).reshape(x.shape)


def case(name, function, *inputs):
    parameters = {}
    buffers = {}
    if isinstance(function, nn.Module):
        with torch.no_grad():
            for parameter in function.parameters():
                parameter.copy_((parameter * 1e4).round() / 1e4)
        buffers = {key: value.clone() for key, value in function.named_buffers()}
        parameters = dict(function.named_parameters())
    outputs = flat(function(*inputs))
    loss = sum((y * upstream(y)).sum() for y in outputs if y.requires_grad)
    if torch.is_tensor(loss):
        loss.backward()
    cases.append({
        "name": name,
        "inputs": [pack(x) for x in inputs if torch.is_tensor(x)],
        "parameters": {key: pack(value) for key, value in parameters.items()},
        "buffers": {key: pack(value) for key, value in buffers.items()},
        "outputs": [pack(y) for y in outputs],
        "input_gradients": [pack(x.grad) for x in inputs if torch.is_tensor(x)],
        "parameter_gradients": {key: pack(value.grad) for key, value in parameters.items()},
        "buffers_after": {key: pack(value) for key, value in function.named_buffers()} if buffers else {},
    })


def perturbed(module):
    """Away from the initial zeros and ones, which hide mistakes."""
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.add_(torch.randn(parameter.shape, generator=generator) * 0.3)
    return module


# ---- activations
x = lambda: randn(3, 5, scale=2.0)
case("relu", F.relu, x())
case("relu6", F.relu6, randn(3, 5, scale=6.0))
case("selu", F.selu, x())
case("silu", F.silu, x())
case("mish", F.mish, x())
case("gelu", F.gelu, x())
case("tanh", torch.tanh, x())
case("sigmoid", torch.sigmoid, x())
case("hardsigmoid", F.hardsigmoid, randn(3, 5, scale=4.0))
case("hardswish", F.hardswish, randn(3, 5, scale=4.0))
case("elu", lambda t: F.elu(t, 0.7), x())
case("celu", lambda t: F.celu(t, 0.7), x())
case("leaky_relu", lambda t: F.leaky_relu(t, 0.2), x())
case("rrelu", lambda t: F.rrelu(t, 0.1, 0.3, training=False), x())
case("threshold", lambda t: F.threshold(t, 0.3, -2.0), x())
case("hardtanh", lambda t: F.hardtanh(t, -0.5, 0.8), x())
case("hardshrink", lambda t: F.hardshrink(t, 0.6), x())
case("softshrink", lambda t: F.softshrink(t, 0.6), x())
case("softplus", lambda t: F.softplus(t, 1.5, 2.0), x())
case("softsign", F.softsign, x())
case("tanhshrink", F.tanhshrink, x())
case("logsigmoid", F.logsigmoid, x())
case("glu", lambda t: F.glu(t, 1), randn(3, 6))
case("prelu", F.prelu, randn(2, 3, 4), rand(3))
case("softmax", lambda t: F.softmax(t, 1), x())
case("log_softmax", lambda t: F.log_softmax(t, 1), x())
case("softmin", lambda t: F.softmin(t, 1), x())
case("softmax2d", lambda t: F.softmax(t, -3), randn(2, 3, 2, 2))

# ---- linear algebra, embedding, distance
case("linear", F.linear, randn(2, 3, 4), randn(5, 4), randn(5))
case("linear without bias", F.linear, randn(3, 4), randn(5, 4))
case("bilinear", F.bilinear, randn(3, 4), randn(3, 5), randn(2, 4, 5), randn(2))
case("one_hot", lambda t: F.one_hot(t, 6), ints(2, 3, high=5))
case("cosine_similarity", lambda a, b: F.cosine_similarity(a, b, 1), randn(3, 4), randn(3, 4))
case("pairwise_distance", lambda a, b: F.pairwise_distance(a, b, 3.0), randn(3, 4), randn(3, 4))
case("normalize", lambda t: F.normalize(t, 3.0, 1), randn(3, 4))

# ---- normalisation
case("layer_norm", lambda t, w, b: F.layer_norm(t, (3, 4), w, b, 1e-3), randn(2, 3, 4), randn(3, 4), randn(3, 4))
case("layer_norm without weight", lambda t: F.layer_norm(t, (4,)), randn(2, 3, 4))
case("batch_norm training", lambda t, w, b: F.batch_norm(t, None, None, w, b, True), randn(4, 3, 2), randn(3), randn(3))
case("batch_norm evaluation", lambda t, m, v: F.batch_norm(t, m, v), randn(4, 3, 2), randn(3, grad=False), rand(3, grad=False))
case("instance_norm", lambda t, w, b: F.instance_norm(t, weight=w, bias=b), randn(2, 3, 5), randn(3), randn(3))
case("group_norm", lambda t, w, b: F.group_norm(t, 2, w, b), randn(2, 4, 3), randn(4), randn(4))
case("local_response_norm", lambda t: F.local_response_norm(t, 3, 0.2, 0.6, 1.5), randn(2, 5, 3, 2))

# ---- losses
for reduction in ("none", "mean", "sum"):
    r = {"reduction": reduction}
    case(f"cross_entropy {reduction}", lambda t, y: F.cross_entropy(t, y, **r), randn(4, 5), ints(4, high=5))
    case(f"mse_loss {reduction}", lambda t, y: F.mse_loss(t, y, **r), randn(3, 4), randn(3, 4))
    case(f"nll_loss {reduction}", lambda t, y: F.nll_loss(t, y, **r), randn(4, 5), ints(4, high=5))
    case(f"l1_loss {reduction}", lambda t, y: F.l1_loss(t, y, **r), randn(3, 4), randn(3, 4))
    case(f"smooth_l1_loss {reduction}", lambda t, y: F.smooth_l1_loss(t, y, beta=0.7, **r), randn(3, 4), randn(3, 4))
    case(f"huber_loss {reduction}", lambda t, y: F.huber_loss(t, y, delta=0.7, **r), randn(3, 4), randn(3, 4))
    case(f"kl_div {reduction}", lambda t, y: F.kl_div(t, y, log_target=False, **r), randn(3, 4), rand(3, 4, grad=False))
    case(f"kl_div log target {reduction}", lambda t, y: F.kl_div(t, y, log_target=True, **r), randn(3, 4), randn(3, 4, grad=False))
    case(f"binary_cross_entropy {reduction}", lambda t, y: F.binary_cross_entropy(t, y, **r), rand(3, 4), rand(3, 4, grad=False))
    case(f"binary_cross_entropy_with_logits {reduction}",
         lambda t, y: F.binary_cross_entropy_with_logits(t, y, **r), randn(3, 4), rand(3, 4, grad=False))
    case(f"poisson_nll_loss {reduction}", lambda t, y: F.poisson_nll_loss(t, y, full=True, **r), randn(3, 4), rand(3, 4, low=1.5, high=4.0, grad=False))
    case(f"gaussian_nll_loss {reduction}", lambda t, y, v: F.gaussian_nll_loss(t, y, v, full=True, **r), randn(3, 4), randn(3, 4), rand(3, 4))
    case(f"soft_margin_loss {reduction}", lambda t, y: F.soft_margin_loss(t, y, **r), randn(3, 4), (ints(3, 4, high=2) * 2.0 - 1).double())
    case(f"hinge_embedding_loss {reduction}", lambda t, y: F.hinge_embedding_loss(t, y, 0.8, **r), randn(3, 4), (ints(3, 4, high=2) * 2.0 - 1).double())
    case(f"multi_label_margin_loss {reduction}", lambda t, y: F.multilabel_margin_loss(t, y, **r), randn(2, 4), torch.tensor([[3, 0, -1, 1], [1, -1, 2, 0]]))
    case(f"multilabel_soft_margin_loss {reduction}", lambda t, y: F.multilabel_soft_margin_loss(t, y, **r), randn(3, 4), ints(3, 4, high=2).double())
    case(f"multi_margin_loss {reduction}", lambda t, y: F.multi_margin_loss(t, y, p=2, margin=0.9, **r), randn(3, 4), ints(3, high=4))
    case(f"margin_ranking_loss {reduction}", lambda a, b, y: F.margin_ranking_loss(a, b, y, 0.3, **r), randn(5), randn(5), (ints(5, high=2) * 2.0 - 1).double())
    case(f"cosine_embedding_loss {reduction}", lambda a, b, y: F.cosine_embedding_loss(a, b, y, 0.2, **r), randn(4, 3), randn(4, 3), (ints(4, high=2) * 2.0 - 1).double())
    case(f"triplet_margin_loss {reduction}", lambda a, p, n: F.triplet_margin_loss(a, p, n, 1.2, swap=True, **r), randn(4, 3), randn(4, 3), randn(4, 3))
    case(f"triplet_margin_with_distance_loss {reduction}",
         lambda a, p, n: F.triplet_margin_with_distance_loss(a, p, n, distance_function=lambda s, t: (s - t).abs().sum(-1), margin=1.2, swap=True, **r),
         randn(4, 3), randn(4, 3), randn(4, 3))
    case(f"ctc_loss {reduction}", lambda t, y, i, o: F.ctc_loss(F.log_softmax(t, -1), y, i, o, **r),
         randn(6, 2, 4), torch.tensor([[1, 2, 2], [3, 1, 0]]), torch.tensor([6, 5]), torch.tensor([3, 2]))

case("cross_entropy ignore_index", lambda t, y: F.cross_entropy(t, y, ignore_index=2), randn(5, 4), torch.tensor([0, 2, 1, 2, 3]))
case("cross_entropy weight and smoothing", lambda t, y, w: F.cross_entropy(t, y, w, label_smoothing=0.1), randn(5, 4), ints(5, high=4), rand(4, grad=False))
case("cross_entropy probabilities", lambda t, y: F.cross_entropy(t, y), randn(3, 4), rand(3, 4, grad=False))
case("cross_entropy images", lambda t, y: F.cross_entropy(t, y), randn(2, 3, 2, 2), ints(2, 2, 2, high=3))
case("binary_cross_entropy_with_logits weights", lambda t, y, w, p: F.binary_cross_entropy_with_logits(t, y, w, pos_weight=p),
     randn(3, 4), rand(3, 4, grad=False), rand(3, 4, grad=False), rand(4, high=3.0, grad=False))


# ---- attention
def attention(q, k, v, mask=None, causal=False):
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])
    if causal:
        mask = torch.ones(q.shape[-2], k.shape[-2], dtype=torch.bool).tril()
    if mask is not None:
        scores = scores.masked_fill(~mask, -math.inf) if mask.dtype == torch.bool else scores + mask
    return scores.softmax(-1) @ v


case("attention", attention, randn(2, 3, 4, 5), randn(2, 3, 6, 5), randn(2, 3, 6, 7))
case("attention causal", lambda q, k, v: attention(q, k, v, causal=True), randn(2, 3, 4, 5), randn(2, 3, 4, 5), randn(2, 3, 4, 5))
case("attention causal rectangular", lambda q, k, v: attention(q, k, v, causal=True), randn(2, 4, 5), randn(2, 6, 5), randn(2, 6, 3))
case("attention boolean mask", attention, randn(2, 3, 4, 5), randn(2, 3, 4, 5), randn(2, 3, 4, 5), torch.ones(4, 4, dtype=torch.bool).tril(1))
case("attention additive mask", attention, randn(2, 3, 4, 5), randn(2, 3, 6, 5), randn(2, 3, 6, 5), randn(2, 1, 4, 6))
case("attention matrices", lambda q, k, v: attention(q, k, v, causal=True), randn(4, 5), randn(4, 5), randn(4, 5))

# ---- padding, convolution, pooling, resampling
case("pad constant", lambda t: F.pad(t, (1, 2, 0, 1), value=0.5), randn(2, 3, 4))
case("pad reflect", lambda t: F.pad(t, (1, 2), mode="reflect"), randn(2, 3, 4))
case("pad replicate", lambda t: F.pad(t, (1, 2), mode="replicate"), randn(2, 3, 4))
case("pad circular", lambda t: F.pad(t, (1, 2), mode="circular"), randn(2, 3, 4))
case("conv1d", lambda t, w, b: F.conv1d(t, w, b, 2, 1, 2, 2), randn(2, 4, 9), randn(6, 2, 3), randn(6))
case("conv2d", lambda t, w, b: F.conv2d(t, w, b, (2, 1), (1, 0), (1, 2)), randn(2, 3, 6, 5), randn(4, 3, 3, 2), randn(4))
case("conv3d", lambda t, w, b: F.conv3d(t, w, b, 1, 1), randn(1, 2, 3, 4, 3), randn(2, 2, 2, 3, 2), randn(2))
case("conv2d same", lambda t, w: F.conv2d(t, w, padding="same"), randn(2, 3, 5, 4), randn(2, 3, 3, 2))
case("conv_transpose1d", lambda t, w, b: F.conv_transpose1d(t, w, b, 3, 1, 1, 2), randn(2, 4, 5), randn(4, 3, 3), randn(6))
case("conv_transpose2d", lambda t, w, b: F.conv_transpose2d(t, w, b, 2, 1, 1), randn(2, 3, 4, 3), randn(3, 2, 3, 3), randn(2))
case("conv_transpose3d", lambda t, w: F.conv_transpose3d(t, w, stride=2), randn(1, 2, 2, 2, 2), randn(2, 1, 2, 2, 2))
case("max_pool1d", lambda t: F.max_pool1d(t, 3, 2, 1), randn(2, 3, 9))
case("max_pool2d", lambda t: F.max_pool2d(t, (2, 3), (2, 1), (1, 0)), randn(2, 3, 6, 5))
case("max_pool3d", lambda t: F.max_pool3d(t, 2), randn(1, 2, 4, 4, 4))
case("max_pool2d indices", lambda t: F.max_pool2d(t, 2, return_indices=True), randn(2, 3, 6, 4))
case("avg_pool1d", lambda t: F.avg_pool1d(t, 3, 2, 1), randn(2, 3, 9))
case("avg_pool2d", lambda t: F.avg_pool2d(t, (2, 3), (2, 1), (1, 0), count_include_pad=False), randn(2, 3, 6, 5))
case("avg_pool3d", lambda t: F.avg_pool3d(t, 2, divisor_override=3), randn(1, 2, 4, 4, 4))
case("adaptive_avg_pool1d", lambda t: F.adaptive_avg_pool1d(t, 4), randn(2, 3, 9))
case("adaptive_avg_pool2d", lambda t: F.adaptive_avg_pool2d(t, (2, 3)), randn(2, 3, 5, 7))
case("adaptive_avg_pool3d", lambda t: F.adaptive_avg_pool3d(t, 2), randn(1, 2, 3, 4, 5))
case("adaptive_max_pool1d", lambda t: F.adaptive_max_pool1d(t, 4), randn(2, 3, 9))
case("adaptive_max_pool2d", lambda t: F.adaptive_max_pool2d(t, (2, 3)), randn(2, 3, 5, 7))
case("adaptive_max_pool3d", lambda t: F.adaptive_max_pool3d(t, (2, 2, 2)), randn(1, 2, 3, 4, 5))
case("lp_pool1d", lambda t: F.lp_pool1d(t, 3, 3, 2), rand(2, 3, 9))
case("lp_pool2d", lambda t: F.lp_pool2d(t, 2, 2), randn(2, 3, 4, 6))
case("pixel_shuffle", lambda t: F.pixel_shuffle(t, 2), randn(1, 8, 2, 3))
case("pixel_unshuffle", lambda t: F.pixel_unshuffle(t, 2), randn(1, 2, 4, 6))
case("interpolate nearest", lambda t: F.interpolate(t, size=(5, 7)), randn(1, 2, 3, 4))
case("interpolate linear", lambda t: F.interpolate(t, scale_factor=2.0, mode="linear"), randn(1, 2, 4))
case("interpolate bilinear", lambda t: F.interpolate(t, size=(5, 7), mode="bilinear", align_corners=True), randn(1, 2, 3, 4))
case("interpolate bicubic", lambda t: F.interpolate(t, size=(5, 7), mode="bicubic"), randn(1, 2, 3, 4))
case("interpolate trilinear", lambda t: F.interpolate(t, scale_factor=1.5, mode="trilinear"), randn(1, 2, 2, 4, 2))
case("interpolate area", lambda t: F.interpolate(t, size=(2, 3), mode="area"), randn(1, 2, 4, 6))
case("unfold", lambda t: F.unfold(t, (2, 3), 1, 1, 2), randn(2, 3, 5, 6))
case("fold", lambda t: F.fold(t, (4, 5), (2, 2)), randn(2, 8, 12))

# ---- layers: their parameters' names, shapes and gradients too
torch.manual_seed(20)
case("Linear", nn.Linear(4, 3), randn(2, 4))
case("Linear without bias", nn.Linear(4, 3, bias=False), randn(2, 4))
case("Embedding", nn.Embedding(7, 3, padding_idx=2), ints(2, 4, high=7))
case("Embedding max_norm", nn.Embedding(7, 3, max_norm=1.0), ints(2, 4, high=7))
case("EmbeddingBag", nn.EmbeddingBag(7, 3, mode="mean"), ints(6, high=7), torch.tensor([0, 2, 5]))
case("EmbeddingBag max", nn.EmbeddingBag(7, 3, mode="max"), ints(2, 3, high=7))
case("EmbeddingBag weighted", nn.EmbeddingBag(7, 3, mode="sum"), ints(2, 3, high=7), None, randn(2, 3))
case("LayerNorm", perturbed(nn.LayerNorm((3, 4))), randn(2, 3, 4))
case("PReLU", nn.PReLU(3), randn(2, 3, 4))
case("Bilinear", nn.Bilinear(4, 5, 3), randn(2, 4), randn(2, 5))
case("BatchNorm1d", perturbed(nn.BatchNorm1d(3)), randn(4, 3))
case("BatchNorm2d", perturbed(nn.BatchNorm2d(3)), randn(2, 3, 2, 2))
case("BatchNorm3d", perturbed(nn.BatchNorm3d(2)), randn(2, 2, 2, 2, 2))
case("BatchNorm1d evaluation", perturbed(nn.BatchNorm1d(3)).eval(), randn(4, 3))
case("InstanceNorm1d", perturbed(nn.InstanceNorm1d(3, affine=True, track_running_stats=True)), randn(2, 3, 4))
case("InstanceNorm2d", nn.InstanceNorm2d(3), randn(3, 3, 4))
case("InstanceNorm3d", nn.InstanceNorm3d(2), randn(2, 2, 2, 3, 2))
case("GroupNorm", perturbed(nn.GroupNorm(2, 4)), randn(2, 4, 3))
case("Conv1d", nn.Conv1d(2, 3, 3, padding=1, padding_mode="circular"), randn(2, 2, 5))
case("Conv2d", nn.Conv2d(2, 4, 3, stride=2, padding=1, groups=2), randn(2, 2, 5, 5))
case("Conv2d reflect", nn.Conv2d(2, 3, (3, 2), padding="same", padding_mode="reflect"), randn(2, 2, 4, 5))
case("Conv3d", nn.Conv3d(1, 2, 2, padding="same"), randn(1, 1, 3, 3, 3))
case("ConvTranspose1d", nn.ConvTranspose1d(2, 3, 3, stride=2), randn(2, 2, 4))
case("ConvTranspose2d", nn.ConvTranspose2d(2, 3, 3, stride=2, padding=1, output_padding=1), randn(1, 2, 3, 4))
case("ConvTranspose3d", nn.ConvTranspose3d(2, 1, 2), randn(1, 2, 2, 2, 2))
case("RNN", nn.RNN(3, 4, 2, nonlinearity="relu", bidirectional=True), randn(5, 2, 3))
case("LSTM", nn.LSTM(3, 4, 2, batch_first=True), randn(2, 5, 3))
case("GRU", nn.GRU(3, 4, 2, bias=False), randn(5, 2, 3))
case("GRU state", nn.GRU(3, 4), randn(5, 2, 3), randn(1, 2, 4))
case("RNNCell", nn.RNNCell(3, 4), randn(2, 3), randn(2, 4))
case("LSTMCell", nn.LSTMCell(3, 4), randn(2, 3))
case("GRUCell", nn.GRUCell(3, 4), randn(2, 3), randn(2, 4))
case("MultiheadAttention", perturbed(nn.MultiheadAttention(6, 2)), randn(4, 2, 6), randn(5, 2, 6), randn(5, 2, 6))
case("MultiheadAttention widths", perturbed(nn.MultiheadAttention(6, 3, kdim=4, vdim=5, add_bias_kv=True, add_zero_attn=True)),
     randn(3, 2, 6), randn(5, 2, 4), randn(5, 2, 5))
case("TransformerEncoderLayer", perturbed(nn.TransformerEncoderLayer(6, 2, 8, 0.0)), randn(4, 2, 6))
case("TransformerEncoder", perturbed(nn.TransformerEncoder(nn.TransformerEncoderLayer(6, 2, 8, 0.0, "gelu"), 2)), randn(4, 2, 6))
case("TransformerDecoderLayer", perturbed(nn.TransformerDecoderLayer(6, 2, 8, 0.0)), randn(3, 2, 6), randn(4, 2, 6))
case("TransformerDecoder", perturbed(nn.TransformerDecoder(nn.TransformerDecoderLayer(6, 2, 8, 0.0), 2)), randn(3, 2, 6), randn(4, 2, 6))
case("Transformer", perturbed(nn.Transformer(6, 2, 1, 1, 8, 0.0)), randn(4, 2, 6), randn(3, 2, 6))

path = pathlib.Path(__file__).with_suffix(".json")
path.write_text("[\n" + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "\n]\n")
print(f"{len(cases)} cases, {path.stat().st_size // 1024} KiB")
