import { scoped, spawn } from "effection";
import { describe, expect, test } from "vitest";
import type { TurnEnd } from "../../../runtime/engine/engine.ts";
import { contextOf, expectExactAccounts, expectNothingHeld, playing, takeTurn } from "./playing.ts";

const spine = contextOf("spine");
const CELLS = 1000;
/** Promised to the sibling, which never uses them. */
const SIBLING = 500;

/** A turn that would write 800 tokens, beside a sibling that ends after some milliseconds; a pass takes ten. */
async function grow(milliseconds: number): Promise<TurnEnd> {
  const ends: TurnEnd[] = [];
  const script = () => ({ answer: "y".repeat(4 * 800) });
  await playing({ cells: CELLS, script }, function* (engine) {
    const sibling = yield* spawn(() =>
      scoped(function* () {
        yield* engine.admit({ context: spine, reserve: SIBLING, path: "sibling" });
        yield* engine.clock.sleep(milliseconds);
      }),
    );
    yield* engine.clock.sleep(15);
    yield* scoped(function* () {
      const lease = yield* engine.admit({ context: spine, reserve: 40, path: "agent" });
      ends.push(yield* takeTurn(lease, { tokens: 900 }));
      yield* expectExactAccounts(engine);
      expect(engine.usage().cells + engine.usage().reserved).toBeLessThanOrEqual(CELLS);
    });
    yield* sibling;
    yield* expectNothingHeld(engine);
  });
  const [end] = ends;
  if (!end) throw new Error("The turn has no end.");
  return end;
}

describe("A turn that was begun with few cells", () => {
  test("writes on into those that a sibling gives back when it ends", async () => {
    const end = await grow(2000);
    expect(end).toMatchObject({ kind: "answer", value: "y".repeat(4 * 800) });
    expect(end.usage.sampled).toBeGreaterThan(CELLS - SIBLING);
  });

  test("ends for want of room where the sibling stays, and leaves it what it was promised", async () => {
    const end = await grow(60_000);
    expect(end).toMatchObject({ kind: "stopped", reason: "room" });
    expect(end.usage.sampled).toBeLessThan(CELLS - SIBLING);
    expect(end.usage.sampled).toBeGreaterThan((CELLS - SIBLING) / 2);
  });

  test("has the whole text whenever it is that the sibling ends in time", async () => {
    for (let milliseconds = 16; milliseconds < 2000; milliseconds += 61)
      expect(await grow(milliseconds)).toMatchObject({ kind: "answer", value: "y".repeat(4 * 800) });
  });
});
