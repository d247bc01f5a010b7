"""Trains the small model: see the README beside this folder."""

import argparse
import json
import math
import signal
import time
from pathlib import Path

import torch
from checkpoint import load_checkpoint, load_gguf, save_checkpoint, save_weights
from lessons import KINDS, Batch, Corpus, Part, batch_of, repetitions
from model import Llama, Shape
from muon import Muon
from torch import Tensor
from torch.nn import functional as F

arguments = argparse.ArgumentParser()
arguments.add_argument("--data", type=Path, required=True, help="a folder of folders of samples")
arguments.add_argument("--held-out", type=Path, required=True, help="a folder of samples to measure on")
arguments.add_argument("--vocabulary", type=Path, default=Path(__file__).parent.parent / "tasks" / "vocabulary.json")
arguments.add_argument("--out", type=Path, required=True, help="checkpoints, weights and the log")
arguments.add_argument("--from", dest="origin", type=Path, help="a GGUF file whose weights to begin with")
arguments.add_argument("--minutes", type=float, default=90, help="how long to train")
arguments.add_argument("--settle", type=float, default=0.2, help="the share of it in which the rate falls to zero")
arguments.add_argument("--steps", type=int, help="so many steps, instead of minutes")
arguments.add_argument("--layers", type=int, default=4)
arguments.add_argument("--width", type=int, default=192)
arguments.add_argument("--heads", type=int, default=3)
arguments.add_argument("--inner", type=int, default=512)
arguments.add_argument("--rows", type=int, default=8, help="samples a batch")
arguments.add_argument("--batches", type=int, default=4, help="batches a step")
arguments.add_argument("--matrix-rate", type=float, default=0.01)
arguments.add_argument("--rate", type=float, default=0.01, help="for tokens")
arguments.add_argument("--norm-rate", type=float, default=0.001)
arguments.add_argument("--copying", type=int, default=0, help="first steps, in which repetitions are mixed in")
arguments.add_argument("--reading", type=float, default=0.3, help="share of the tokens of prompts that is learnt too")
arguments.add_argument("--reading-weight", type=float, default=0.2)
arguments.add_argument("--measure", type=int, default=250, help="steps between two measurements")
arguments.add_argument("--threads", type=int, default=2)
arguments.add_argument("--seed", type=int, default=1)
options = arguments.parse_args()

torch.set_num_threads(options.threads)
torch.manual_seed(options.seed)
options.out.mkdir(parents=True, exist_ok=True)

corpus = Corpus(options.data, options.seed, (options.reading, options.reading_weight))
corpus.refresh()
size = len(json.loads(options.vocabulary.read_text())["tokens"])
model = Llama(Shape(options.layers, options.width, options.heads, options.inner, size))
matrices = [weight for name, weight in model.named_parameters() if weight.ndim == 2 and name.startswith("blk")]
norms = [weight for weight in model.parameters() if weight.ndim == 1]
rates = [options.matrix_rate, options.rate, options.norm_rate]
optimizers = [
    Muon(matrices, lr=rates[0]),
    torch.optim.AdamW([model.token_embd.weight], lr=rates[1], betas=(0.9, 0.98), weight_decay=0.0, fused=True),
    torch.optim.AdamW(norms, lr=rates[2], betas=(0.9, 0.98), weight_decay=0.0, fused=True),
]

done = {"steps": 0, "tokens": 0, "seconds": 0.0}
if options.origin is not None:
    load_gguf(options.origin, model)
if (options.out / "checkpoint.pt").exists():
    done = load_checkpoint(options.out, model, optimizers)


def losses(tokens: Tensor, places: Tensor, answers: Tensor) -> tuple[Tensor, Tensor]:
    """The loss at each place where an answer's token follows, and whether that token is the likeliest there."""
    with torch.autocast("cpu", torch.bfloat16):
        logits = model.logits(model.states(tokens).flatten(0, 1)[places])
    logits = logits.float()
    return F.cross_entropy(logits, answers, reduction="none"), logits.argmax(-1) == answers


compiled = torch.compile(losses, dynamic=True)


def step_on(batches: list[Batch]) -> float:
    """One step of all optimizers; gives the loss of a token of an answer."""
    written = sum(int(batch.written.sum()) for batch in batches)
    total = 0.0
    for batch in batches:
        each = compiled(batch.tokens, batch.places, batch.answers)[0]
        ((each * batch.weights).sum() / written).backward()
        total += (each.detach()[batch.written].sum() / written).item()
    for optimizer in optimizers:
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
    return total


held_out = Part(options.held_out)


def measure(a_kind: int = 64) -> str:
    """Loss and exact answers for each kind: an answer is exact if each of its tokens is the likeliest after those before."""
    lines = []
    for kind, name in enumerate(KINDS):
        chosen = [(held_out, int(at)) for at in (held_out.kinds == kind).nonzero()[0][:a_kind]]
        chosen.sort(key=lambda sample: held_out.lengths()[sample[1]])
        exact, loss, count = 0, 0.0, 0
        with torch.no_grad():
            for at in range(0, len(chosen), options.rows):
                batch = batch_of(chosen[at : at + options.rows])
                each, right = compiled(batch.tokens, batch.places, batch.answers)
                counted = batch.written
                wrong = torch.zeros(len(batch.tokens), dtype=torch.long)
                wrong.index_add_(0, batch.owners[counted], (~right[counted]).long())
                exact += int((wrong == 0).sum())
                loss += each[counted].sum().item()
                count += int(counted.sum())
        if chosen:
            lines.append(f"{name} {loss / count:.3f} {exact}/{len(chosen)}")
    return " | ".join(lines)


stop = False


def ask_to_stop(*_: object) -> None:
    global stop
    stop = True


signal.signal(signal.SIGTERM, ask_to_stop)
signal.signal(signal.SIGINT, ask_to_stop)
log = (options.out / "log.txt").open("a")


def say(text: str) -> None:
    print(text, flush=True)
    print(text, file=log, flush=True)


def progress(began: float, first: int) -> float:
    """How much of this training is done, from 0 to 1."""
    if options.steps is not None:
        return (done["steps"] - first) / options.steps
    return (time.time() - began) / 60 / options.minutes


say(f"{model.shape.json()} {sum(weight.numel() for weight in model.parameters())} weights, from step {done['steps']}")
began, first = time.time(), done["steps"]
last, since, seen, recent = began, began, 0, []
while not stop and progress(began, first) < 1:
    for batches in corpus.deal(options.rows, options.batches, 8):
        left = 1 - progress(began, first)
        if stop or left <= 0:
            break
        rate = min(1.0, (done["steps"] + 1) / 100, left / options.settle)
        for optimizer, most in zip(optimizers, rates, strict=True):
            for group in optimizer.param_groups:
                group["lr"] = most * rate
        if done["steps"] < options.copying:
            batches = [*batches, repetitions(corpus.dice, size)]
        recent.append(step_on(batches))
        done["steps"] += 1
        count = sum(batch.tokens.numel() for batch in batches)
        done["tokens"] += count
        seen += count
        now = time.time()
        done["seconds"] += now - last
        last = now
        if math.isnan(recent[-1]):
            raise SystemExit("The loss is not a number: the rates are too high.")
        if done["steps"] % 50 == 0:
            mean = sum(recent) / len(recent)
            say(f"{time.strftime('%H:%M:%S')} step {done['steps']} loss {mean:.4f} rate {rate:.2f} {seen / (now - since):.0f} tokens/s")
            since, seen, recent = now, 0, []
        if done["steps"] % options.measure == 0:
            say(f"  {measure()}")
            save_checkpoint(options.out, model, optimizers, done)

say(f"  {measure(64 if stop else 400)}")
save_checkpoint(options.out, model, optimizers, done)
say(f"{done['steps']} steps, {done['tokens']} tokens, {done['seconds'] / 60:.0f} minutes")
