import { expect, test } from "vitest";
import { createDraft } from "../../../runtime/engine/draft.ts";

const part = (text: string, tokens: number[], runs: number[], surprisal: number) =>
  ({ reason: "complete", text, tokens: Int32Array.from(tokens), runs, surprisal }) as const;

test("a draft joins its parts, and what was sampled and forced stays told apart", () => {
  const draft = createDraft();
  draft.force("<think>", Int32Array.from([1, 2]));
  draft.add(part("hm", [3, 4, 5], [2, 1], 0.5));
  draft.force("</think>", Int32Array.from([6]));
  draft.add(part("7", [7], [1], 0.25));
  draft.add(part("89", [8, 9], [2], 0.25));
  expect(draft.written()).toEqual({
    text: "<think>hm</think>789",
    tokens: [1, 2, 3, 4, 5, 6, 7, 8, 9],
    runs: [0, 2, 2, 2, 3],
    sampled: 5,
    forced: 4,
    surprisal: 1,
  });
});

test("a draft of nothing is empty", () => {
  expect(createDraft().written()).toMatchObject({ text: "", tokens: [], runs: [], sampled: 0, forced: 0 });
});
