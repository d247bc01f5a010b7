import { run, scoped, sleep, spawn, suspend } from "effection";
import { describe, expect, test } from "vitest";
import { cleanly } from "../../runtime/halting.ts";

describe("cleanly", () => {
  test("runs nothing after the cleanup of what was halted", async () => {
    const seen: string[] = [];
    function* inner() {
      yield* cleanly(suspend, function* (how) {
        yield* sleep(0);
        seen.push(`cleaned: ${how}`);
      });
      seen.push("went on inside");
    }
    function* outer() {
      yield* cleanly(inner, function* (how) {
        yield* sleep(0);
        seen.push(`cleaned outside: ${how}`);
      });
      seen.push("went on outside");
    }
    await run(function* () {
      const task = yield* spawn(outer);
      yield* sleep(0);
      yield* task.halt();
      seen.push("halted");
    });
    expect(seen).toEqual(["cleaned: halted", "cleaned outside: halted", "halted"]);
  });

  test("passes values and errors on", async () => {
    const seen: string[] = [];
    const value = await run(() =>
      cleanly(
        function* () {
          yield* sleep(0);
          return 7;
        },
        function* (how) {
          yield* sleep(0);
          seen.push(how);
        },
      ),
    );
    expect(value).toBe(7);
    const failing = run(() =>
      cleanly(
        function* () {
          yield* sleep(0);
          throw new Error("down");
        },
        function* (how) {
          yield* sleep(0);
          seen.push(how);
        },
      ),
    );
    await expect(failing).rejects.toThrow("down");
    expect(seen).toEqual(["done", "failed"]);
  });

  test("ends with a scope that fails elsewhere", async () => {
    const seen: string[] = [];
    await expect(
      run(() =>
        scoped(function* () {
          yield* spawn(function* () {
            yield* sleep(0);
            throw new Error("elsewhere");
          });
          yield* cleanly(suspend, function* (how) {
            yield* sleep(0);
            seen.push(how);
          });
          seen.push("went on");
        }),
      ),
    ).rejects.toThrow("elsewhere");
    expect(seen).toEqual(["halted"]);
  });
});
