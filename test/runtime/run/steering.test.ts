import { describe, expect, it } from "vitest";
import { eventsOf, failureOf, resultOf, runProgram } from "./program.ts";

const source = `
  tool slow() -> string { from: "./tools.ts" }
  agent waiter(n: int) -> string { tools: [slow], turns: 2, prompt: "Wait \${n}." }
  flow main() -> string[] {
    let tries = parallel n in [0, 1, 2] { try waiter(n) }
    return for t in tries { if t.ok { t.value } else { t.error } }
  }
`;
const script = ({ path, turn }: { path: string; turn: number }) => {
  if (turn > 0) return { answer: "done" };
  return path.includes("[1]") ? { calls: [{ name: "slow", arguments: {} }] } : { answer: "quick", after: 2_000 };
};

describe("halting one agent by hand", () => {
  it("aborts its tool, gives its cells back, and lets its siblings go on; a late result is ignored", async () => {
    let aborted = false;
    let finish: (value: string) => void = () => {};
    let cells: readonly number[] = [];
    const ran = await runProgram({
      source,
      script,
      tools: {
        slow: (_, { signal }) =>
          new Promise((resolve) => {
            finish = resolve;
            signal.addEventListener("abort", () => {
              aborted = true;
            });
          }),
      },
      *beside({ clock, control, engine }) {
        yield* clock.sleep(1_000);
        const before = engine().usage().cells;
        control().halt("main/tries[1]/try/waiter");
        yield* clock.sleep(100);
        cells = [before, engine().usage().cells];
        finish("too late");
      },
    });
    expect(resultOf(ran)).toEqual(["quick", "`waiter` was halted by a person.", "quick"]);
    expect(aborted).toBe(true);
    expect(cells[1]).toBeLessThan(cells[0] ?? 0);
    const ends = eventsOf(ran, "agent-ended").filter(({ path }) => path.includes("[1]"));
    expect(ends).toMatchObject([{ outcome: { kind: "halted" } }]);
    expect(eventsOf(ran, "tool-ended")).toMatchObject([{ outcome: "error", error: "halted" }]);
    for (const prompt of ran.prompts.values()) expect(prompt).not.toContain("too late");
    expect(ran.after).toMatchObject({ branches: 0, cells: 0 });
  });

  it("fails the flow where nothing catches it", async () => {
    const ran = await runProgram({
      source: `
        agent one() -> string { prompt: "One." }
        flow main() -> string { return one() }
      `,
      script: () => ({ hang: true }),
      *beside({ clock, control }) {
        yield* clock.sleep(100);
        control().halt("main/one!0");
        control().halt("main/nobody");
        control().halt("main/one");
      },
    });
    expect(failureOf(ran)).toMatchObject({ reason: "refused", path: "main/one" });
  });
});

describe("winding one agent down", () => {
  it("ends its turn and asks it for the best value it has", async () => {
    const ran = await runProgram({
      source: `
        agent one() -> string { prompt: "One." }
        flow main() -> string { return one() }
      `,
      script: ({ turn }) => (turn === 0 ? { hang: true, text: '"half of' } : { answer: "half" }),
      *beside({ clock, control }) {
        yield* clock.sleep(500);
        control().windDown("main/one");
      },
    });
    expect(resultOf(ran)).toBe("half");
    expect(eventsOf(ran, "agent-ended")).toMatchObject([{ outcome: { kind: "done", recovered: true } }]);
    expect(eventsOf(ran, "recovery-started")).toMatchObject([{ reason: "winddown" }]);
  });
});
