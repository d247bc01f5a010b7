"""Muon (Keller Jordan, 2024): momentum whose direction is made orthogonal, for the matrices inside of layers."""

from collections.abc import Iterable

import torch
from torch import Tensor


def orthogonal(steps: Tensor) -> Tensor:
    """The nearest matrices whose singular values are about 1, by five rounds of a quintic Newton-Schulz iteration."""
    a, b, c = 3.4445, -4.7750, 2.0315
    wide = steps.shape[-2] > steps.shape[-1]
    x = steps.mT if wide else steps
    x = (x / (x.norm(dim=(-2, -1), keepdim=True) + 1e-7)).bfloat16()
    for _ in range(5):
        gram = x @ x.mT
        x = a * x + (b * gram + c * gram @ gram) @ x
    x = x.float()
    return x.mT if wide else x


class Muon(torch.optim.Optimizer):
    """Matrices of one shape are turned together, which is many small products in one call."""

    def __init__(self, matrices: Iterable[Tensor], lr: float, momentum: float = 0.95, decay: float = 0.1):
        super().__init__(list(matrices), {"lr": lr, "momentum": momentum, "decay": decay})

    @torch.no_grad()
    def step(self) -> None:
        for group in self.param_groups:
            shapes: dict[torch.Size, list[Tensor]] = {}
            for matrix in group["params"]:
                if matrix.grad is not None:
                    shapes.setdefault(matrix.shape, []).append(matrix)
            for shape, matrices in shapes.items():
                steps = []
                for matrix in matrices:
                    state = self.state[matrix]
                    if not state:
                        state["momentum"] = torch.zeros_like(matrix)
                    state["momentum"].lerp_(matrix.grad, 1 - group["momentum"])
                    steps.append(matrix.grad.lerp(state["momentum"], group["momentum"]))
                size = max(1.0, shape[0] / shape[1]) ** 0.5
                for matrix, step in zip(matrices, orthogonal(torch.stack(steps)), strict=True):
                    matrix.mul_(1 - group["lr"] * group["decay"]).sub_(step, alpha=group["lr"] * size)
