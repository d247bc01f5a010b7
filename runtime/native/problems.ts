/**
 * Why a model can't be opened, as sentences for the person who runs the program.
 */
import { EngineProblem } from "../run/options.ts";

/** The sentence for what the engine's thread found: a code of `Problem` in `src/model.h` and what llama.cpp said. */
export function explainProblem(code: string, detail: string, file: string, context: number): EngineProblem {
  const named = detail ? `The ${detail} model in ${file}` : `The model in ${file}`;
  switch (code) {
    case "no-vocabulary":
      return new EngineProblem(`${named} has no vocabulary.`, "Give a GGUF file that holds a whole language model.");
    case "no-end-token":
      return new EngineProblem(`${named} has no token that ends a turn.`, "Give an instruct model.");
    case "encoder":
      return new EngineProblem(
        `${named} does not write text one token after the other.`,
        "Give a chat or instruct model.",
      );
    case "diffusion":
      return new EngineProblem(`${named} writes its text all at once, so branches can't share it.`, another);
    case "recurrent":
      return new EngineProblem(
        `${named} is recurrent: it keeps one state instead of a cache, and can't be forked.`,
        another,
      );
    case "hybrid":
      return new EngineProblem(`${named} is partly recurrent: a part of its state can't be forked.`, another);
    case "window":
      return new EngineProblem(
        `${named} has sliding-window attention: it forgets cells that other branches may still share.`,
        another,
      );
    case "memory": {
      const [need = 0, free = 0] = detail.split(" ").map(Number);
      return tooBig(file, context, `its cache takes ${gigabytes(need)}, and ${gigabytes(free)} are free`);
    }
    case "context":
      if (/alloc|memory|buffer/i.test(detail)) return tooBig(file, context, "its cache could not be allocated");
      return new EngineProblem(`The model in ${file} could not be started: ${cause(detail)}.`);
    default:
      return explainLoading(detail, file);
  }
}

const another = "Give a model with full attention in every layer, such as Llama 3, Qwen 2.5 or Qwen 3.";

function explainLoading(log: string, file: string): EngineProblem {
  const architecture = /unknown model architecture: '([^']*)'/.exec(log)?.[1];
  if (architecture !== undefined) {
    return new EngineProblem(
      `${file} is a model of the architecture ${architecture}, which this version of llama.cpp does not know.`,
      "Update agentflow, or give another model.",
    );
  }
  if (/GGML_ASSERT|GGML_ABORT/.test(log))
    return new EngineProblem(`${file} is damaged: its description makes no sense to llama.cpp.`, "Download it again.");
  if (/^gguf_init\w*: tensor/m.test(log))
    return new EngineProblem(`${file} is damaged: its table of weights makes no sense.`, "Download it again.");
  if (/not within the file bounds|corrupted or incomplete|failed to read|unexpectedly reached end/i.test(log))
    return new EngineProblem(`${file} is not whole: weights are missing at its end.`, "Download it again.");
  if (/failed to allocate|out of memory|unable to allocate/i.test(log))
    return new EngineProblem(`There is not enough memory to load ${file}.`, "Give a smaller or more quantised model.");
  return new EngineProblem(`${file} can't be loaded: ${cause(log)}.`, "It may be damaged; download it again.");
}

function tooBig(file: string, context: number, why: string): EngineProblem {
  return new EngineProblem(
    `A context of ${context.toLocaleString("en")} tokens is too big for ${file}: ${why}.`,
    "Ask for a smaller context.",
  );
}

const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;

/** llama.cpp logs the cause first, behind the names of its functions: that line says most. */
function cause(log: string): string {
  const lines = log.split("\n").map((line) => line.replace(/^(?:\w+: |error loading model: )+/, "").trim());
  return (lines.find((line) => line !== "") ?? "llama.cpp gives no reason").replace(/\.$/, "");
}
