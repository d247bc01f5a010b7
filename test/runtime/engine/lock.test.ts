import { run, sleep, spawn } from "effection";
import { expect, test } from "vitest";
import { createLock } from "../../../runtime/engine/lock.ts";

test("one at a time goes through, in the order of coming, and the halted and the failed let the next in", async () => {
  const seen: string[] = [];
  await run(function* () {
    const lock = createLock();
    const enter = (name: string, fails = false) =>
      lock.hold(function* () {
        seen.push(`${name} in`);
        yield* sleep(1);
        if (fails) throw new Error(name);
        seen.push(`${name} out`);
      });
    const first = yield* spawn(() => enter("first"));
    const halted = yield* spawn(() => enter("halted"));
    const failed = yield* spawn(function* () {
      try {
        yield* enter("failed", true);
      } catch {
        seen.push("failed out");
      }
    });
    const last = yield* spawn(() => enter("last"));
    yield* sleep(0);
    yield* halted.halt();
    yield* first;
    yield* failed;
    yield* last;
    yield* enter("after");
  });
  expect(seen).toEqual([
    "first in",
    "first out",
    "failed in",
    "failed out",
    "last in",
    "last out",
    "after in",
    "after out",
  ]);
});
