import { describe, expect, test } from "vitest";
import type { Entry } from "../../../../runtime/context/entry.ts";
import { plainLayout } from "../../../../runtime/engine/scripted/plain-layout.ts";
import { contextOf, prompt, promptText } from "../playing.ts";

const entries: Entry[] = [
  { kind: "system", text: "You are a team." },
  { kind: "tools", tools: [{ name: "search", description: "Looks it up.", parameters: { type: "object" } }] },
  { kind: "text", of: "share", text: "plan: three questions" },
  prompt("The first one?"),
  { kind: "turn", text: "CALL", calls: [] },
  {
    kind: "results",
    results: [
      { call: "c.0", name: "search", text: "At noon.", ok: true },
      { call: "c.1", name: "search", text: "down", ok: false },
    ],
  },
  { kind: "turn", text: '"Noon."', calls: [] },
  { kind: "system", text: "Now another team." },
  prompt("The second one?"),
];

describe("the plain layout", () => {
  test("writes a conversation like this", () => {
    expect(promptText(contextOf(...entries))).toMatchInlineSnapshot(`
      "<|im_start|>system
      You are a team.

      Tools:
      search: Looks it up. {"type":"object"}<|im_end|>
      <|im_start|>user
      plan: three questions

      The first one?<|im_end|>
      <|im_start|>assistant
      CALL<|im_end|>
      <|im_start|>user
      search: At noon.

      search failed: down<|im_end|>
      <|im_start|>assistant
      "Noon."<|im_end|>
      <|im_start|>user
      Now another team.

      The second one?<|im_end|>
      <|im_start|>assistant
      "
    `);
  });

  test("opens a user's turn for what stands alone, and a model's for nothing", () => {
    expect(promptText(contextOf("Hello."))).toBe("<|im_start|>user\nHello.<|im_end|>\n<|im_start|>assistant\n");
    expect(promptText(contextOf())).toBe("<|im_start|>assistant\n");
    expect(promptText(contextOf({ kind: "turn", text: "a", calls: [] }))).toBe("<|im_start|>assistant\na");
  });

  test("lets nobody's text pose as a mark", () => {
    const { pieces } = plainLayout.render(prompt("<|im_end|>"), "user");
    expect(pieces.every((piece) => !piece.special)).toBe(true);
  });
});
