import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Entry, TurnEntry } from "../../../runtime/context/entry.ts";
import { answerNote } from "../../../runtime/layout/answer-note.ts";
import type { Layout, Standing } from "../../../runtime/layout/layout.ts";
import { textOf } from "../../../runtime/layout/piece.ts";
import { families, layoutOfFamily } from "./wrappers.ts";

const layouts = new Map(families.map((family) => [family.name, layoutOfFamily(family)]));
const layout = (name: string): Layout => layouts.get(name)!;

function write(of: Layout, entries: readonly Entry[]): { text: string; standing: Standing } {
  let standing: Standing = "start";
  let text = "";
  for (const entry of entries) {
    const rendered = of.render(entry, standing);
    text += textOf(rendered.pieces);
    standing = rendered.standing;
  }
  return { text, standing };
}

const prompt = (text: string): Entry => ({ kind: "text", of: "prompt", text });
const answer = (text: string): Entry => ({ kind: "turn", text, calls: [] });
const search: Entry = { kind: "tools", tools: [{ name: "search", description: "", parameters: { type: "object" } }] };
const called: TurnEntry = {
  kind: "turn",
  text: '<tool_call>\n{"name": "search", "arguments": {"q":"</tool_call>"}}\n</tool_call>',
  calls: [{ id: "a", name: "search", arguments: { q: "</tool_call>" } }],
};

describe("a layout", () => {
  it("closes what stands open only when the next entry comes", () => {
    const small = layout("agentflow-small");
    expect(write(small, [{ kind: "system", text: "S" }])).toEqual({
      text: "<|im_start|>system\nS",
      standing: "system",
    });
    expect(write(small, [prompt("A"), prompt("B")])).toEqual({ text: "<|im_start|>user\nA\n\nB", standing: "user" });
    const answered = write(small, [prompt("A"), answer("X")]);
    expect(answered).toEqual({ text: "<|im_start|>user\nA<|im_end|>\n<|im_start|>assistant\nX", standing: "model" });
    expect(small.openTurn("model")).toEqual([]);
  });

  it("puts tools into the system message, and those of one agent into the user's turn", () => {
    const small = layout("agentflow-small");
    const tools = 'Tools:\n<tools>\n{"name":"search","parameters":{"type":"object"}}\n</tools>\nTo call one, write:\n';
    const call = '<tool_call>\n{"name": "<name>", "arguments": <object>}\n</tool_call>';
    expect(write(small, [search]).text).toBe(`<|im_start|>system\n${tools}${call}`);
    const both = write(small, [prompt("A"), search, prompt("B")]);
    expect(both).toEqual({ text: `<|im_start|>user\nA\n\n${tools}${call}\n\nB`, standing: "user" });
  });

  it("makes the system text the first paragraph for a model that has none", () => {
    const { text, standing } = write(layout("mistral"), [{ kind: "system", text: "S" }, prompt("A")]);
    expect(text).toBe("<s>[INST]S\n\nA");
    expect(standing).toBe("user");
  });

  it("writes nothing for nothing", () => {
    const small = layout("agentflow-small");
    const nothing: Entry[] = [
      { kind: "tools", tools: [] },
      { kind: "results", results: [] },
      { kind: "system", text: "" },
      prompt(""),
    ];
    expect(write(small, nothing)).toEqual({ text: "", standing: "start" });
  });

  it("opens the user's turn for a model that is to speak first", () => {
    const small = layout("agentflow-small");
    expect(textOf(small.openTurn("start"))).toBe("<|im_start|>user\n<|im_end|>\n<|im_start|>assistant\n");
    expect(textOf(small.openTurn("system"))).toBe("<|im_end|>\n<|im_start|>user\n<|im_end|>\n<|im_start|>assistant\n");
  });

  it("closes at once the thought that a template opens", () => {
    expect(textOf(layout("qwen-3").openTurn("user"))).toBe(
      "<|im_end|>\n<|im_start|>assistant\n<think>\n\n</think>\n\n",
    );
    expect(textOf(layout("jinja-thinking").openTurn("user"))).toMatch(/<think>\n\n<\/think>\n\n$/);
  });

  it("closes no thought where the turn begins with one of its own", () => {
    const open = "<|im_end|>\n<|im_start|>assistant\n";
    expect(textOf(layout("qwen-3").openTurn("user", true))).toBe(open);
    expect(textOf(layout("jinja-thinking").openTurn("user", true))).toBe("[end][assistant]");
    for (const name of ["qwen-2.5", "agentflow-small"])
      expect(layout(name).openTurn("user", true)).toEqual(layout(name).openTurn("user"));
    const thought: Entry = { kind: "turn", text: '<think>\nHm.</think>\n\n{"a":1}', calls: [] };
    const quick: Entry = { kind: "turn", text: '{"a":1}', calls: [] };
    expect(textOf(layout("qwen-3").render(thought, "user").pieces)).toBe(`${open}${thought.text}`);
    expect(textOf(layout("qwen-3").render(quick, "user").pieces)).toBe(`${open}<think>\n\n</think>\n\n${quick.text}`);
  });

  it("keeps an error JSON where results stand inside JSON", () => {
    const results: Entry = { kind: "results", results: [{ call: "a", name: "f", text: 'It "broke".', ok: false }] };
    expect(write(layout("mistral"), [prompt("A"), called, results]).text).toMatch(
      /\[TOOL_RESULTS\]\{"name": "f", "content": "It \\"broke\\"\."\}\[\/TOOL_RESULTS\]$/,
    );
  });

  it("marks the calls of a turn, and nothing between them", () => {
    const { pieces } = layout("agentflow-small").render(called, "model");
    expect(pieces).toEqual([
      { text: '<tool_call>\n{"name": "', special: true },
      { text: "search", special: false },
      { text: '", "arguments": ', special: true },
      { text: '{"q":"</tool_call>"}', special: false },
      { text: "}\n</tool_call>", special: true },
    ]);
  });

  it("writes the calls of another model's turn in its own way", () => {
    expect(textOf(layout("llama-3.1").render(called, "model").pieces)).toBe(
      '<function=search>{"q":"</tool_call>"}</function>',
    );
  });

  it("marks the thinking that stands before an answer", () => {
    const turn: Entry = { kind: "turn", text: '<think>\nHm, <think>?</think>\n\n{"a":1}', calls: [] };
    expect(layout("qwen-2.5").render(turn, "model").pieces).toEqual([
      { text: "<think>\n", special: true },
      { text: "Hm, <think>?", special: false },
      { text: "</think>", special: true },
      { text: '\n\n{"a":1}', special: false },
    ]);
  });

  it("gives a turn's text back, whatever was called with whatever arguments", () => {
    const call = fc.record({ name: fc.constantFrom("f", "look_up"), arguments: fc.dictionary(fc.string(), fc.json()) });
    fc.assert(
      fc.property(fc.constantFrom(...layouts.values()), fc.array(call, { minLength: 1, maxLength: 3 }), (of, list) => {
        const { open, prefix, between, suffix, separator, close } = of.calls;
        const written = list.map((one) => prefix + one.name + between + JSON.stringify(one.arguments) + suffix);
        const calls = list.map((one, index) => ({ id: `${index}`, ...one }));
        const text = open + written.join(separator) + close;
        expect(textOf(of.render({ kind: "turn", text, calls }, "model").pieces)).toBe(text);
        expect(textOf(of.render({ kind: "turn", text: "", calls }, "model").pieces)).toBe(text);
      }),
      { numRuns: 200 },
    );
  });
});

describe("the note on the answer", () => {
  it("is the schema, compact, the same bytes for the same type", () => {
    const schema = { type: "object", properties: { a: { type: "string" } }, required: ["a"] };
    expect(answerNote(schema)).toBe(
      'Answer with JSON of this schema, and nothing else:\n{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]}',
    );
  });
});
