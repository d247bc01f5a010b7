/**
 * `npm run model:export`: makes a GGUF file of what training has written.
 */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { QUANTISATIONS } from "../quantise.ts";
import { SMALL_MODEL_FILE } from "../small-model.ts";
import { readSafetensors } from "./safetensors.ts";
import { type TaskVocabulary, writeTrainedModel } from "./trained-model.ts";

const model = dirname(dirname(fileURLToPath(import.meta.url)));
const { values: options } = parseArgs({
  options: {
    weights: { type: "string" },
    vocabulary: { type: "string", default: join(model, "tasks", "vocabulary.json") },
    out: { type: "string", default: join(model, SMALL_MODEL_FILE) },
    type: { type: "string", default: "f16" },
  },
});
const type = QUANTISATIONS.find((each) => each === options.type);
if (options.weights === undefined) throw new Error("--weights FILE is missing: weights.safetensors of a training.");
if (type === undefined) throw new Error(`--type is one of ${QUANTISATIONS.join(", ")}.`);
const vocabulary = JSON.parse(readFileSync(options.vocabulary, "utf8")) as TaskVocabulary;
writeTrainedModel(options.out, readSafetensors(options.weights), vocabulary, type);
