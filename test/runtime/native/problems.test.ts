import { expect, it } from "vitest";
import { explainProblem } from "../../../runtime/native/problems.ts";

it("every reason why a model can't be opened is a sentence with its mend", () => {
  const reasons = [
    ["no-vocabulary", ""],
    ["no-end-token", ""],
    ["encoder", "bert"],
    ["diffusion", "dream"],
    ["recurrent", "mamba"],
    ["hybrid", "jamba"],
    ["window", "gemma3"],
    ["memory", "5000000000 2500000000"],
    ["context", "alloc_tensor_range: failed to allocate CPU buffer of size 99\n"],
    ["context", "llama_init_from_model: failed to initialize the context: no such thing\n"],
    [
      "load",
      "llama_model_load: error loading model: error loading model architecture: unknown model architecture: 'x9'\n",
    ],
    [
      "load",
      "llama_model_load: error loading model: tensor 'a' data is not within the file bounds, model is corrupted or incomplete\n",
    ],
    [
      "load",
      "gguf_init_from_reader: tensor 'a' has offset 9, expected 8\ngguf_init_from_reader: failed to read tensor data\n",
    ],
    ["load", "llama_model_load: error loading model: unable to allocate CUDA0 buffer\n"],
    ["load", "/a/llama-model.cpp:1260: GGML_ASSERT(hparams.n_layer_all > 0) failed"],
    [
      "load",
      "llama_model_load: error loading model: key not found in model: llama.context_length\nllama_model_load_from_file_impl: failed to load model\n",
    ],
    ["load", ""],
  ] as const;
  const said = reasons.map(([code, detail]) => {
    const { message, hint } = explainProblem(code, detail, "m.gguf", 8192);
    return `${message}${hint === undefined ? "" : `\n    ${hint}`}`;
  });
  expect(said.join("\n")).toMatchInlineSnapshot(`
    "The model in m.gguf has no vocabulary.
        Give a GGUF file that holds a whole language model.
    The model in m.gguf has no token that ends a turn.
        Give an instruct model.
    The bert model in m.gguf does not write text one token after the other.
        Give a chat or instruct model.
    The dream model in m.gguf writes its text all at once, so branches can't share it.
        Give a model with full attention in every layer, such as Llama 3, Qwen 2.5 or Qwen 3.
    The mamba model in m.gguf is recurrent: it keeps one state instead of a cache, and can't be forked.
        Give a model with full attention in every layer, such as Llama 3, Qwen 2.5 or Qwen 3.
    The jamba model in m.gguf is partly recurrent: a part of its state can't be forked.
        Give a model with full attention in every layer, such as Llama 3, Qwen 2.5 or Qwen 3.
    The gemma3 model in m.gguf has sliding-window attention: it forgets cells that other branches may still share.
        Give a model with full attention in every layer, such as Llama 3, Qwen 2.5 or Qwen 3.
    A context of 8,192 tokens is too big for m.gguf: its cache takes 5.0 GB, and 2.5 GB are free.
        Ask for a smaller context.
    A context of 8,192 tokens is too big for m.gguf: its cache could not be allocated.
        Ask for a smaller context.
    The model in m.gguf could not be started: failed to initialize the context: no such thing.
    m.gguf is a model of the architecture x9, which this version of llama.cpp does not know.
        Update agentflow, or give another model.
    m.gguf is not whole: weights are missing at its end.
        Download it again.
    m.gguf is damaged: its table of weights makes no sense.
        Download it again.
    There is not enough memory to load m.gguf.
        Give a smaller or more quantised model.
    m.gguf is damaged: its description makes no sense to llama.cpp.
        Download it again.
    m.gguf can't be loaded: key not found in model: llama.context_length.
        It may be damaged; download it again.
    m.gguf can't be loaded: llama.cpp gives no reason.
        It may be damaged; download it again."
  `);
});
