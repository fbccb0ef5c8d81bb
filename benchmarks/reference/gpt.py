"""PyTorch's side of `benchmarks/run training`: the same GPT, weights, batches and training step, in plain PyTorch.

Started by the benchmark with the run's description as JSON; answers one JSON line per command read from standard input:
  {"threads": n, "foreach": bool, "steps": k}  ->  {"seconds": s, "losses": [...]}
  {"quit": true}
Every command starts again from the initial weights when it says "reset": true.
"""
import json
import math
import resource
import struct
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width)
        self.proj = nn.Linear(width, width)

    def forward(self, x):
        batch, time_, width = x.shape
        q, k, v = self.qkv(x).view(batch, time_, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        scores = q @ k.transpose(-2, -1) * (1.0 / math.sqrt(width // self.heads))
        scores = scores.masked_fill(Attention.mask[:time_, :time_], float("-inf"))
        return self.proj((scores.softmax(-1) @ v).transpose(1, 2).reshape(batch, time_, width))


class FeedForward(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.fc1 = nn.Linear(width, 4 * width)
        self.fc2 = nn.Linear(4 * width, width)

    def forward(self, x):
        return self.fc2(F.gelu(self.fc1(x)))


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.attention_norm = nn.LayerNorm(width)
        self.attention = Attention(width, heads)
        self.mlp_norm = nn.LayerNorm(width)
        self.mlp = FeedForward(width)

    def forward(self, x):
        x = x + self.attention(self.attention_norm(x))
        return x + self.mlp(self.mlp_norm(x))


class Gpt(nn.Module):
    def __init__(self, vocabulary, context, width, heads, depth):
        super().__init__()
        self.tokens = nn.Embedding(vocabulary, width)
        self.positions = nn.Embedding(context, width)
        self.blocks = nn.ModuleList(Block(width, heads) for _ in range(depth))
        self.norm = nn.LayerNorm(width)
        Attention.mask = torch.ones(context, context, dtype=torch.bool).triu(1)

    def forward(self, ids):
        x = self.tokens(ids) + self.positions.weight[: ids.shape[1]]
        for block in self.blocks:
            x = block(x)
        return F.linear(self.norm(x), self.tokens.weight)


def load_safetensors(path):
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        body = bytearray(file.read())
    weights = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        start, end = entry["data_offsets"]
        dtype = {"F32": torch.float32, "I64": torch.int64}[entry["dtype"]]
        weights[name] = torch.frombuffer(body[start:end], dtype=dtype).view(entry["shape"])
    return weights


class Run:
    def __init__(self, description):
        self.d = description
        self.weights = load_safetensors(description["weights"])
        self.batches = load_safetensors(description["batches"])["batches"]  # [count, batch, context + 1]
        self.reset(False)

    def reset(self, foreach):
        d = self.d
        self.model = Gpt(d["vocabulary"], d["context"], d["width"], d["heads"], d["depth"])
        self.model.load_state_dict(self.weights)
        decay = [p for p in self.model.parameters() if p.dim() >= 2]
        no_decay = [p for p in self.model.parameters() if p.dim() < 2]
        self.parameters = list(self.model.parameters())
        self.optimizer = torch.optim.AdamW(
            [{"params": decay, "weight_decay": d["weight_decay"]}, {"params": no_decay, "weight_decay": 0.0}],
            lr=d["learning_rate"], betas=(0.9, 0.999), eps=1e-8, foreach=foreach)
        self.schedule = torch.optim.lr_scheduler.LambdaLR(self.optimizer, lambda step: min(1.0, (step + 1) / d["warmup"]))
        self.step = 0

    def steps(self, count):
        losses = []
        start = time.perf_counter()
        for _ in range(count):
            batch = self.batches[self.step % len(self.batches)]
            logits = self.model(batch[:, :-1])
            loss = F.cross_entropy(logits.reshape(-1, logits.shape[-1]), batch[:, 1:].reshape(-1))
            self.optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(self.parameters, 1.0)
            self.optimizer.step()
            self.schedule.step()
            losses.append(loss.detach())
            self.step += 1
        seconds = time.perf_counter() - start
        return seconds, [float(loss) for loss in losses]


def main():
    run = Run(json.loads(sys.argv[1]))
    print(json.dumps({"ready": torch.__version__}), flush=True)
    for line in sys.stdin:
        command = json.loads(line)
        if command.get("quit"):
            break
        torch.set_num_threads(command["threads"])
        if command.get("reset"):
            run.reset(command["foreach"])
        seconds, losses = run.steps(command["steps"])
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        print(json.dumps({"seconds": seconds, "losses": losses, "peak_bytes": peak}), flush=True)


main()
