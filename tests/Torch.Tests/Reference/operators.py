"""Writes operators.json: what PyTorch makes of the calls that OperatorTests repeats, values and gradients.

Run it with the Python of the libtorch under test (on Debian 12: python3-torch 1.13):
    /usr/bin/python3 tests/Torch.Tests/Reference/operators.py

A case is a member of TorchSharp's Tensor ("exp") or torch ("torch.cat") and its arguments, in TorchSharp's order.
Where PyTorch's own call is spelt otherwise, py says how.
"""

import json
import math
import os

import torch

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)

CASES = []


class Scalar:
    """An argument of type Scalar, as opposed to a plain number."""

    def __init__(self, value):
        self.value = value


S = Scalar


def encode_tensor(t):
    t = torch.zeros(t.shape) if t._is_zerotensor() else t.detach()
    kind = {torch.float64: "Float64", torch.float32: "Float32", torch.int64: "Int64", torch.int32: "Int32", torch.bool: "Bool",
            torch.uint8: "Byte", torch.complex128: "ComplexFloat64"}[t.dtype]
    if t.dtype == torch.complex128:
        values = torch.view_as_real(t.resolve_conj()).reshape(-1).tolist()
    else:
        values = [float(v) for v in t.reshape(-1).tolist()]
    return {"shape": list(t.shape), "type": kind, "values": [v if math.isfinite(v) else str(v) for v in values]}


def encode(argument):
    if isinstance(argument, torch.Tensor):
        return {"tensor": encode_tensor(argument)}
    if isinstance(argument, Scalar):
        return {"scalar": argument.value}
    if isinstance(argument, bool):
        return {"bool": argument}
    if isinstance(argument, int):
        return {"int": argument}
    if isinstance(argument, float):
        return {"double": argument}
    if isinstance(argument, str):
        return {"string": argument}
    if argument is None:
        return {"none": True}
    if argument and isinstance(argument[0], torch.Tensor):
        return {"tensors": [encode_tensor(t) for t in argument]}
    return {"ints": list(argument)}


def fresh(argument, tracked):
    if isinstance(argument, torch.Tensor):
        copy = argument.clone()
        if argument.dtype.is_floating_point:
            copy.requires_grad_(True)
            tracked.append(copy)
        return copy
    if isinstance(argument, (list, tuple)) and argument and isinstance(argument[0], torch.Tensor):
        return [fresh(t, tracked) for t in argument]
    return argument.value if isinstance(argument, Scalar) else argument


def case(name, *arguments, py=None, grad=True):
    tracked = []
    given = [fresh(a, tracked) for a in arguments]
    inplace = name.endswith("_")
    if inplace:
        # In-place operators cannot write to a leaf: both sides work on a copy of it.
        given[0] = given[0].clone()
    if py is not None:
        result = py(*given)
    elif name.startswith("torch."):
        result = getattr(torch, name[6:])(*given)
    else:
        result = getattr(given[0], name)(*given[1:])
    outputs = [r for r in (result if isinstance(result, (tuple, list)) else [result])]
    entry = {"name": name, "arguments": [encode(a) for a in arguments]}
    if isinstance(result, bool):
        entry["bool"] = result
        CASES.append(entry)
        return
    entry["outputs"] = [encode_tensor(o) for o in outputs]
    loss = None
    for o in outputs:
        if grad and o.requires_grad and o.dtype.is_floating_point:
            weight = torch.linspace(-1, 2, max(o.numel(), 1))[: o.numel()].reshape(o.shape)
            part = (o * weight).sum()
            loss = part if loss is None else loss + part
    if loss is not None:
        loss.backward()
        entry["gradients"] = [None if t.grad is None else encode_tensor(t.grad) for t in tracked]
    CASES.append(entry)


def r(*shape):
    return torch.randn(*shape)


def u(*shape):
    """Within (0.1, 0.9): in the domain of nearly everything."""
    return torch.rand(*shape) * 0.8 + 0.1


def i(high, *shape):
    return torch.randint(0, high, shape)


X, Y, Z = r(2, 3), r(2, 3), r(2, 3)
U, V = u(2, 3), u(2, 3)
A = r(3, 3) + 3 * torch.eye(3)
SPD = A @ A.t() + torch.eye(3)
I, J = i(7, 2, 3) + 1, i(7, 2, 3) + 1
B = torch.tensor([[True, False, True], [False, False, True]])
B2 = torch.tensor([[True, True, False], [False, True, True]])
C3 = r(2, 3, 4)
SPECIAL = torch.tensor([1.0, float("nan"), float("inf"), float("-inf"), 0.0, -2.5])

# Functions of each element, and their in-place forms.
both = ("abs ceil cos cosh digamma erf erfc exp expm1 floor frac lgamma neg sigmoid sign sgn sin sinh sinc tan tanh trunc round relu relu6 "
        "selu silu hardsigmoid hardswish celu gelu absolute negative fix arctan arcsinh").split()
for n in both:
    case(n, X, py={"relu6": torch.nn.functional.relu6, "selu": torch.selu, "silu": torch.nn.functional.silu, "gelu": torch.nn.functional.gelu,
                   "hardsigmoid": torch.nn.functional.hardsigmoid, "hardswish": torch.nn.functional.hardswish, "celu": torch.celu}.get(n))
for n in "abs_ ceil_ cos_ exp_ floor_ neg_ sigmoid_ sin_ tanh_ trunc_ relu_ erf_ round_ sign_ frac_ expm1_".split():
    case(n, X)
for n in "acos asin atan atanh log log10 log1p log2 sqrt rsqrt reciprocal erfinv logit exp2 i0 arccos arcsin arctanh square deg2rad rad2deg positive".split():
    case(n, U)
for n in "acos_ asin_ atan_ log_ log10_ log1p_ log2_ sqrt_ rsqrt_ reciprocal_ erfinv_".split():
    case(n, U)
for n in "asinh acosh arccosh".split():
    case(n, U + 1)
for n in "isnan isinf isfinite isposinf isneginf signbit isreal".split():
    case(n, SPECIAL, grad=False)
case("nan_to_num", SPECIAL, grad=False)
case("nan_to_num", SPECIAL, 1.5, 3.0, -3.0, py=lambda x, a, b, c: torch.nan_to_num(x, a, b, c))
case("round", X, 2, py=lambda x, d: torch.round(x, decimals=d))
case("clamp", X, S(-0.5), S(0.5))
case("clamp", X, S(-0.5))
case("clamp", X, U - 1, V, py=lambda x, a, b: torch.clamp(x, a, b))
case("clamp_", X, S(-0.5), S(0.5))
case("clamp_min", X, S(0.1)); case("clamp_max", X, S(0.1)); case("clamp_min_", X, S(0.1)); case("clamp_max_", X, S(0.1))
case("clip", X, S(-0.5), S(0.5))
case("polygamma", U, 2, py=lambda x, n: torch.polygamma(n, x))
case("mvlgamma", U + 2, 2)
case("igamma", U, V.detach(), grad=False); case("igammac", U, V, grad=False)
case("threshold", X, S(0.1), S(5.0), py=lambda x, a, b: torch.threshold(x, a, b))
case("leaky_relu", X, S(0.1), py=torch.nn.functional.leaky_relu)
case("elu", X, 0.7, py=torch.nn.functional.elu)
case("hardtanh", X, S(-0.5), S(0.5), py=torch.nn.functional.hardtanh)
case("softplus", X, 2.0, 20.0, py=torch.nn.functional.softplus)
case("softmax", X, 1); case("log_softmax", X, 1)
case("log_sigmoid", X, py=torch.nn.functional.logsigmoid)
case("glu", r(2, 4), -1, py=torch.nn.functional.glu)
case("prelu", X, torch.tensor([0.25]))

# Arithmetic, with broadcasting.
for n in "add sub mul div multiply subtract true_divide maximum minimum fmax fmin atan2 hypot logaddexp logaddexp2 copysign".split():
    case(n, X, Y)
    case(n, X, r(3))
for n in "add_ sub_ mul_ div_".split():
    case(n, X, Y)
    case(n, X, S(1.5))
for n in "add sub mul div remainder fmod pow".split():
    case(n, U, S(2.0))
case("add", X, Y, S(0.3), py=lambda x, y, a: torch.add(x, y, alpha=a)); case("add_", X, Y, S(0.3), py=lambda x, y, a: x.add_(y, alpha=a))
case("pow", U, V); case("pow_", U, S(3.0)); case("float_power", U, V)
case("remainder", X, V); case("fmod", X, V); case("floor_divide", X, V, py=lambda x, y: torch.div(x, y, rounding_mode="floor"), grad=False)
case("xlogy", U, V); case("xlogy", U, S(0.5)); case("ldexp", X, torch.tensor([1.0, 2.0, 3.0]))
case("addcmul", X, Y, Z, S(0.5), py=lambda x, y, z, v: torch.addcmul(x, y, z, value=v))
case("addcmul_", X, Y, Z, S(0.5), py=lambda x, y, z, v: x.addcmul_(y, z, value=v))
case("addcdiv", X, Y, V, S(0.5), py=lambda x, y, z, v: torch.addcdiv(x, y, z, value=v))
case("addcdiv_", X, Y, V, S(0.5), py=lambda x, y, z, v: x.addcdiv_(y, z, value=v))
case("lerp", X, Y, U); case("lerp_", X, Y, U)
case("gcd", I, J); case("lcm", I, J); case("heaviside", X.detach(), Y, grad=False); case("nextafter", X, Y, grad=False)
case("frexp", X, grad=False)

# Comparison and logic.
for n in "eq ne lt le gt ge not_equal less less_equal greater greater_equal".split():
    case(n, I, J)
for n in "eq ne lt le gt ge".split():
    case(n, X, S(0.1))
case("isclose", X, X + 1e-9); case("allclose", X, X + 1e-9); case("allclose", X, X + 1)
case("isin", I, torch.tensor([1, 3, 5]), py=torch.isin)
case("sort", X, 1, True, py=lambda x, d, e: torch.sort(x, d, e)); case("argsort", X, 1); case("msort", X); case("topk", X, 2, 1)
case("kthvalue", X, 2, 1); case("bucketize", X, torch.tensor([-1.0, 0.0, 1.0]), py=torch.bucketize)
case("torch.searchsorted", torch.tensor([-1.0, 0.0, 1.0]), X, grad=False)
for n in "logical_and logical_or logical_xor bitwise_and bitwise_or bitwise_xor".split():
    case(n, B, B2)
case("logical_not", B); case("bitwise_not", I); case("bitwise_left_shift", I, J); case("bitwise_right_shift", I, J)

# Reductions.
for n in "sum mean prod std var max min median all any argmax argmin logsumexp nansum norm".split():
    if n == "logsumexp":
        continue
    case(n, B if n in ("all", "any") else X)
case("sum", C3, [0, 2], True); case("sum", C3, 1); case("mean", C3, [0, 2]); case("prod", X, 1); case("std", X, 1); case("var", C3, [0, 2], False)
case("max", X, 1); case("min", X, 0, True); case("amax", C3, [0, 2]); case("amin", C3, [1]); case("aminmax", X, 1, py=lambda x, d: torch.aminmax(x, dim=d), grad=False)
case("argmax", X, 1); case("argmin", X, 0, True); case("all", B, 1); case("any", B, 0); case("logsumexp", X, 1)
case("norm", X, 1.0); case("norm", X, 1, True, 2.0, py=lambda x, d, k, p: torch.norm(x, p, d, k)); case("dist", X, Y, 2.0)
case("var_mean", X, 1, py=lambda x, d: torch.var_mean(x, d)); case("std_mean", X, 1, py=lambda x, d: torch.std_mean(x, d))
case("count_nonzero", B); case("quantile", X, torch.tensor([0.25, 0.5]), 1); case("nanmedian", X); case("mode", I, 1)
case("unique", I, True, True, True, py=lambda x, s, a, b: torch.unique(x, s, a, b)); case("unique_consecutive", I, True, True)
case("histc", U, 4, 0, 1, grad=False); case("bincount", i(5, 8), None)

# Along a dimension.
for n in "cumsum cumprod logcumsumexp cummax cummin".split():
    case(n, X, 1)
case("diff", X); case("trapezoid", X, py=torch.trapezoid); case("trapezoid", X, Y, 1, py=lambda y, x, d: torch.trapezoid(y, x, dim=d))

# Matrices.
M, N, P = r(2, 3), r(3, 4), r(2, 4)
case("mm", M, N); case("matmul", C3, r(4, 5)); case("bmm", C3, r(2, 4, 5)); case("mv", M, r(3)); case("dot", r(3), r(3)); case("vdot", r(3), r(3))
case("outer", r(2), r(3)); case("ger", r(2), r(3)); case("inner", X, r(3)); case("kron", r(2, 2), r(2, 2))
case("addmm", P, M, N, 0.5, 2.0, py=lambda p, m, n, b, a: torch.addmm(p, m, n, beta=b, alpha=a)); case("addmv", r(2), M, r(3)); case("addr", M, r(2), r(3))
case("baddbmm", r(2, 3, 5), C3, r(2, 4, 5)); case("addbmm", r(3, 5), C3, r(2, 4, 5))
case("tensordot", M, N, 1, py=lambda a, b, d: torch.tensordot(a, b, d)); case("torch.einsum", "bij,bjk->bik", [C3, r(2, 4, 5)], py=lambda e, t: torch.einsum(e, *t))
case("det", A); case("logdet", SPD); case("inverse", A); case("pinverse", M); case("matrix_exp", A * 0.1); case("matrix_power", A, 3); case("trace", A)
case("cholesky", SPD, py=torch.linalg.cholesky); case("triu", A, 1); case("tril", A); case("tril_", A); case("triu_", A); case("diag", A); case("diag", r(3)); case("diag_embed", X); case("diagflat", r(2))
case("diagonal", C3); case("renorm", X, 2.0, 0, 1.0); case("torch.cdist", X, Y)

# Shapes.
case("view", X, [3, 2]); case("reshape", X, [-1]); case("permute", C3, [2, 0, 1]); case("transpose", X, 0, 1); case("swapaxes", C3, 0, 2); case("movedim", C3, [0, 1], [2, 0])
case("t", X); case("squeeze", r(2, 1, 3)); case("squeeze", r(2, 1, 1), 1); case("unsqueeze", X, 1); case("expand", r(1, 3), [4, 3]); case("expand_as", r(1, 3), X)
case("broadcast_to", r(3), [2, 3]); case("flatten", C3, 1); case("unflatten", r(2, 6), 1, [2, 3], py=lambda x, d, s: x.unflatten(d, s)); case("ravel", X)
case("as_strided", r(6), [2, 2], [3, 1]); case("unfold", r(8), 0, 3, 2); case("repeat", X, [2, 1]); case("repeat_interleave", X, 2, 1); case("tile", X, [2])
case("flip", X, [0, 1]); case("fliplr", X); case("flipud", X); case("roll", X, 1, 1); case("rot90", X); case("atleast_3d", X, py=torch.atleast_3d); case("contiguous", X)
case("split", r(6, 2), 4); case("split", r(6, 2), [1, 5]); case("chunk", r(5, 2), 2); case("unbind", X, 1); case("tensor_split", r(7), 3)
case("hsplit", r(2, 4), 2); case("vsplit", r(4, 2), 2)
case("torch.cat", [X, Y], 1); case("torch.stack", [X, Y], 1); case("torch.hstack", [X, Y]); case("torch.vstack", [X, Y]); case("torch.dstack", [X, Y])
case("torch.block_diag", [M, A], py=lambda t: torch.block_diag(*t)); case("torch.cartesian_prod", [r(2), r(3)], py=lambda t: torch.cartesian_prod(*t))
case("torch.combinations", r(4)); case("torch.column_stack", [r(3), r(3)]); case("torch.chain_matmul", [M, N, r(4, 2)], py=lambda t: torch.linalg.multi_dot(t))

# Indexing.
G = i(3, 2, 2)
case("gather", X, 1, G); case("scatter", X, 1, G, r(2, 2)); case("scatter_", X, 1, G, r(2, 2)); case("scatter_add", X, 1, G, r(2, 2)); case("scatter_add_", X, 1, G, r(2, 2))
case("index_select", X, 1, torch.tensor([2, 0])); case("index_add", X, 1, torch.tensor([2, 0]), r(2, 2), S(0.5), py=lambda x, d, k, s, a: x.index_add(d, k, s, alpha=a))
case("index_copy", X, 1, torch.tensor([2, 0]), r(2, 2)); case("index_fill", X, 1, torch.tensor([2]), S(0.5))
case("masked_fill", X, B, S(0.5)); case("masked_fill_", X, B, S(0.5)); case("masked_select", X, B); case("masked_scatter", X, B, r(6))
case("take", X, torch.tensor([0, 5])); case("take_along_dim", X, G, 1); case("narrow", X, 1, 1, 2); case("select", X, 1, 2); case("slice", r(8), 0, 1, 7, 2, py=lambda x, d, a, b, s: x[a:b:s])
case("select_scatter", X, r(2), 1, 0); case("slice_scatter", X, r(2, 2), 1, 0, 2, 1); case("diagonal_scatter", A, r(3)); case("torch.where", B, X, Y); case("where", X, B, Y, py=lambda x, c, y: torch.where(c, x, y))
case("nonzero", B); case("argwhere", B); case("index_put_", X, Y[0, :1].squeeze(), [torch.tensor([0, 1]), torch.tensor([2, 0])], py=lambda x, v, k: x.index_put_(tuple(k), v))

# Copies and fills.
case("clone", X); case("fill_", X, S(2.5)); case("zero_", X); case("copy_", X, Y); case("detach", X)
case("view_as_real", torch.complex(X, Y), py=torch.view_as_real, grad=False); case("angle", X)

# linalg.
L = torch.linalg
case("torch.linalg.norm", X, py=L.norm); case("torch.linalg.norm", X, 1.0, [1], True, py=lambda x, o, d, k: L.vector_norm(x, o, d, k)); case("torch.linalg.vector_norm", X, 3.0, [1], py=L.vector_norm)
case("torch.linalg.matrix_norm", A, "nuc", py=L.matrix_norm); case("torch.linalg.inv", A, py=L.inv); case("torch.linalg.det", A, py=L.det); case("torch.linalg.solve", A, r(3, 2), py=L.solve)
case("torch.linalg.cholesky", SPD, py=L.cholesky); case("torch.linalg.qr", A, py=L.qr); case("torch.linalg.svdvals", A, py=L.svdvals); case("torch.linalg.eigvalsh", SPD, py=L.eigvalsh)
case("torch.linalg.pinv", M, py=L.pinv); case("torch.linalg.slogdet", A, py=L.slogdet); case("torch.linalg.matrix_rank", A, py=L.matrix_rank, grad=False)
case("torch.linalg.solve_triangular", torch.triu(A), r(3, 2), True, py=lambda a, b, up: L.solve_triangular(a, b, upper=up)); case("torch.linalg.cross", r(2, 3), r(2, 3), py=L.cross)

path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "operators.json")
with open(path, "w") as file:
    file.write("[\n" + ",\n".join(json.dumps(c) for c in CASES) + "\n]\n")
print(len(CASES), "cases,", os.path.getsize(path), "bytes")
