import { describe, expect, it } from "vitest";
import { eventsOf, failureOf, resultOf, runProgram } from "../program.ts";

const source = `
  agent quick() -> string { prompt: "Quick." }
  agent thorough() -> string { prompt: "Thorough." }
  flow main() -> string { return race { quick(), thorough() } }
`;

describe("race", () => {
  it("takes the first that succeeds and halts the rest", async () => {
    const ran = await runProgram({
      source,
      script: { "main/race[0]/quick": [{ hang: true }], "main/race[1]/thorough": [{ answer: "won", after: 500 }] },
    });
    expect(resultOf(ran)).toBe("won");
    const ends = eventsOf(ran, "agent-ended").map(({ path, outcome }) => [path, outcome.kind]);
    expect(ends).toEqual([
      ["main/race[1]/thorough", "done"],
      ["main/race[0]/quick", "halted"],
    ]);
    expect(ran.after).toMatchObject({ branches: 0, cells: 0 });
  });

  it("leaves out what fails", async () => {
    const ran = await runProgram({
      source,
      script: {
        "main/race[0]/quick": [{ fail: "no" }, { fail: "no" }],
        "main/race[1]/thorough": [{ answer: "late", after: 500 }],
      },
    });
    expect(resultOf(ran)).toBe("late");
  });

  it("fails when all have, with the reasons", async () => {
    const ran = await runProgram({
      source,
      script: ({ path }) => ({ fail: path.endsWith("quick") ? "one" : "two" }),
    });
    expect(failureOf(ran)).toMatchObject({ path: "main/race", at: { line: 4 } });
    expect(failureOf(ran).message).toMatch(/^All 2 branches of the race failed\. .*one.*two/);
  });
});
