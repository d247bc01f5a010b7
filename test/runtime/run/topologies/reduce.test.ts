import { describe, expect, it } from "vitest";
import { eventsOf, resultOf, runProgram } from "../program.ts";

const source = `
  agent merger(notes: string[]) -> string { prompt: "Merge \${notes}." }
  flow main(notes: string[]) -> string | null { return reduce notes by 2 { merger(it) } }
`;

describe("reduce", () => {
  it("goes level by level and passes on what is alone in its group", async () => {
    const ran = await runProgram({
      source,
      arguments: { notes: ["a", "b", "c", "d", "e"] },
      script: ({ prompt }) => {
        const list = JSON.parse(/Merge (\[.*?\])\./.exec(prompt)?.[1] ?? "[]") as string[];
        return { answer: `(${list.join("")})` };
      },
    });
    expect(resultOf(ran)).toBe("(((ab)(cd))e)");
    expect(eventsOf(ran, "agent-started").map(({ path }) => path)).toEqual([
      "main/reduce~0[0]/merger",
      "main/reduce~0[1]/merger",
      "main/reduce~1[0]/merger",
      "main/reduce~2[0]/merger",
    ]);
  });

  it("passes a single element on and gives null for none", async () => {
    const one = await runProgram({ source, arguments: { notes: ["only"] } });
    expect(resultOf(one)).toBe("only");
    const none = await runProgram({ source, arguments: { notes: [] } });
    expect(resultOf(none)).toBeNull();
  });
});
