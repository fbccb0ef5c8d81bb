"""What PyTorch computes for the layers of StableModels: writes layers.json, which the tests compare with.

    python3 layers.py > layers.json        (written with PyTorch 1.13.1, FP64)

Inputs and weights are sines, so that both sides make them without a file: element i of a tensor called NAME is
0.6 * sin(1.7 * i + phase(NAME)). The loss whose gradients are listed is sum(output * tensor("probe")).
"""
import json
import math
import sys

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)


def phase(name):
    return sum(ord(c) for c in name) % 97


def tensor(name, *shape, scale=0.6):
    count = math.prod(shape)
    values = [scale * math.sin(1.7 * i + phase(name)) for i in range(count)]
    return torch.tensor(values).reshape(shape)


class Case:
    def __init__(self):
        self.leaves = {}

    def leaf(self, name, *shape):
        self.leaves[name] = tensor(name, *shape).requires_grad_()
        return self.leaves[name]

    def finish(self, output):
        (output * tensor("probe", *output.shape)).sum().backward()
        grads = {k: v.grad.reshape(-1).tolist() for k, v in self.leaves.items()}
        return {"shape": list(output.shape), "output": output.detach().reshape(-1).tolist(), "gradients": grads}


def rms(x, weight, eps=1e-5):
    return x * torch.rsqrt((x * x).mean(-1, keepdim=True) + eps) * weight


def rotate(x, base=10000.0):
    """RoPE in complex numbers: pair (i, i + d/2) times exp(i t base^(-2i/d))."""
    time, size = x.shape[-2], x.shape[-1]
    half = size // 2
    turn = torch.outer(torch.arange(time, dtype=torch.float64), base ** (-torch.arange(half, dtype=torch.float64) * 2 / size))
    turned = torch.complex(x[..., :half], x[..., half:]) * torch.polar(torch.ones_like(turn), turn)
    return torch.cat([turned.real, turned.imag], -1)


def attend(q, k, v, mask=None, cap=0.0):
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])
    if cap:
        scores = cap * torch.tanh(scores / cap)
    if mask is not None:
        scores = scores.masked_fill(~mask, -math.inf)
    return torch.softmax(scores, -1) @ v


def self_attention(causal=False, kv=0, qk_norm=False, cap=0.0, clip=0.0, rotary=False, mask=None, bias=True):
    batch, time, width, heads = 2, 5, 12, 3
    size, kv = width // heads, kv or heads
    case = Case()
    x = case.leaf("x", batch, time, width)
    fused = F.linear(x, case.leaf("qkv.weight", width + 2 * kv * size, width), case.leaf("qkv.bias", width + 2 * kv * size) if bias else None)
    if clip:
        fused = fused.clamp(-clip, clip)
    q, k, v = fused.split([width, kv * size, kv * size], -1)
    q = q.view(batch, time, heads, size).transpose(1, 2)
    k = k.view(batch, time, kv, size).transpose(1, 2)
    v = v.view(batch, time, kv, size).transpose(1, 2)
    if qk_norm:
        q, k = rms(q, case.leaf("q_norm.weight", size)), rms(k, case.leaf("k_norm.weight", size))
    if rotary:
        q, k = rotate(q), rotate(k)
    k, v = k.repeat_interleave(heads // kv, 1), v.repeat_interleave(heads // kv, 1)
    seen = torch.ones(time, time, dtype=torch.bool).tril() if causal else None
    if mask is not None:
        seen = mask if seen is None else mask & seen
    y = attend(q, k, v, seen, cap).transpose(1, 2).reshape(batch, time, width)
    return case.finish(F.linear(y, case.leaf("proj.weight", width, width), case.leaf("proj.bias", width) if bias else None))


def library_attention():
    """The same layer by PyTorch's own MultiheadAttention, so that the formulas above are checked too."""
    batch, time, width, heads = 2, 5, 12, 3
    layer = torch.nn.MultiheadAttention(width, heads, batch_first=True)
    with torch.no_grad():
        layer.in_proj_weight.copy_(tensor("qkv.weight", 3 * width, width))
        layer.in_proj_bias.copy_(tensor("qkv.bias", 3 * width))
        layer.out_proj.weight.copy_(tensor("proj.weight", width, width))
        layer.out_proj.bias.copy_(tensor("proj.bias", width))
    x = tensor("x", batch, time, width)
    hidden = ~torch.ones(time, time, dtype=torch.bool).tril()
    ours = torch.tensor(self_attention(causal=True)["output"]).reshape(batch, time, width)
    assert torch.allclose(layer(x, x, x, attn_mask=hidden)[0], ours, atol=1e-12)


def cross_attention():
    batch, time, memory, width, memory_width, heads = 2, 4, 5, 12, 8, 3
    case, size = Case(), width // heads
    q = F.linear(case.leaf("x", batch, time, width), case.leaf("q.weight", width, width), case.leaf("q.bias", width))
    kv = F.linear(case.leaf("memory", batch, memory, memory_width), case.leaf("kv.weight", 2 * width, memory_width), case.leaf("kv.bias", 2 * width))
    k, v = kv.chunk(2, -1)
    apart = lambda t: t.view(batch, -1, heads, size).transpose(1, 2)
    y = attend(apart(q), apart(k), apart(v)).transpose(1, 2).reshape(batch, time, width)
    return case.finish(F.linear(y, case.leaf("proj.weight", width, width), case.leaf("proj.bias", width)))


ACTIVATIONS = {
    "Identity": lambda x: x, "Relu": F.relu, "LeakyRelu": lambda x: F.leaky_relu(x, 0.01), "Gelu": F.gelu, "Silu": F.silu, "Mish": F.mish,
    "Tanh": torch.tanh, "Sigmoid": torch.sigmoid, "Elu": F.elu, "Selu": F.selu, "Softplus": F.softplus,
}
GATED = {"Glu": torch.sigmoid, "SwiGlu": F.silu, "GeGlu": F.gelu, "ReGlu": F.relu}


def activate(name, x):
    if name in GATED:
        a, b = x.chunk(2, -1)
        return a * GATED[name](b)
    return ACTIVATIONS[name](x)


def feed_forward(activation):
    width, hidden = 4, 6
    rows = 2 * hidden if activation in GATED else hidden
    case = Case()
    h = F.linear(case.leaf("x", 3, width), case.leaf("fc1.weight", rows, width), case.leaf("fc1.bias", rows))
    return case.finish(F.linear(activate(activation, h), case.leaf("fc2.weight", width, hidden), case.leaf("fc2.bias", width)))


def rms_norm():
    case = Case()
    return case.finish(rms(case.leaf("x", 3, 6), case.leaf("weight", 6)))


def learned_positions():
    case = Case()
    return case.finish(case.leaf("x", 2, 3, 4) + case.leaf("weight", 5, 4)[:3])


def sinusoidal_positions():
    case = Case()
    x = case.leaf("x", 1, 6, 8)
    table = torch.tensor([[math.sin(t / 10000 ** (2 * (i // 2) / 8)) if i % 2 == 0 else math.cos(t / 10000 ** (2 * (i // 2) / 8)) for i in range(8)] for t in range(6)])
    return case.finish(x + table)


def mixture_of_experts(k, activation, capacity):
    """Token by token, expert by expert."""
    count, width, hidden, experts = 7, 4, 5, 3
    rows = 2 * hidden if activation in GATED else hidden
    case = Case()
    x, router = case.leaf("x", count, width), case.leaf("router.weight", experts, width)
    w1, b1 = case.leaf("fc1_weight", experts, rows, width), case.leaf("fc1_bias", experts, rows)
    w2, b2 = case.leaf("fc2_weight", experts, width, hidden), case.leaf("fc2_bias", experts, width)
    logits = x @ router.t()
    p = torch.softmax(logits, -1)
    weights, chosen = p.topk(k, -1)
    if k > 1:
        weights = weights / weights.sum(-1, keepdim=True)
    room = math.ceil(capacity * k * count / experts) if capacity else count
    load, y = [0] * experts, [torch.zeros(width) for _ in range(count)]
    for choice in range(k):
        for t in range(count):
            e = chosen[t, choice].item()
            load[e] += 1
            if load[e] <= room:
                h = activate(activation, F.linear(x[t], w1[e], b1[e]))
                y[t] = y[t] + weights[t, choice] * F.linear(h, w2[e], b2[e])
    share = torch.tensor(load) / (k * count)
    auxiliary = 1e-3 * (torch.logsumexp(logits, -1) ** 2).mean() + 1e-2 * experts * (share * p.mean(0)).sum()
    result = case.finish(torch.stack(y))
    result["auxiliary"] = auxiliary.item()
    return result


def spectral_norm():
    layer = torch.nn.Linear(4, 6, bias=False)
    with torch.no_grad():
        layer.weight.copy_(tensor("weight", 6, 4))
    torch.nn.utils.parametrizations.spectral_norm(layer)
    p = layer.parametrizations.weight[0]
    with torch.no_grad():
        p._v.copy_(F.normalize(tensor("v", 4), dim=0))
        p._power_method(tensor("weight", 6, 4), 3)
    normalised = layer.weight
    (normalised * tensor("probe", 6, 4)).sum().backward()
    grad = layer.parametrizations.weight.original.grad
    return {"shape": [6, 4], "output": normalised.detach().reshape(-1).tolist(), "gradients": {"weight": grad.reshape(-1).tolist()}}


library_attention()
mask = torch.tensor([[True, True, True, True, True], [True, True, False, True, True], [True, False, True, True, False], [True, True, True, True, True], [True, False, True, True, True]])
cases = {
    "self_attention": self_attention(),
    "self_attention_causal": self_attention(causal=True),
    "self_attention_mask": self_attention(mask=mask),
    "self_attention_causal_mask": self_attention(causal=True, mask=mask),
    "self_attention_grouped": self_attention(causal=True, kv=1),
    "self_attention_qk_norm": self_attention(causal=True, qk_norm=True),
    "self_attention_soft_cap": self_attention(causal=True, cap=0.5),
    "self_attention_soft_cap_mask": self_attention(cap=0.5, mask=mask),
    "self_attention_clip": self_attention(causal=True, clip=0.4),
    "self_attention_rotary": self_attention(causal=True, rotary=True),
    "self_attention_no_bias": self_attention(causal=True, bias=False),
    "cross_attention": cross_attention(),
    "rms_norm": rms_norm(),
    "learned_positions": learned_positions(),
    "sinusoidal_positions": sinusoidal_positions(),
    "mixture_top1": mixture_of_experts(1, "Gelu", 1.25),
    "mixture_top2": mixture_of_experts(2, "SwiGlu", 1.0),
    "mixture_dropless": mixture_of_experts(2, "Relu", 0),
    "spectral_norm": spectral_norm(),
}
cases.update({"feed_forward_" + name: feed_forward(name) for name in [*ACTIVATIONS, *GATED]})


def rounded(value):
    if isinstance(value, dict):
        return {k: rounded(v) for k, v in value.items()}
    if isinstance(value, list):
        return [rounded(v) for v in value]
    return float(f"{value:.12g}") if isinstance(value, float) else value


json.dump(rounded({"torch": torch.__version__, "cases": cases}), sys.stdout, separators=(",", ":"))
sys.stdout.write("\n")
