import { describe, expect, it } from "vitest";
import { useCommand } from "./command.ts";
import { killAndResume } from "./killed.ts";

const command = useCommand();

describe("a run that is killed with SIGKILL", () => {
  it.each([
    ["early", [3, 9]],
    ["while its first agents work", [14, 12, 20]],
    ["late, and again", [40, 30]],
  ])("%s goes on where it was, and repeats nothing", { timeout: 120_000 }, async (_, lines) => {
    const left = [...lines];
    const survived = await killAndResume(command.path, () => left.shift() ?? Number.POSITIVE_INFINITY, lines.length);
    expect(survived).toMatchObject({
      code: 0,
      kills: lines.length,
      repeatedAgents: [],
      repeatedEffects: [],
      lostEffects: [],
    });
    expect(survived.result).toHaveLength(3);
  });
});
