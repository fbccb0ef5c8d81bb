"""What PyTorch's clippers, optimisers, schedules and losses make of one set of numbers; InPyTorchTests.cs compares ours with what this prints.

Run: python3 training.py INPUT.json  (PyTorch 1.13 or newer)
"""
import json
import sys

import torch

given = json.load(open(sys.argv[1]))
start, gradients = given["start"], given["gradients"]


def parameters():
    return [torch.nn.Parameter(torch.tensor([start[0]])), torch.nn.Parameter(torch.tensor(start[1]))]


def feed(pair, step):
    pair[0].grad = torch.tensor([gradients[step][0]])
    pair[1].grad = torch.tensor(gradients[step][1])


def flat(tensors):
    return [number for tensor in tensors for number in tensor.detach().reshape(-1).tolist()]


def trajectory(make):
    pair = parameters()
    optimizer = make([{"params": [pair[0]], "weight_decay": 0.1}, {"params": [pair[1]], "weight_decay": 0.0}])
    for step in range(len(gradients)):
        feed(pair, step)
        torch.nn.utils.clip_grad_norm_(pair, 1.0)
        optimizer.step()
    return flat(pair)


def clipped(clip):
    pair = parameters()
    feed(pair, 0)
    clip(pair)
    return flat([parameter.grad for parameter in pair])


def rates(make, steps):
    optimizer = torch.optim.SGD(parameters(), lr=1.0)
    scheduler = make(optimizer)
    result = []
    for _ in range(steps):
        result.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return result


def update_scale(scale, growth_tracker, found_inf, growth_factor, backoff_factor, growth_interval):
    """What torch._amp_update_scale_ is documented to do (torch/cuda/amp/grad_scaler.py), for versions of PyTorch that have it for CUDA alone."""
    if found_inf.item():
        scale.mul_(backoff_factor)
        growth_tracker.zero_()
        return
    growth_tracker.add_(1)
    if growth_tracker.item() == growth_interval:
        larger = scale * growth_factor
        if torch.isfinite(larger).item():
            scale.copy_(larger)
        growth_tracker.zero_()


def unscale(grads, found_inf, inv_scale):
    """The same for torch._amp_foreach_non_finite_check_and_unscale_."""
    for grad in grads:
        if not torch.isfinite(grad).all():
            found_inf.fill_(1.0)
        grad.mul_(inv_scale)


class OneDevice:
    """Stands for grad_scaler._MultiDeviceReplicator, which asks for a CUDA tensor."""

    def __init__(self, tensor):
        self.tensor = tensor
        self._per_device_tensors = {}

    def get(self, device):
        return self._per_device_tensors.setdefault(device, self.tensor)


def grad_scaler(**settings):
    """PyTorch's own GradScaler on the CPU."""
    if hasattr(torch, "amp") and hasattr(torch.amp, "GradScaler"):
        return torch.amp.GradScaler("cpu", **settings)
    import torch.cuda.amp.grad_scaler as module
    torch._amp_update_scale_, torch._amp_foreach_non_finite_check_and_unscale_ = update_scale, unscale
    module._MultiDeviceReplicator, module.amp_definitely_not_available = OneDevice, lambda: False
    return module.GradScaler(**settings)


def loss_scales(bad_steps, steps):
    """After every step GradScaler's scale and how many updates the optimiser has made."""
    scaler = grad_scaler(init_scale=64.0, growth_interval=3)
    scaler._lazy_init_scale_growth_tracker(torch.device("cpu"))
    parameter = torch.nn.Parameter(torch.zeros(1))
    optimizer = torch.optim.SGD([parameter], lr=1.0)
    result = []
    for step in range(steps):
        parameter.grad = torch.tensor([float("inf")]) if step in bad_steps else -torch.tensor([scaler.get_scale()])
        scaler.step(optimizer)
        scaler.update()
        result += [scaler.get_scale(), parameter.item()]
    return result


steps = given["steps"]
schedules = torch.optim.lr_scheduler
logits = torch.tensor(given["logits"], requires_grad=True)
loss = torch.nn.functional.cross_entropy(logits, torch.tensor(given["labels"]), label_smoothing=0.1)
loss.backward()
print(json.dumps({
    "AdamW": trajectory(lambda groups: torch.optim.AdamW(groups, lr=0.02, betas=(0.8, 0.99), eps=1e-6)),
    "Adam": trajectory(lambda groups: torch.optim.Adam(groups, lr=0.02, betas=(0.8, 0.99), eps=1e-6)),
    "SGD": trajectory(lambda groups: torch.optim.SGD(groups, lr=0.05, momentum=0.8, dampening=0.2)),
    "SGD Nesterov": trajectory(lambda groups: torch.optim.SGD(groups, lr=0.05, momentum=0.8, nesterov=True)),
    "RAdam": trajectory(lambda groups: torch.optim.RAdam([{**group, "weight_decay": 0.0} for group in groups], lr=0.02, betas=(0.8, 0.9))),
    "norm 1": clipped(lambda pair: torch.nn.utils.clip_grad_norm_(pair, 0.7, norm_type=1)),
    "norm 2": clipped(lambda pair: torch.nn.utils.clip_grad_norm_(pair, 0.7, norm_type=2)),
    "norm 3": clipped(lambda pair: torch.nn.utils.clip_grad_norm_(pair, 0.7, norm_type=3)),
    "norm infinity": clipped(lambda pair: torch.nn.utils.clip_grad_norm_(pair, 0.7, norm_type=float("inf"))),
    "value": clipped(lambda pair: torch.nn.utils.clip_grad_value_(pair, 0.4)),
    "cosine": rates(lambda optimizer: schedules.CosineAnnealingLR(optimizer, T_max=steps, eta_min=0.1), steps),
    "linear": rates(lambda optimizer: schedules.LinearLR(optimizer, start_factor=1.0, end_factor=0.1, total_iters=steps), steps),
    "polynomial": rates(lambda optimizer: schedules.PolynomialLR(optimizer, total_iters=steps, power=2.0), steps),
    "loss scale": loss_scales(given["bad_steps"], steps),
    "label smoothing": [loss.item()] + flat([logits.grad]),
}))
