import { describe, expect, it } from "vitest";
import { ERROR_BYTES } from "../../../compiler/plan/limits.ts";
import { failureOf, resultOf, runProgram } from "./program.ts";

const one = `agent one(n: int) -> int { prompt: "N\${n}." }`;
const echo = ({ prompt }: { prompt: string }) => ({ answer: Number(/N(-?\d+)\./.exec(prompt)?.[1]) * 10 });

describe("if", () => {
  it("runs the side that its condition says, as a value and as a statement", async () => {
    const source = `${one}
      flow main(on: bool) -> int {
        if !on { return one(9) }
        return if on { one(1) } else { one(2) }
      }`;
    expect(resultOf(await runProgram({ source, arguments: { on: true }, script: echo }))).toBe(10);
    const off = await runProgram({ source, arguments: { on: false }, script: echo });
    expect(resultOf(off)).toBe(90);
    expect(off.prompts.size).toBe(1);
  });

  it("as `&&`, `||` and `??` runs only what is needed", async () => {
    const source = `${one}
      flow main(on: bool) -> bool[] {
        let a = on && one(1) == 10
        let b = on || one(2) == 20
        return [a, b]
      }`;
    const ran = await runProgram({ source, arguments: { on: true }, script: echo });
    expect(resultOf(ran)).toEqual([true, true]);
    expect(ran.prompts.size).toBe(1);
  });
});

describe("match", () => {
  it("runs the arm that takes the value", async () => {
    const source = `${one}
      flow main(kind: "a" | "b" | "c") -> int {
        return match kind { "a" | "b" -> one(1), _ -> one(2) }
      }`;
    expect(resultOf(await runProgram({ source, arguments: { kind: "b" }, script: echo }))).toBe(10);
    expect(resultOf(await runProgram({ source, arguments: { kind: "c" }, script: echo }))).toBe(20);
  });
});

describe("for", () => {
  it("may be run for its effect alone: what it shares, later agents know", async () => {
    const source = `${one}
      agent last() -> string { prompt: "Last." }
      flow main() -> string {
        spine { system: "S" }
        for n in [1, 2, 3] { if n == 2 { share one(n) } }
        return last()
      }`;
    const ran = await runProgram({
      source,
      script: (at) => (at.prompt.includes("Last.") ? { answer: "x" } : echo(at)),
    });
    expect(resultOf(ran)).toBe("x");
    expect([...ran.prompts.values()].at(-1)).toContain("20");
    expect(ran.prompts.size).toBe(2);
  });

  it("runs its calls one after another, for the elements that its condition takes", async () => {
    const source = `${one}
      flow main() -> int[] { return for n in [1, 2, 3, 4] if n != 2 { one(n) } }`;
    const ran = await runProgram({ source, script: echo });
    expect(resultOf(ran)).toEqual([10, 30, 40]);
    const starts = ran.events.filter(({ kind }) => kind === "agent-started").map(({ t }) => t);
    const ends = ran.events.filter(({ kind }) => kind === "agent-ended").map(({ t }) => t);
    expect(starts.slice(1)).toEqual(ends.slice(0, 2));
  });
});

describe("try", () => {
  it("gives the value or the error of an agent, a tool, an expect and a checked let", async () => {
    const source = `
      tool fetch(n: int) -> int { from: "./tools.ts" }
      agent one(n: int) -> int { prompt: "N\${n}." }
      flow picky(n: int, wide: json) -> int {
        expect n > 1
        let narrow: int(0..5) = wide
        return narrow + fetch(n)
      }
      flow main() -> string[] {
        let results = [try one(1), try picky(1, 3), try picky(2, 9), try picky(2, 3), try picky(3, 4)]
        return for r in results { if r.ok { "\${r.value}" } else { r.error } }
      }`;
    const ran = await runProgram({
      source,
      flow: "main",
      script: () => ({ fail: "gone" }),
      tools: {
        fetch: ({ n }) => {
          if (n === 2) throw new Error("no such number");
          return 100;
        },
      },
    });
    expect(resultOf(ran)).toEqual([
      "`one` could not be carried out: gone",
      "It was expected that `n > 1`, and it is not so: n is 1.",
      expect.stringContaining("`narrow` does not fit its type"),
      "`fetch` failed: no such number.",
      "104",
    ]);
  });

  it("gives no more than the beginning of an error that is long, however its characters are written", async () => {
    const source = `
      tool fetch() -> int { from: "./tools.ts" }
      flow main() -> string {
        let given = try fetch()
        return if given.ok { "" } else { given.error }
      }`;
    const tools = {
      fetch: () => {
        throw new Error("海".repeat(1_000));
      },
    };
    const error = String(resultOf(await runProgram({ source, tools })));
    expect(error).toMatch(/^`fetch` failed: 海+…$/);
    expect(Buffer.byteLength(error)).toBeLessThanOrEqual(ERROR_BYTES);
    expect(Buffer.byteLength(error)).toBeGreaterThan(ERROR_BYTES - 4);
  });

  it("lets `??` give another value instead", async () => {
    const source = `${one}
      flow main() -> int { return try one(1) ?? 7 }`;
    expect(resultOf(await runProgram({ source, script: () => ({ fail: "gone" }) }))).toBe(7);
    expect(resultOf(await runProgram({ source, script: echo }))).toBe(10);
  });
});

describe("a failure", () => {
  it("names its node and its place, whatever it went through", async () => {
    const source = `${one}
      flow inner(n: int) -> int {
        expect one(n) == 0
        return n
      }
      flow main() -> int[] {
        return parallel n in [1, 2] { if n > 0 { inner(n) } else { 0 } }
      }`;
    const failure = failureOf(await runProgram({ source, flow: "main", script: echo }));
    expect(failure).toMatchObject({
      reason: "expect",
      path: "main/parallel[0]/if/inner/expect",
      at: { file: 0, line: 3 },
      attempts: 1,
    });
  });

  it("of an expression is one too", async () => {
    const source = `flow main(a: int, b: int) -> number { return a / b }`;
    const failure = failureOf(await runProgram({ source, arguments: { a: 1, b: 0 } }));
    expect(failure).toMatchObject({ reason: "expression", at: { line: 1 } });
  });
});
