"""Trajectories of PyTorch's optimisers on one parameter pair with fixed gradients; OptimizerTrajectories.cs holds what this prints.

Run: python3 optimizers.py  (PyTorch 1.13 or newer)
"""
import torch

GRADIENTS = [([0.3, -0.2, 0.05], [1.0]), ([0.1, 0.4, -0.6], [-2.0]), ([-0.5, 0.01, 0.2], [0.5]), ([0.3, 0.3, 0.3], [1.5]), ([-1.0, 2.0, 0.0], [0.1])]
START = ([1.0, -2.0, 0.5], [0.25])


def run(make):
    w = torch.nn.Parameter(torch.tensor([START[0]]))
    b = torch.nn.Parameter(torch.tensor(START[1]))
    optimizer = make(w, b)
    for gw, gb in GRADIENTS:
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
print("RAdam", run(lambda w, b: torch.optim.RAdam(groups(w, b, 0.0), lr=0.1, betas=(0.9, 0.95))))
