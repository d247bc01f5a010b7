import type { Operation } from "effection";
import { sideBySide } from "../branches.ts";
import { Failed } from "../failure.ts";
import type { Valued } from "../frame.ts";

/** Runs branches side by side and gives all their values, in order. The first failure halts the rest and is the whole's. */
export function* allOf(
  count: number,
  max: number | undefined,
  body: (index: number) => Operation<Valued>,
): Operation<readonly Valued[]> {
  const ends = yield* sideBySide(count, max, body, (_, ended) => (ended.kind === "failed" ? "stop" : "go-on"));
  const values: Valued[] = [];
  for (const ended of ends) {
    if (ended?.kind === "failed") throw new Failed(ended.failure);
    if (ended) values.push(ended.value);
  }
  return values;
}
