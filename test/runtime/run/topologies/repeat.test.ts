import { describe, expect, it } from "vitest";
import { resultOf, runProgram } from "../program.ts";

const source = `
  schema Review { ok: bool }
  agent writer() -> string { prompt: "Write." }
  agent critic(draft: string) -> Review { prompt: "Review \${draft}." }
  agent editor(draft: string) -> string { prompt: "Edit \${draft}." }
  flow main() -> string {
    return repeat 3 with draft = writer() {
      let review = critic(draft)
      if review.ok { break draft }
      editor(draft)
    }
  }
`;

describe("repeat", () => {
  it("ends with the value of its break", async () => {
    const ran = await runProgram({
      source,
      script: {
        "main/draft/writer": [{ answer: "v0" }],
        "main/draft~0/review": [{ answer: { ok: false } }],
        "main/draft~0/editor": [{ answer: "v1" }],
        "main/draft~1/review": [{ answer: { ok: true } }],
      },
    });
    expect(resultOf(ran)).toBe("v1");
    expect(ran.prompts.get("main/draft~1/review:0")).toContain("Review v1.");
  });

  it("ends after its last round with the value of the last line", async () => {
    const ran = await runProgram({
      source,
      script: ({ path }) => {
        if (path.endsWith("review")) return { answer: { ok: false } };
        return { answer: path.endsWith("writer") ? "v0" : `v${Number(/~(\d)/.exec(path)?.[1]) + 1}` };
      },
    });
    expect(resultOf(ran)).toBe("v3");
    expect([...ran.prompts.keys()].filter((key) => key.includes("editor"))).toHaveLength(3);
  });
});
