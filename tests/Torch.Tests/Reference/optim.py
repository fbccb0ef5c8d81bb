#!/usr/bin/python3
"""Trajectories of PyTorch's optimizers and schedules, for Optim/OptimizerReferenceTests.cs and ScheduleReferenceTests.cs.

Run it to write optim.json beside it (PyTorch 1.13, doubles). Each optimizer makes steps on two parameters in two groups, the second group
with twice the rate; the gradients are sin(parameter * 3 + step + index). NAdam is computed here by its formula, because PyTorch 1.13
multiplies one momentum too often into its bias correction (fixed in later versions).
"""
import json
import pathlib
import warnings

import torch
from torch.optim import lr_scheduler

warnings.filterwarnings("ignore")
torch.set_default_dtype(torch.float64)
STEPS = 12


def start():
    return [torch.linspace(-1.0, 1.0, 6).reshape(2, 3).requires_grad_(), torch.linspace(0.5, 2.0, 4).requires_grad_()]


def gradients(parameters, step):
    for parameter in parameters:
        index = torch.arange(parameter.numel()).reshape(parameter.shape)
        parameter.grad = torch.sin(parameter.detach() * 3 + step + index)


def trajectory(make, lr):
    parameters = start()
    optimizer = make([{"params": [parameters[0]]}, {"params": [parameters[1]], "lr": 2 * lr}])
    values = []
    for step in range(STEPS):
        gradients(parameters, step)
        optimizer.step()
        values.append([v for p in parameters for v in p.detach().flatten().tolist()])
    return values


class NAdam(torch.optim.Optimizer):
    def __init__(self, params, lr, weight_decay=0.0):
        super().__init__(params, {"lr": lr, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self):
        beta1, beta2, eps, decay = 0.9, 0.999, 1e-8, 4e-3
        for group in self.param_groups:
            for p in group["params"]:
                s = self.state[p]
                if not s:
                    s.update(step=0, product=1.0, m=torch.zeros_like(p), v=torch.zeros_like(p))
                s["step"] += 1
                g = p.grad + group["weight_decay"] * p
                mu = beta1 * (1 - 0.5 * 0.96 ** (s["step"] * decay))
                following = beta1 * (1 - 0.5 * 0.96 ** ((s["step"] + 1) * decay))
                s["product"] *= mu
                s["m"].mul_(beta1).add_(g, alpha=1 - beta1)
                s["v"].mul_(beta2).addcmul_(g, g, value=1 - beta2)
                denominator = (s["v"] / (1 - beta2 ** s["step"])).sqrt().add_(eps)
                p.addcdiv_(g, denominator, value=-group["lr"] * (1 - mu) / (1 - s["product"]))
                p.addcdiv_(s["m"], denominator, value=-group["lr"] * following / (1 - s["product"] * following))


o = torch.optim
optimizers = {
    "SGD": (lambda p: o.SGD(p, 0.1), 0.1),
    "SGD momentum": (lambda p: o.SGD(p, 0.1, momentum=0.9, dampening=0.2, weight_decay=0.05), 0.1),
    "SGD nesterov": (lambda p: o.SGD(p, 0.1, momentum=0.9, nesterov=True), 0.1),
    "SGD maximize": (lambda p: o.SGD(p, 0.1, momentum=0.5, maximize=True), 0.1),
    "Adam": (lambda p: o.Adam(p, 0.01, weight_decay=0.1), 0.01),
    "Adam amsgrad": (lambda p: o.Adam(p, 0.01, betas=(0.8, 0.9), amsgrad=True, maximize=True), 0.01),
    "AdamW": (lambda p: o.AdamW(p, 0.01, weight_decay=0.1), 0.01),
    "AdamW amsgrad": (lambda p: o.AdamW(p, 0.01, betas=(0.8, 0.9), eps=1e-6, weight_decay=0.1, amsgrad=True), 0.01),
    "RAdam": (lambda p: o.RAdam(p, 0.01, betas=(0.9, 0.95), weight_decay=0.1), 0.01),
    "NAdam": (lambda p: NAdam(p, 0.01, weight_decay=0.1), 0.01),
    "Adamax": (lambda p: o.Adamax(p, 0.01, weight_decay=0.1), 0.01),
    "Adagrad": (lambda p: o.Adagrad(p, 0.1, lr_decay=0.05, weight_decay=0.1, initial_accumulator_value=0.3), 0.1),
    "Adadelta": (lambda p: o.Adadelta(p, 1.0, rho=0.8, weight_decay=0.1), 1.0),
    "ASGD": (lambda p: o.ASGD(p, 0.1, lambd=0.01, t0=4, weight_decay=0.1), 0.1),
    "RMSProp": (lambda p: o.RMSprop(p, 0.01, alpha=0.9, weight_decay=0.1), 0.01),
    "RMSProp centered": (lambda p: o.RMSprop(p, 0.01, momentum=0.8, centered=True), 0.01),
    "Rprop": (lambda p: o.Rprop(p, 0.01, step_sizes=(1e-4, 0.2)), 0.01),
}

s = lr_scheduler


def sequential(optimizer):
    return s.SequentialLR(optimizer, [s.LinearLR(optimizer, 0.1, 1.0, 4), s.CosineAnnealingLR(optimizer, 10, 0.001)], [4])


schedules = {
    "StepLR": lambda q: s.StepLR(q, 3, 0.5),
    "MultiStepLR": lambda q: s.MultiStepLR(q, [2, 5, 5, 9], 0.5),
    "ExponentialLR": lambda q: s.ExponentialLR(q, 0.8),
    "ConstantLR": lambda q: s.ConstantLR(q, 0.25, 4),
    "LinearLR": lambda q: s.LinearLR(q, 0.1, 0.8, 6),
    "PolynomialLR": lambda q: s.PolynomialLR(q, 8, 2.0),
    "LambdaLR": lambda q: s.LambdaLR(q, lambda epoch: 1 / (1 + epoch)),
    "MultiplicativeLR": lambda q: s.MultiplicativeLR(q, lambda epoch: 1 - 0.01 * epoch),
    "CosineAnnealingLR": lambda q: s.CosineAnnealingLR(q, 6, 0.01),
    "OneCycleLR": lambda q: s.OneCycleLR(q, [0.4, 0.8], total_steps=21, pct_start=0.3),
    "OneCycleLR linear three phases": lambda q: s.OneCycleLR(q, 0.4, epochs=3, steps_per_epoch=7, pct_start=0.3, anneal_strategy="linear", three_phase=True),
    "CyclicLR": lambda q: s.CyclicLR(q, 0.01, 0.2, 4, 3),
    "CyclicLR triangular2": lambda q: s.CyclicLR(q, 0.01, 0.2, 3, mode="triangular2"),
    "CyclicLR exp_range": lambda q: s.CyclicLR(q, 0.01, 0.2, 3, mode="exp_range", gamma=0.9),
    "SequentialLR": sequential,
    "ChainedLR": lambda q: s.ChainedScheduler([s.ConstantLR(q, 0.1, 3), s.ExponentialLR(q, 0.9)]),
}


def rates(make):
    parameters = start()
    optimizer = o.SGD([{"params": [parameters[0]]}, {"params": [parameters[1]], "lr": 0.2}], lr=0.1, momentum=0.9)
    schedule = make(optimizer)
    rows = []
    for _ in range(20):
        rows.append([g["lr"] for g in optimizer.param_groups] + [g["momentum"] for g in optimizer.param_groups])
        optimizer.step()
        schedule.step()
    return rows


def plateau():
    parameters = start()
    optimizer = o.SGD([{"params": [parameters[0]]}, {"params": [parameters[1]], "lr": 0.2}], lr=0.1)
    schedule = s.ReduceLROnPlateau(optimizer, "min", 0.5, patience=1, threshold=0.05, cooldown=1, min_lr=[0.02, 0.01])
    rows = []
    for metric in (1.0, 0.9, 0.89, 0.88, 0.87, 0.87, 0.7, 0.7, 0.7, 0.7, 0.7, 0.7, 0.7, 0.7):
        schedule.step(metric)
        rows.append([metric] + [g["lr"] for g in optimizer.param_groups])
    return rows


def lbfgs():
    parameters = start()
    optimizer = o.LBFGS(parameters, lr=0.5, max_iter=6, history_size=3)

    def closure():
        optimizer.zero_grad()
        loss = sum(((p ** 2 - 1) ** 2 * torch.arange(1, p.numel() + 1).reshape(p.shape)).sum() for p in parameters) + (parameters[0].sum() - 1) ** 2
        loss.backward()
        return loss

    return [[optimizer.step(closure).item()] + [v for p in parameters for v in p.detach().flatten().tolist()] for _ in range(5)]


def number(value):
    return float(f"{value:.14g}") if isinstance(value, float) else [number(v) for v in value]


result = {
    "optimizers": {name: number(trajectory(make, lr)) for name, (make, lr) in optimizers.items()},
    "schedules": {name: number(rates(make)) for name, make in schedules.items()},
    "plateau": number(plateau()),
    "lbfgs": number(lbfgs()),
}
path = pathlib.Path(__file__).with_suffix(".json")
compact = {"separators": (",", ":")}
sections = [f'"{key}":{{\n' + ",\n".join(f"{json.dumps(name)}:{json.dumps(rows, **compact)}" for name, rows in result[key].items()) + "\n}"
            for key in ("optimizers", "schedules")]
path.write_text("{" + ",\n".join(sections) + "".join(f',\n"{key}":{json.dumps(result[key], **compact)}' for key in ("plateau", "lbfgs")) + "}\n")
print(f"{len(optimizers) + 1} optimizers, {len(schedules) + 1} schedules, {path.stat().st_size // 1024} KiB")
