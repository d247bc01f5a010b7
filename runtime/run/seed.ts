import { createHash } from "node:crypto";
import type { Path } from "../path.ts";

/**
 * A seed of 32 bits from the run's seed and a node's path, so that a branch draws the same numbers whatever runs beside
 * it. A hash: neighbouring paths shall have seeds far apart.
 */
export function seedAt(seed: number, path: Path): number {
  return createHash("sha256").update(`${seed}\n${path}`).digest().readUInt32LE(0);
}
