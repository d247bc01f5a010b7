"""The model as llama.cpp's `llama` architecture computes it, in PyTorch."""

import math
from dataclasses import asdict, dataclass

import torch
from attention import HEAD, attention
from torch import Tensor, nn
from torch.nn import functional as F


@dataclass(frozen=True)
class Shape:
    """The same numbers as LlamaShape in llama.ts. Every head has keys and values of its own."""

    layers: int
    width: int
    heads: int
    feedForward: int
    vocabulary: int

    def json(self) -> dict[str, int]:
        return asdict(self)


NORM_EPSILON = 1e-5
ROPE_BASE = 10_000.0
# Tokens that a sample may have in training; llama.cpp goes on beyond it.
LONGEST = 2048


def rope_table(length: int, head_width: int) -> tuple[Tensor, Tensor]:
    """Cosine and sine of every position's turn of every pair, [length, head_width / 2]."""
    speeds = ROPE_BASE ** (-torch.arange(0, head_width, 2, dtype=torch.float64) / head_width)
    angles = torch.arange(length, dtype=torch.float64)[:, None] * speeds[None, :]
    return angles.cos().float(), angles.sin().float()


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Turns pairs of neighbours, (0, 1), (2, 3) and so on, as llama.cpp does it for this architecture.

    `x` is [batch, length, heads, head_width].
    """
    even, odd = x[..., 0::2], x[..., 1::2]
    cos, sin = cos[None, :, None, :], sin[None, :, None, :]
    return torch.stack((even * cos - odd * sin, even * sin + odd * cos), dim=-1).flatten(-2)


def attend(q: Tensor, k: Tensor, v: Tensor, heads: int, cos: Tensor, sin: Tensor) -> Tensor:
    """What every place gathers from those up to it. All are [batch, length, width]."""
    batch, length, width = q.shape
    if q.dtype == torch.bfloat16 and width == heads * HEAD:
        return attention(q, k, v, cos, sin)[0]
    q, k, v = (each.view(batch, length, heads, width // heads) for each in (q, k, v))
    q, k, v = (each.transpose(1, 2) for each in (rotate(q, cos, sin), rotate(k, cos, sin), v))
    seen = F.scaled_dot_product_attention(q, k, v.to(q.dtype), is_causal=True)
    return seen.transpose(1, 2).reshape(batch, length, width)


class Norm(nn.Module):
    """Root mean square norm with a weight for each number."""

    def __init__(self, width: int):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))

    def forward(self, x: Tensor) -> Tensor:
        return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + NORM_EPSILON) * self.weight


class Layer(nn.Module):
    """Attention, then SwiGLU, each beside the stream that it adds to. Names are those of the GGUF file's tensors."""

    def __init__(self, shape: Shape):
        super().__init__()
        width, inner = shape.width, shape.feedForward
        self.heads = shape.heads
        self.attn_norm = Norm(width)
        self.attn_q = nn.Linear(width, width, bias=False)
        self.attn_k = nn.Linear(width, width, bias=False)
        self.attn_v = nn.Linear(width, width, bias=False)
        self.attn_output = nn.Linear(width, width, bias=False)
        self.ffn_norm = Norm(width)
        self.ffn_gate = nn.Linear(width, inner, bias=False)
        self.ffn_up = nn.Linear(width, inner, bias=False)
        self.ffn_down = nn.Linear(inner, width, bias=False)

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
        h = self.attn_norm(x)
        seen = attend(self.attn_q(h), self.attn_k(h), self.attn_v(h), self.heads, cos, sin)
        x = x + self.attn_output(seen)
        h = self.ffn_norm(x)
        return x + self.ffn_down(F.silu(self.ffn_gate(h)) * self.ffn_up(h))


class Llama(nn.Module):
    """A decoder whose output matrix is its table of tokens, so a token that it reads is one that it can write."""

    def __init__(self, shape: Shape):
        super().__init__()
        self.shape = shape
        self.token_embd = nn.Embedding(shape.vocabulary, shape.width)
        self.blk = nn.ModuleList(Layer(shape) for _ in range(shape.layers))
        self.output_norm = Norm(shape.width)
        cos, sin = rope_table(LONGEST, shape.width // shape.heads)
        self.register_buffer("cos", cos, persistent=False)
        self.register_buffer("sin", sin, persistent=False)
        self.reset()

    def reset(self) -> None:
        """Random weights; what writes into the stream begins at zero.

        Tokens are as large as what layers will add to them, so that all layers can tell tokens apart, which copying
        needs; the last norm makes good for it, so that the first logits are of the order of 1.
        """
        nn.init.normal_(self.token_embd.weight)
        nn.init.constant_(self.output_norm.weight, 1 / math.sqrt(self.shape.width))
        for layer in self.blk:
            for part in (layer.attn_q, layer.attn_k, layer.attn_v, layer.ffn_gate, layer.ffn_up):
                nn.init.normal_(part.weight, std=1 / math.sqrt(self.shape.width))
            for part in (layer.attn_output, layer.ffn_down):
                nn.init.zeros_(part.weight)

    def states(self, tokens: Tensor) -> Tensor:
        """The last hidden state of every place, after the last norm. `tokens` is [batch, length]."""
        cos, sin = self.cos[: tokens.shape[1]], self.sin[: tokens.shape[1]]
        x = self.token_embd(tokens)
        for layer in self.blk:
            x = layer(x, cos, sin)
        return self.output_norm(x)

    def logits(self, states: Tensor) -> Tensor:
        return F.linear(states, self.token_embd.weight)
