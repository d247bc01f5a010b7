import { describe, expect, it } from "vitest";
import { shown } from "../sources.ts";

const use = (kind: string) => (kind === "model" ? "" : `\nflow f() -> json { return a("x") }`);

const mistakes: Readonly<Record<string, string>> = {
  "an unknown property": `agent a(t: string) -> string {\n  turn: 3\n  prompt: "\${t}"\n}${use("agent")}`,
  "a property that has nothing near": `agent a(t: string) -> string {\n  colour: 3\n  prompt: "\${t}"\n}${use("agent")}`,
  "a property twice": `agent a(t: string) -> string {\n  turns: 3\n  turns: 4\n  prompt: "\${t}"\n}${use("agent")}`,
  "numbers that are none": `agent a(t: string) -> string {\n  turns: 0\n  tokens: "many"\n  retry: -1\n  temperature: 3\n  top_p: 1.5\n  top_k: 0.5\n  seed: -4\n  reason: 0\n  delegates: 1.5\n  prompt: "\${t}"\n}${use("agent")}`,
  "a number for a time": `agent a(t: string) -> string {\n  timeout: 30\n  prompt: "\${t}"\n}${use("agent")}`,
  "a prompt that is no text": `agent a(t: string) -> string { prompt: 3 }${use("agent")}`,
  "an unknown word": `agent a(t: string) -> string {\n  handoff: txt\n  prompt: "\${t}"\n}${use("agent")}`,
  "tools that are no list": `tool s(t: string) -> string { from: "./t.ts" }\nagent a(t: string) -> string {\n  tools: s\n  prompt: "\${t}"\n}${use("agent")}`,
  "tools that are none": `flow g() -> int { return 1 }\nagent a(t: string) -> string {\n  tools: [g, t, 3]\n  prompt: "\${t}"\n}${use("agent")}`,
  "a tool twice": `tool s(t: string) -> string { from: "./t.ts" }\nagent a(t: string) -> string {\n  tools: [s, s]\n  prompt: "\${t}"\n}${use("agent")}`,
  "a tool from the spine": `tool s(t: string) -> string { from: "./t.ts" }\nagent a(t: string) -> string {\n  tools: [s from spine]\n  prompt: "\${t}"\n}${use("agent")}`,
  "a model that is none": `tool s(t: string) -> string { from: "./t.ts" }\nagent a(t: string) -> string {\n  model: s\n  prompt: "\${t}"\n}${use("agent")}`,
  "an agent that takes a thought": `agent a(t: thought) -> string { prompt: "x" }\nflow f(t: thought) -> string { return a(t) }`,
  "a tool from nowhere": `tool a(t: string) -> string { timeout: 3s }${use("tool")}`,
  "a tool from a path without a beginning": `tool a(t: string) -> string { from: "tools.ts" }${use("tool")}`,
  "a tool from a number": `tool a(t: string) -> string { from: 3 }${use("tool")}`,
  "a tool of a server without a name": `tool a(t: string) -> string { from: mcp("npx server") }${use("tool")}`,
  "a rate that is none": `tool a(t: string) -> string {\n  from: "./t.ts"\n  rate: 5\n}${use("tool")}`,
  "a rate of none": `tool a(t: string) -> string {\n  from: "./t.ts"\n  rate: 0 per 1s\n}${use("tool")}`,
  "a flag that is none": `tool a(t: string) -> string {\n  from: "./t.ts"\n  protected: 1\n}${use("tool")}`,
  "a cache of an effect": `tool a(t: string) -> string {\n  from: "./t.ts"\n  effect: true\n  cache: 3m\n  retry: 2\n}${use("tool")}`,
  "a model from nowhere": `model m { context: 8k }`,
  "a model from two places": `model m {\n  gguf: "a.gguf"\n  provider: "openai"\n  name: "x"\n}`,
  "a model without its name": `model m { provider: "openai" }`,
  "a model's file that is no text": `model m { gguf: 3 }`,
  "a key that is put together": `model m {\n  provider: "p"\n  name: "n"\n  key: "a\${1}"\n}`,
  "env with a number": `model m { gguf: env(3) }`,
  "an unknown property of a spine": `agent a(t: string) -> string { prompt: "\${t}" }\nflow f() -> string {\n  spine { sytem: "x" }\n  return a("x")\n}`,
};

describe("declarations", () => {
  it.each(Object.entries(mistakes))("says what is wrong with %s", (_, source) => {
    expect(shown(source)).toMatchSnapshot();
  });
});
