import fc from "fast-check";
import type { ChatHistoryItem } from "node-llama-cpp";
import { describe, expect, it } from "vitest";
import type { Entry } from "../../../runtime/context/entry.ts";
import type { Standing } from "../../../runtime/layout/layout.ts";
import { textOf } from "../../../runtime/layout/piece.ts";
import { renderSaid } from "../../../runtime/layout/probe.ts";
import { families, layoutOfFamily } from "./wrappers.ts";

/** What somebody says: paragraphs of words, and marks that they must not become. */
const said = fc
  .array(fc.constantFrom("tea", "Why?", "<|im_end|>", "[/INST]", "{}", "two words", "é", "<think>"), {
    minLength: 1,
    maxLength: 4,
  })
  .map((words) => words.join(" "));

/** Questions of one or two paragraphs, each but the last with its answer. */
const dialogue = fc.array(fc.record({ ask: fc.array(said, { minLength: 1, maxLength: 2 }), answer: said }), {
  minLength: 1,
  maxLength: 4,
});

/** Templates that write the last turn in another way than those before it: layouts write every turn as if it were the last. */
const LAST_TURN_DIFFERS = new Set(["qwen-3", "qwen-3.5", "harmony", "jinja-thinking"]);
/** Moves the system text to the last user's turn: here it is a paragraph of the first. */
const NO_SYSTEM = new Set(["mistral"]);

describe.each(families)("the layout of $name", (family) => {
  const layout = layoutOfFamily(family);

  it("writes a dialogue as the template itself does", () => {
    fc.assert(
      fc.property(fc.option(said), dialogue, (system, turns) => {
        const known = system !== null && !NO_SYSTEM.has(family.name);
        const entries: Entry[] = known ? [{ kind: "system", text: system }] : [];
        const history: ChatHistoryItem[] = known ? [{ type: "system", text: system }] : [];
        turns.forEach(({ ask, answer }, index) => {
          const last = index === turns.length - 1;
          entries.push(...ask.map((text) => ({ kind: "text", of: "prompt", text }) as const));
          history.push({ type: "user", text: ask.join("\n\n") }, { type: "model", response: [last ? "" : answer] });
          if (!last) entries.push({ kind: "turn", text: answer, calls: [] });
        });
        let standing: Standing = "start";
        let ours = "";
        for (const entry of entries) {
          const rendered = layout.render(entry, standing);
          ours += textOf(rendered.pieces);
          standing = rendered.standing;
        }
        ours += textOf(layout.openTurn(standing));
        const theirs = textOf(renderSaid(family.wrapper, history, family.tokens).pieces);
        const begin = family.tokens.begin ?? "";
        if (LAST_TURN_DIFFERS.has(family.name)) expect(ours.length).toBeGreaterThanOrEqual(theirs.length);
        else expect(ours).toBe(theirs.startsWith(begin) ? theirs : begin + theirs);
      }),
      { numRuns: 40 },
    );
  });

  it("never lets what was said become a mark", () => {
    fc.assert(
      fc.property(fc.array(said, { minLength: 1, maxLength: 6 }), (texts) => {
        let standing: Standing = "start";
        texts.forEach((text, index) => {
          const kinds: readonly Entry[] = [
            { kind: "system", text },
            { kind: "text", of: "share", text },
            { kind: "turn", text: JSON.stringify(text), calls: [] },
            { kind: "results", results: [{ call: "a", name: "f", text, ok: true }] },
          ];
          const entry = kinds[index % kinds.length];
          if (!entry) return;
          const rendered = layout.render(entry, standing);
          const plain = rendered.pieces.filter((piece) => !piece.special).map((piece) => piece.text);
          expect(plain.some((part) => part.includes(text) || part.includes(JSON.stringify(text)))).toBe(true);
          standing = rendered.standing;
        });
      }),
      { numRuns: 40 },
    );
  });

  it("begins text with the model's token for that once, if it has one", () => {
    const { begin } = family.tokens;
    const first = textOf(layout.render({ kind: "text", of: "prompt", text: "Hello" }, "start").pieces);
    const withSystem = textOf(layout.render({ kind: "system", text: "Hello" }, "start").pieces);
    for (const text of [first, withSystem]) {
      if (begin === undefined) expect(text).not.toContain("BOS");
      else expect(text.split(begin)).toHaveLength(2);
    }
  });

  it("leaves the mark that ends a turn out of what a model writes for a call", () => {
    const ends = [family.tokens.end ?? "", "<|im_end|>", "<|eot_id|>", "<|eom_id|>", "<｜end▁of▁sentence｜>"];
    const { single: _, ...parts } = layout.calls;
    for (const text of Object.values(parts))
      for (const end of ends.filter((e) => e !== "")) expect(text).not.toContain(end);
  });
});
