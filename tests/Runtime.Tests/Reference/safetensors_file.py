"""The other side of SafetensorsInPyTorchTests.cs: reads and writes safetensors files by the format's description alone.

Usage: safetensors_file.py IN OUT
IN holds a state dict of Sequential(first: Linear(2, 5), on: ReLU, last: Linear(5, 3)). OUT gets that state dict again, PyTorch's output
for the input [[1, -2], [0.5, 3]], and one tensor of every element type.
"""
import collections
import json
import struct
import sys

import torch

TYPES = {
    "F64": torch.float64, "F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16, "I64": torch.int64,
    "I32": torch.int32, "I16": torch.int16, "I8": torch.int8, "U8": torch.uint8, "BOOL": torch.bool,
    "C64": torch.complex64,
}


def read(path):
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length).decode("utf-8"))
        data = file.read()
    header.pop("__metadata__", None)
    spans = sorted(entry["data_offsets"] for entry in header.values())
    assert [start for start, _ in spans] == [0] + [end for _, end in spans[:-1]], "no holes, no overlaps"
    assert spans[-1][1] == len(data), "nothing after the last tensor"
    tensors = {}
    for name, entry in header.items():
        start, end = entry["data_offsets"]
        tensors[name] = torch.frombuffer(bytearray(data[start:end]), dtype=TYPES[entry["dtype"]]).reshape(entry["shape"])
    return tensors


def parts(tensor):
    return torch.view_as_real(tensor) if tensor.is_complex() else tensor


def write(path, tensors):
    names = {dtype: name for name, dtype in TYPES.items()}
    header, data = {"__metadata__": {"format": "pt"}}, b""
    for name, tensor in tensors.items():
        contents = bytes(parts(tensor).contiguous().view(-1).view(torch.uint8).tolist()) if tensor.dtype != torch.bool else bytes(tensor.view(-1).to(torch.uint8).tolist())
        header[name] = {"dtype": names[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(contents)]}
        data += contents
    encoded = json.dumps(header).encode("utf-8")
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(encoded)) + encoded + data)


def main():
    weights = read(sys.argv[1])
    model = torch.nn.Sequential(collections.OrderedDict(first=torch.nn.Linear(2, 5), on=torch.nn.ReLU(), last=torch.nn.Linear(5, 3)))
    model.load_state_dict(weights, strict=True)
    with torch.no_grad():
        output = model(torch.tensor([[1.0, -2.0], [0.5, 3.0]]))
    every_type = {f"type.{name}": torch.tensor([0, 1, 1, 0, 1, 0]).mul(1 if name in ("BOOL", "U8") else -3).to(dtype).view(2, 3) for name, dtype in TYPES.items()}
    write(sys.argv[2], {**weights, "output": output, **every_type})


main()
