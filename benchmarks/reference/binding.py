"""PyTorch's side of `benchmarks/run binding`: seconds per call of small operators, one thread, no gradients.

Reads one command a line from standard input, {"op": name, "calls": n}, and answers {"seconds": s}.
"""
import json
import sys
import time

import torch

torch.set_num_threads(1)
torch.set_grad_enabled(False)

one = torch.ones(1)
row = torch.ones(8)
square = torch.ones(8, 8)
ids = torch.arange(8)


def add(n):
    for _ in range(n): one + one


def add_in_place(n):
    for _ in range(n): row.add_(1.0)


def multiply(n):
    for _ in range(n): row * 0.5


def matmul(n):
    for _ in range(n): square.matmul(square)


def relu(n):
    for _ in range(n): row.relu()


def sum_(n):
    for _ in range(n): square.sum()


def transpose(n):
    for _ in range(n): square.transpose(0, 1)


def view(n):
    for _ in range(n): square.view(64)


def slice_(n):
    for _ in range(n): square[2:4]


def softmax(n):
    for _ in range(n): square.softmax(-1)


def index_select(n):
    for _ in range(n): square.index_select(0, ids)


def cat(n):
    for _ in range(n): torch.cat([row, row])


OPS = {"add": add, "add_": add_in_place, "mul": multiply, "matmul": matmul, "relu": relu, "sum": sum_, "transpose": transpose,
       "view": view, "slice": slice_, "softmax": softmax, "index_select": index_select, "cat": cat}

print(json.dumps({"ready": torch.__version__}), flush=True)
for line in sys.stdin:
    command = json.loads(line)
    op = OPS[command["op"]]
    start = time.perf_counter()
    op(command["calls"])
    print(json.dumps({"seconds": time.perf_counter() - start}), flush=True)
