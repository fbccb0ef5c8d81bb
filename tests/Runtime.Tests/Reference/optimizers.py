"""Trajectories of PyTorch's optimisers on one parameter pair with fixed gradients; OptimizerTrajectories.cs holds what this prints.

Run: python3 optimizers.py  (PyTorch 1.13 or newer)
"""
import functools
import math

import torch

GRADIENTS = [([0.3, -0.2, 0.05], [1.0]), ([0.1, 0.4, -0.6], [-2.0]), ([-0.5, 0.01, 0.2], [0.5]), ([0.3, 0.3, 0.3], [1.5]), ([-1.0, 2.0, 0.0], [0.1])]
START = ([1.0, -2.0, 0.5], [0.25])


def run(make, rounds=1):
    w = torch.nn.Parameter(torch.tensor([START[0]]))
    b = torch.nn.Parameter(torch.tensor(START[1]))
    optimizer = make(w, b)
    for gw, gb in GRADIENTS * rounds:
        w.grad = torch.tensor([gw])
        b.grad = torch.tensor(gb)
        optimizer.step()
    return w.detach().view(-1).tolist() + b.detach().tolist()


def groups(w, b, decay):
    return [{"params": [w], "weight_decay": decay}, {"params": [b], "weight_decay": 0.0}]


print("AdamW", run(lambda w, b: torch.optim.AdamW(groups(w, b, 0.1), lr=0.01, betas=(0.9, 0.95), eps=1e-8)))
print("Adam (L2)", run(lambda w, b: torch.optim.Adam(groups(w, b, 0.1), lr=0.01, betas=(0.9, 0.95), eps=1e-8)))
print("SGD", run(lambda w, b: torch.optim.SGD(groups(w, b, 0.1), lr=0.1, momentum=0.9, dampening=0.1)))
print("SGD Nesterov", run(lambda w, b: torch.optim.SGD(groups(w, b, 0.1), lr=0.1, momentum=0.9, nesterov=True)))
print("SGD plain", run(lambda w, b: torch.optim.SGD(groups(w, b, 0.1), lr=0.1)))
print("RAdam, three rounds", run(lambda w, b: torch.optim.RAdam(groups(w, b, 0.0), lr=0.1, betas=(0.9, 0.95)), rounds=3))


# What PyTorch does not have, written out from the papers' formulas, per parameter and in FP64.
def plain(update):
    parameters = [torch.tensor(value, dtype=torch.float64) for value in START]
    states = [{"m": torch.zeros_like(p), "v": torch.zeros_like(p)} for p in parameters]
    for t, gradients in enumerate(GRADIENTS, start=1):
        for index, gradient in enumerate(gradients):
            update(parameters[index], torch.tensor(gradient, dtype=torch.float64), states[index], t, index == 0)
    return parameters[0].tolist() + parameters[1].tolist()


def lamb(p, g, s, t, decayed, lr=0.1, b1=0.9, b2=0.95, eps=1e-6, wd=0.1):
    s["m"].mul_(b1).add_(g, alpha=1 - b1)
    s["v"].mul_(b2).addcmul_(g, g, value=1 - b2)
    u = s["m"] / (1 - b1**t) / ((s["v"] / (1 - b2**t)).sqrt() + eps)
    trust = 1.0
    if decayed:
        u = u + wd * p
        trust = p.norm() / u.norm() if p.norm() > 0 and u.norm() > 0 else 1.0
    p.sub_(lr * trust * u)


def lion(p, g, s, t, decayed, lr=0.01, b1=0.9, b2=0.99, wd=0.1):
    direction = (b1 * s["m"] + (1 - b1) * g).sign()
    if decayed:
        p.mul_(1 - lr * wd)
    p.sub_(lr * direction)
    s["m"].mul_(b2).add_(g, alpha=1 - b2)


def spam(p, g, s, t, decayed, lr=0.1, b1=0.9, b2=0.95, eps=1e-6, theta=4.0, interval=3, warmup=2, grace=1, wd=0.1):
    k = (t - 1) % interval
    if k >= grace:
        limit = (theta * s["v"]).sqrt()
        limit[s["v"] == 0] = float("inf")
        g = torch.minimum(torch.maximum(g, -limit), limit)
    if k == 0:
        s["m"].zero_()
        s["v"].zero_()
    s["m"].mul_(b1).add_(g, alpha=1 - b1)
    s["v"].mul_(b2).addcmul_(g, g, value=1 - b2)
    scale = 1 - 0.99 * 0.5 * (1 + math.cos(math.pi * k / (warmup + 1))) if t > interval and k < warmup else 1.0
    p.sub_(lr * scale * (s["m"] / (1 - b1 ** (k + 1))) / ((s["v"] / (1 - b2 ** (k + 1))).sqrt() + eps))
    if decayed:
        p.mul_(1 - lr * wd)


def stable_spam(p, g, s, t, decayed, lr=0.1, b1=0.9, b2=0.95, eps=1e-8, g1=0.7, g2=0.9, g3=0.999, interval=3, wd=0.1, anneal_over=0, anneal_to=0.5):
    if anneal_over:
        factor = anneal_to + (1 - anneal_to) * (1 + math.cos(math.pi * min(t, anneal_over + 1) / (anneal_over + 1))) / 2
        b1, g1 = b1 * factor, g1 * factor
    if decayed:
        p.mul_(1 - lr * wd)
    largest = g.abs().max()
    s["T"] = g3 * s.get("T", 0.0) + (1 - g3) * largest
    cap = s["T"] / (1 - g3**t)
    g = torch.where(g.abs() > cap, g / largest * cap, g)
    n = g.norm()
    s["mu"] = g1 * s.get("mu", 0.0) + (1 - g1) * n
    s["nu"] = g2 * s.get("nu", 0.0) + (1 - g2) * n * n
    g = g / n * (s["mu"] / (1 - g1**t)) / ((s["nu"] / (1 - g2**t)).sqrt() + eps)
    k = (t - 1) % interval
    if k == 0:
        s["m"].zero_()
        s["v"].zero_()
    s["m"].mul_(b1).add_(g, alpha=1 - b1)
    s["v"].mul_(b2).addcmul_(g, g, value=1 - b2)
    p.sub_(lr * (s["m"] / (1 - b1 ** (k + 1))) / ((s["v"] / (1 - b2 ** (k + 1))).sqrt() + eps))


def stable_adamw(p, g, s, t, decayed, lr=0.1, b1=0.9, b2=0.99, eps=1e-6, wd=0.1):
    h1 = (b1**t - b1) / (b1**t - 1)
    h2 = (b2**t - b2) / (b2**t - 1)
    s["m"].mul_(h1).add_(g, alpha=1 - h1)
    s["v"].mul_(h2).addcmul_(g, g, value=1 - h2)
    rms = (g * g / s["v"].clamp(min=eps * eps)).mean().sqrt()
    rate = lr / max(1.0, rms.item())
    if decayed:
        p.mul_(1 - rate * wd)
    p.sub_(rate * s["m"] / (s["v"].sqrt() + eps))


for name, update in [("LAMB", lamb), ("Lion", lion), ("SPAM", spam), ("Stable-SPAM", stable_spam),
                     ("Stable-SPAM, annealed over 4", functools.partial(stable_spam, anneal_over=4)), ("StableAdamW", stable_adamw)]:
    print(name, plain(update))
