/** The models that are measured: random weights, written here, and kept from run to run. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { HALF_BILLION, type RandomModel, writeRandomModel } from "../../stdlib/model/random-model.ts";
import { cacheFolder } from "./cache.ts";

/** Small ones of three vocabularies, and one of the shape of a 0.4B model. */
export type ModelName = "small-4k" | "small-32k" | "small-152k" | "0.4B";

/** Enough for every prefix that is measured. */
const CONTEXT = 32_768;
const SMALL = { layers: 4, width: 256, heads: 4, keyHeads: 4, feedForward: 704, context: CONTEXT, seed: 1 };

const MODELS: Readonly<Record<ModelName, Omit<RandomModel, "name">>> = {
  "small-4k": { ...SMALL, type: "f16", vocabulary: 4096 },
  "small-32k": { ...SMALL, type: "f16", vocabulary: 32_000 },
  "small-152k": { ...SMALL, type: "f16", vocabulary: 152_064 },
  "0.4B": { ...HALF_BILLION, context: CONTEXT, type: "q8_0", seed: 1 },
};

/** Part of the files' names: moves when the same settings would give other bytes. */
const VERSION = 1;

/** The model's file, which is written first if it is not there. */
export function modelFile(name: ModelName, say: (message: string) => void): string {
  const file = join(cacheFolder("models"), `${name}-${VERSION}.gguf`);
  if (!existsSync(file)) {
    say(`writing the model ${name}`);
    writeRandomModel(file, { name, ...MODELS[name] });
  }
  return file;
}
