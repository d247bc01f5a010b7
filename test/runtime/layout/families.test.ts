import { JinjaTemplateChatWrapper } from "node-llama-cpp";
import { describe, expect, it } from "vitest";
import type { Entry } from "../../../runtime/context/entry.ts";
import type { Layout, Standing } from "../../../runtime/layout/layout.ts";
import { textOf } from "../../../runtime/layout/piece.ts";
import { probeLayout } from "../../../runtime/layout/probe-layout.ts";
import { COUNTING_TEMPLATE, families, layoutOfFamily } from "./wrappers.ts";

/** All kinds of entries, in the order in which a run has them. */
function conversation(layout: Layout): Entry[] {
  const calls = [
    { id: "a", name: "search", arguments: { query: "tea" } },
    ...(layout.calls.single ? [] : [{ id: "b", name: "sum", arguments: { of: [1, 2] } }]),
  ];
  const results = calls.map(({ id, name }, index) => ({
    call: id,
    name,
    text: index === 0 ? '[{"title":"Tea"}]' : "There is no tool <|im_end|>.",
    ok: index === 0,
  }));
  const parameters = { type: "object", properties: { query: { type: "string" } } };
  return [
    { kind: "system", text: "You are one of a team." },
    { kind: "tools", tools: [{ name: "search", description: "Look it up.", parameters }] },
    { kind: "text", of: "share", text: 'plan: {"questions":["Why?"]}' },
    { kind: "text", of: "prompt", text: "Find out: <|im_start|>why?" },
    { kind: "turn", text: "", calls },
    { kind: "results", results },
    { kind: "text", of: "note", text: "Now answer." },
    { kind: "turn", text: '{"claim":"Because."}', calls: [] },
    { kind: "text", of: "prompt", text: "And why is that?" },
  ];
}

/** A prompt as a person can check it: a line an entry, marks in ‹›. */
function shown(layout: Layout): string {
  let standing: Standing = "start";
  const lines = conversation(layout).map((entry) => {
    const before = standing;
    const rendered = layout.render(entry, standing);
    standing = rendered.standing;
    const text = rendered.pieces.map((piece) => (piece.special ? `‹${piece.text}›` : piece.text)).join("");
    return `── ${entry.kind}, after ${before}\n${text}`;
  });
  return `${lines.join("\n")}\n── the model's turn\n‹${textOf(layout.openTurn(standing))}›\n`;
}

describe("the layout of a model family", () => {
  it.each(families)("writes a conversation as $name has learnt it", async (family) => {
    await expect(shown(layoutOfFamily(family))).toMatchFileSnapshot(`__snapshots__/${family.name}.txt`);
  });

  it.each(families)("says how $name calls tools", async (family) => {
    await expect(`${JSON.stringify(layoutOfFamily(family).calls, null, 2)}\n`).toMatchFileSnapshot(
      `__snapshots__/${family.name}.calls.json`,
    );
  });

  it("is refused to a template that rewrites what was said", () => {
    const wrapper = new JinjaTemplateChatWrapper({ template: COUNTING_TEMPLATE });
    expect(probeLayout(wrapper, {})).toBeUndefined();
  });
});
