"""Causal attention with turned pairs, as one operation for PyTorch; `attention.cpp` does the work."""

import ctypes
import subprocess
import tempfile
from pathlib import Path

import torch
from torch import Tensor

HEAD = 64


def _build() -> ctypes.CDLL:
    source = Path(__file__).with_name("attention.cpp")
    library = Path(tempfile.mkdtemp(prefix="attention-")) / "attention.so"
    flags = ["-O3", "-march=native", "-mprefer-vector-width=512", "-ffast-math", "-fopenmp", "-shared", "-fPIC"]
    subprocess.run(["g++", *flags, f"-DHEAD={HEAD}", "-o", str(library), str(source)], check=True)
    return ctypes.CDLL(str(library))


_library = _build()


def _at(*tensors: Tensor) -> list[ctypes.c_void_p]:
    return [ctypes.c_void_p(tensor.data_ptr()) for tensor in tensors]


def _sizes(q: Tensor) -> list[ctypes.c_long]:
    batch, length, width = q.shape
    return [ctypes.c_long(batch), ctypes.c_long(length), ctypes.c_long(width // HEAD)]


@torch.library.custom_op("small::attention", mutates_args=())
def attention(q: Tensor, k: Tensor, v: Tensor, cos: Tensor, sin: Tensor) -> tuple[Tensor, Tensor]:
    """What each place gathers, and the logarithms of its sums; all are [batch, length, width] in bfloat16."""
    q, k, v, cos, sin = (each.contiguous() for each in (q, k, v, cos, sin))
    out = torch.empty_like(q)
    sums = torch.empty(q.shape[0], q.shape[2] // HEAD, q.shape[1])
    _library.forward(*_at(q, k, v, cos, sin), *_sizes(q), *_at(out, sums))
    return out, sums


@attention.register_fake
def _(q: Tensor, k: Tensor, v: Tensor, cos: Tensor, sin: Tensor) -> tuple[Tensor, Tensor]:
    sums = torch.empty(q.shape[0], q.shape[2] // HEAD, q.shape[1])
    return torch.empty(q.shape, dtype=q.dtype), sums


@torch.library.custom_op("small::attention_backward", mutates_args=())
def attention_backward(
    q: Tensor, k: Tensor, v: Tensor, out: Tensor, gradient: Tensor, sums: Tensor, cos: Tensor, sin: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    q, k, v, out, gradient, cos, sin = (each.contiguous() for each in (q, k, v, out, gradient, cos, sin))
    slopes = (torch.empty_like(q), torch.empty_like(k), torch.empty_like(v))
    _library.backward(*_at(q, k, v, out, gradient, sums, cos, sin), *_sizes(q), *_at(*slopes))
    return slopes


@attention_backward.register_fake
def _(q: Tensor, k: Tensor, v: Tensor, out: Tensor, gradient: Tensor, sums: Tensor, cos: Tensor, sin: Tensor):
    return tuple(torch.empty(each.shape, dtype=each.dtype) for each in (q, k, v))


def _keep(ctx, inputs, output):
    q, k, v, cos, sin = inputs
    ctx.save_for_backward(q, k, v, *output, cos, sin)


def _backward(ctx, gradient: Tensor, _: Tensor):
    q, k, v, out, sums, cos, sin = ctx.saved_tensors
    return *attention_backward(q, k, v, out, gradient.to(q.dtype), sums, cos, sin), None, None


attention.register_autograd(_backward, setup_context=_keep)
