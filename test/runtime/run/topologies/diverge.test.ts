import { describe, expect, it } from "vitest";
import type { Json } from "../../../../compiler/graph/expression.ts";
import { failureOf, resultOf, runProgram } from "../program.ts";

const solve = (by: string, result = "int") => `
  agent solver(n: int) -> int { prompt: "Solve \${n}." }
  agent judge(attempts: int[]) -> int { prompt: "Which of \${attempts}?" }
  flow main() -> { best: ${result}, attempts: ${result}[], agreement: number } {
    let all = diverge 5 { solver(1) } by ${by}
    return { best: all.best, attempts: all.attempts, agreement: all.agreement }
  }
`;
const answers = (values: readonly number[]) => (path: string) => values[Number(/\[(\d)\]/.exec(path)?.[1])] ?? 0;

describe("diverge", () => {
  it("by vote takes the value that most agree on", async () => {
    const of = answers([3, 7, 9, 7, 1]);
    const ran = await runProgram({ source: solve("vote"), script: ({ path }) => ({ answer: of(path) }) });
    expect(resultOf(ran)).toEqual({ best: 7, attempts: [3, 7, 9, 7, 1], agreement: 0.4 });
  });

  it("by vote takes the first of a tie", async () => {
    const of = answers([3, 7, 7, 3, 1]);
    const ran = await runProgram({ source: solve("vote"), script: ({ path }) => ({ answer: of(path) }) });
    expect(resultOf(ran)).toMatchObject({ best: 3 });
  });

  it("by perplexity takes the attempt whose last answer was the least surprising", async () => {
    const of = answers([3, 7, 9, 5, 1]);
    const ran = await runProgram({
      source: solve("perplexity"),
      script: ({ path }) => ({ answer: of(path), surprisal: path.includes("[3]") ? 0.5 : 4 }),
    });
    expect(resultOf(ran)).toMatchObject({ best: 5, agreement: 0.2 });
  });

  it("by a judge takes the attempt whose number the judge gives", async () => {
    const of = answers([3, 7, 9, 7, 1]);
    const ran = await runProgram({
      source: solve("judge(judge)"),
      script: ({ path }) => ({ answer: path === "main/all/judge" ? 2 : of(path) }),
    });
    expect(resultOf(ran)).toMatchObject({ best: 9 });
    expect(ran.prompts.get("main/all/judge:0")).toContain("Which of [3,7,9,7,1]?");
  });

  it("fails where the judge names no attempt", async () => {
    const ran = await runProgram({
      source: solve("judge(judge)"),
      script: ({ path }) => ({ answer: path === "main/all/judge" ? 9 : 1 }),
    });
    expect(failureOf(ran)).toMatchObject({
      reason: "check",
      message: "The judge gave 9, and the attempts are numbered from 0 to 4.",
    });
  });

  it("leaves out what fails, and fails when all have", async () => {
    const some = await runProgram({
      source: solve("vote"),
      script: ({ path }) => (path.includes("[0]") ? { fail: "no" } : { answer: 4 }),
    });
    expect(resultOf(some)).toEqual({ best: 4, attempts: [4, 4, 4, 4], agreement: 1 });
    const none = await runProgram({ source: solve("vote"), script: () => ({ fail: "no" }) });
    expect(failureOf(none)).toMatchObject({ path: "main/all" });
    expect(failureOf(none).message).toMatch(/^All 5 branches of the diverge failed\./);
  });

  it("draws apart: every attempt has a seed of its own", async () => {
    const seeds = new Set<Json>();
    await runProgram({
      source: solve("vote"),
      script: ({ request }) => {
        seeds.add(request.sampling.seed);
        return { answer: 1 };
      },
    });
    expect(seeds.size).toBe(5);
  });
});
