"""What PyTorch makes of a GGUF file, for the test that llama.cpp makes the same of it.

python reference.py MODEL.gguf FOLDER_OF_SAMPLES OUT.json
"""

import json
import sys
from pathlib import Path

import torch
from checkpoint import gguf_metadata, load_gguf
from lessons import KINDS, Part
from model import Llama, Shape

WRITTEN = 24
LIKELIEST = 5
# Where two tokens are about as likely, processors may differ in which comes first: there a comparison ends.
CLEAR = 0.2

file, samples, out = map(Path, sys.argv[1:])
about = gguf_metadata(file)
llama = {key.removeprefix("llama."): value for key, value in about.items() if key.startswith("llama.")}
model = Llama(
    Shape(
        llama["block_count"],
        llama["embedding_length"],
        llama["attention.head_count"],
        llama["feed_forward_length"],
        llama["vocab_size"],
    )
)
load_gguf(file, model)
part = Part(samples)
cases = []
with torch.no_grad():
    for kind, name in enumerate(KINDS):
        at = int((part.kinds == kind).nonzero()[0][0])
        start, end = part.index[at], part.index[at + 1]
        prompt = part.tokens[start:end][: int(part.loss[start:end].argmax())].tolist()
        text = torch.tensor([prompt])
        likely = torch.log_softmax(model.logits(model.states(text)), -1)[0]
        written = list(prompt)
        while len(written) < len(prompt) + WRITTEN:
            two = model.logits(model.states(torch.tensor([written]))[0, -1]).topk(2)
            if two.values[0] - two.values[1] < CLEAR:
                break
            written.append(int(two.indices[0]))
        best = likely[-1].topk(LIKELIEST)
        cases.append(
            {
                "kind": name,
                "prompt": prompt,
                # Of the token that came next, at every place.
                "logarithms": [round(float(likely[i, token]), 4) for i, token in enumerate(prompt[1:])],
                "likeliest": [[int(token), round(float(value), 4)] for value, token in zip(*best, strict=True)],
                "written": written[len(prompt) :],
            }
        )
out.write_text(json.dumps(cases))
