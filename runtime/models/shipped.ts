import { existsSync } from "node:fs";
import { join } from "node:path";
import { SMALL_MODEL_FILE } from "../../stdlib/model/small-model.ts";
import { writeUntrainedModel } from "../../stdlib/model/untrained-model.ts";
import { packageRoot } from "../package-root.ts";
import { cacheFolder } from "./folders.ts";

/**
 * The small model's file. Installation makes it inside the package; where that was not done it is made now, in half a
 * second, inside the package or, where that can't be written, in the user's cache.
 */
export function shippedModel(): string {
  const places = [join(packageRoot(), "dist", "model"), join(cacheFolder(), "model")];
  const files = places.map((place) => join(place, SMALL_MODEL_FILE));
  const found = files.find((file) => existsSync(file));
  return found ?? makeShippedModel(files);
}

/** Makes the small model anew, in the package or else in the user's cache, and gives its file. */
export function makeShippedModel(
  files: readonly string[] = [
    join(packageRoot(), "dist", "model", SMALL_MODEL_FILE),
    join(cacheFolder(), "model", SMALL_MODEL_FILE),
  ],
): string {
  let problem: unknown;
  for (const file of files) {
    try {
      writeUntrainedModel(file);
      return file;
    } catch (error) {
      problem = error;
    }
  }
  throw problem;
}
