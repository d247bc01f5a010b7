"""Weights between training, GGUF and the next training."""

import json
import os
import struct
from pathlib import Path

import numpy as np
import torch
from model import Llama
from torch import Tensor


def save_checkpoint(folder: Path, model: Llama, optimizers: list, done: dict) -> None:
    """All that training needs to go on, and the weights alone for the export. Neither is ever seen half written."""
    state = {"model": model.state_dict(), "optimizers": [each.state_dict() for each in optimizers], "done": done}
    torch.save(state, folder / "checkpoint.part")
    os.replace(folder / "checkpoint.part", folder / "checkpoint.pt")
    save_weights(folder / "weights.safetensors", model, done)


def load_checkpoint(folder: Path, model: Llama, optimizers: list) -> dict:
    state = torch.load(folder / "checkpoint.pt")
    model.load_state_dict(state["model"])
    for optimizer, saved in zip(optimizers, state["optimizers"], strict=True):
        optimizer.load_state_dict(saved)
    return state["done"]


def save_weights(path: Path, model: Llama, done: dict) -> None:
    """The weights as a safetensors file (a length, a header in JSON, numbers), which `export.ts` makes a GGUF of."""
    header: dict = {"__metadata__": {"shape": json.dumps(model.shape.json()), "done": json.dumps(done)}}
    pieces, at = [], 0
    for name, weight in model.state_dict().items():
        data = weight.float().contiguous().numpy().astype("<f4").tobytes()
        header[name] = {"dtype": "F32", "shape": list(weight.shape), "data_offsets": [at, at + len(data)]}
        pieces.append(data)
        at += len(data)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    part = path.with_suffix(".part")
    part.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(pieces))
    os.replace(part, path)


def load_gguf(path: Path, model: Llama) -> None:
    """Takes the weights of a GGUF file of this shape, as `export.ts` writes it."""
    _, found = _read_gguf(path)
    model.load_state_dict({name: found[name].reshape(weight.shape) for name, weight in model.state_dict().items()})


def gguf_metadata(path: Path) -> dict:
    """What a GGUF file says of itself."""
    return _read_gguf(path)[0]


_NUMBERS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}


def _read_gguf(path: Path) -> tuple[dict, dict[str, Tensor]]:
    """Keys and tensors (f32, f16 or q8_0) of a GGUF file of version 3, little endian."""
    data = path.read_bytes()
    at = 4

    def number(kind: str):
        nonlocal at
        (value,) = struct.unpack_from("<" + kind, data, at)
        at += struct.calcsize("<" + kind)
        return value

    def text() -> str:
        nonlocal at
        length = number("Q")
        at += length
        return data[at - length : at].decode()

    def value(kind: int):
        if kind == 8:
            return text()
        if kind == 9:
            inner, count = number("I"), number("Q")
            return [value(inner) for _ in range(count)]
        return number(_NUMBERS[kind])

    if data[:4] != b"GGUF" or number("I") != 3:
        raise SystemExit(f"{path} is no GGUF file of version 3.")
    tensors, pairs = number("Q"), number("Q")
    metadata = {}
    for _ in range(pairs):
        key = text()
        metadata[key] = value(number("I"))
    infos = []
    for _ in range(tensors):
        name = text()
        shape = [number("Q") for _ in range(number("I"))]
        infos.append((name, shape[::-1], number("I"), number("Q")))
    alignment = metadata.get("general.alignment", 32)
    begin = -(-at // alignment) * alignment
    return metadata, {name: _decode(data, begin + offset, shape, kind) for name, shape, kind, offset in infos}


def _decode(data: bytes, at: int, shape: list[int], kind: int) -> Tensor:
    count = int(np.prod(shape))
    if kind in (0, 1):
        numbers = np.frombuffer(data, "<f4" if kind == 0 else "<f2", count, at).astype(np.float32)
    elif kind == 8:
        blocks = np.frombuffer(data, np.dtype([("scale", "<f2"), ("quants", "i1", 32)]), count // 32, at)
        numbers = blocks["quants"].astype(np.float32) * blocks["scale"].astype(np.float32)[:, None]
    else:
        raise SystemExit(f"Tensors of type {kind} are not read here.")
    return torch.from_numpy(numbers.reshape(shape).copy())
