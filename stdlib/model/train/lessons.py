"""Samples as `npm run model:tasks` writes them, dealt into batches."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

KINDS = ["record", "label", "sum", "questions", "search", "judge", "merge", "draft"]


@dataclass(frozen=True)
class Batch:
    """Rows of equal length, filled up at the end, where nothing looks: attention only looks back.

    `places` are the places in the flattened rows after which a token follows that is to be learnt, `answers` those
    tokens, `owners` the rows that they belong to, `weights` what each counts, and `written` which of them are answers'.
    """

    tokens: Tensor
    places: Tensor
    answers: Tensor
    owners: Tensor
    weights: Tensor
    written: Tensor


# Of a label one token tells, of a report a hundred: answers of fewer tokens than this count more by the token, of more less,
# with the root of how many times.
USUAL = 24


@dataclass(frozen=True)
class Reading:
    """Of the tokens that are only read, this share is learnt too, and counts so much: names come again in them."""

    share: float
    weight: float
    dice: np.random.Generator


class Part:
    """One folder of samples."""

    def __init__(self, folder: Path):
        self.tokens = np.fromfile(folder / "tokens.u16", dtype=np.uint16)
        self.loss = np.fromfile(folder / "loss.u8", dtype=np.uint8)
        self.index = np.fromfile(folder / "index.u32", dtype=np.uint32).astype(np.int64)
        self.kinds = np.fromfile(folder / "kinds.u8", dtype=np.uint8)

    def lengths(self) -> np.ndarray:
        return np.diff(self.index)


def batch_of(samples: list[tuple[Part, int]], reading: Reading | None = None) -> Batch:
    """A batch of these samples. A row ends before its sample's last token, which is only predicted."""
    # Lengths in steps of 32 keep the number of shapes small, for each of which memory is set aside.
    length = max(int(part.index[at + 1] - part.index[at]) - 1 for part, at in samples)
    length = -(-length // 32) * 32
    rows = np.zeros((len(samples), length), dtype=np.int64)
    places, answers, owners, weights, written = [], [], [], [], []
    for row, (part, at) in enumerate(samples):
        start, end = part.index[at], part.index[at + 1]
        tokens = part.tokens[start:end].astype(np.int64)
        rows[row, : len(tokens) - 1] = tokens[:-1]
        learnt = part.loss[start + 1 : end] > 0
        counts = learnt * np.float32((USUAL / max(1, learnt.sum())) ** 0.5)
        if reading is not None:
            also = ~learnt & (reading.dice.random(len(counts)) < reading.share)
            counts[also] = reading.weight
        wanted = np.flatnonzero(counts)
        places.append(wanted + row * length)
        answers.append(tokens[wanted + 1])
        owners.append(np.full(len(wanted), row))
        weights.append(counts[wanted])
        written.append(learnt[wanted])
    # Places come in steps of 128, for the same reason; those that fill up count nothing.
    filling = -sum(map(len, places)) % 128
    for each, kind in ((places, np.int64), (answers, np.int64), (owners, np.int64), (weights, np.float32), (written, bool)):
        each.append(np.zeros(filling, dtype=kind))
    gathered = (torch.from_numpy(np.concatenate(each)) for each in (places, answers, owners, weights, written))
    return Batch(torch.from_numpy(rows), *gathered)


def repetitions(dice: np.random.Generator, vocabulary: int, rows: int = 16, length: int = 128) -> Batch:
    """Random tokens that come again after a while: what follows can be known only by looking back for it.

    Attention that copies is what answers need most and what takes longest to be found; here nothing else is to be learnt.
    """
    out, places = [], []
    for row in range(rows):
        period = int(dice.integers(8, 56))
        lead = int(dice.integers(0, 16))
        text = np.concatenate([dice.integers(0, vocabulary, lead), np.tile(dice.integers(0, vocabulary, period), length)])
        out.append(text[: length + 1])
        places.append(np.arange(lead + period - 1, length) + row * length)
    texts = np.stack(out).astype(np.int64)
    where = np.concatenate(places)
    return Batch(
        torch.from_numpy(np.ascontiguousarray(texts[:, :-1])),
        torch.from_numpy(where),
        torch.from_numpy(texts[:, 1:].reshape(-1)[where]),
        torch.from_numpy(where // length),
        torch.ones(len(where)),
        torch.ones(len(where), dtype=torch.bool),
    )


class Corpus:
    """All folders below one, which may become more while training runs, and how often each kind is dealt.

    `mixture.json` beside the folders says that as weights by kind (`{"record": 2}`, 1 where nothing is said, only the
    kinds for which there are samples count); it is read again before each deal.
    """

    def __init__(self, folder: Path, seed: int, reading: tuple[float, float] = (0, 0)):
        self.folder = folder
        self.reading = Reading(*reading, np.random.default_rng(seed + 1))
        self.dice = np.random.default_rng(seed)
        self.parts: dict[str, Part] = {}
        self.ready: dict[int, list[tuple[Part, int]]] = {}

    def refresh(self) -> None:
        """Looks for folders that have come or gone; if so, every kind's samples are shuffled anew."""
        found = {path.parent.name: path.parent for path in self.folder.glob("*/index.u32")}
        if found.keys() == self.parts.keys():
            return
        self.parts = {name: self.parts.get(name) or Part(path) for name, path in sorted(found.items())}
        self.ready = {}

    def weights(self) -> dict[int, float]:
        path = self.folder / "mixture.json"
        said = json.loads(path.read_text()) if path.exists() else {}
        kinds = sorted({int(kind) for part in self.parts.values() for kind in np.unique(part.kinds)})
        return {kind: float(said.get(KINDS[kind], 1)) for kind in kinds}

    def next_of(self, kind: int) -> tuple[Part, int]:
        """Each sample of a kind once, then all of them again."""
        if not self.ready.get(kind):
            every = [(part, int(at)) for part in self.parts.values() for at in np.flatnonzero(part.kinds == kind)]
            self.ready[kind] = [every[at] for at in self.dice.permutation(len(every))]
        return self.ready[kind].pop()

    def deal(self, rows: int, batches: int, steps: int) -> Iterator[list[Batch]]:
        """Batches for so many steps, each step's of different lengths, with little filling in any of them."""
        self.refresh()
        weights = self.weights()
        shares = np.array(list(weights.values())) / sum(weights.values())
        kinds = self.dice.choice(list(weights), size=rows * batches * steps, p=shares)
        samples = [self.next_of(int(kind)) for kind in kinds]
        samples.sort(key=lambda sample: sample[0].index[sample[1] + 1] - sample[0].index[sample[1]])
        groups = [samples[at : at + rows] for at in range(0, len(samples), rows)]
        # A step takes one batch of each range of lengths, so that it sees the mixture of kinds.
        ranges = [self.dice.permutation(steps) + steps * each for each in range(batches)]
        for step in range(steps):
            yield [batch_of(groups[each[step]], self.reading) for each in ranges]
