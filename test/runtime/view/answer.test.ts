import { describe, expect, it } from "vitest";
import type { Type } from "../../../compiler/graph/type.ts";
import { typedAnswer } from "../../../runtime/view/answer.ts";
import { graphOf } from "../run/program.ts";

const { types } = graphOf(`
  schema Choice { name: string, count?: int }
  type Mood = "good" | "bad"
  flow main() -> int {
    let a = ask bool "?"
    let b = ask string "?"
    let c = ask int(1..9) "?"
    let d = ask Mood "?"
    let e = ask Choice "?"
    let f = ask json "?"
    let g = ask string | null "?"
    return if a && b == "x" && d == "good" && e.name == "y" && f == 1 && g == null { c } else { 0 }
  }
`);
const table = new Map(Object.values(types).map((entry) => [entry.id, entry]));
const typeOf = (find: (type: Type) => boolean): Type => {
  const entry = Object.values(types).find(({ type }) => find(type));
  if (!entry) throw new Error("The program has no such type.");
  return entry.type;
};
const kind = (name: Type["kind"]) => typeOf((type) => type.kind === name);

describe("what a person types", () => {
  it.each([
    ["yes", kind("bool"), true],
    ["N", kind("bool"), false],
    ["  any text ", kind("string"), "  any text "],
    ["7", kind("number"), 7],
    ["good", { kind: "ref", id: "Mood" } as Type, "good"],
    ['{"name": "x"}', { kind: "ref", id: "Choice" } as Type, { name: "x" }],
    ['{"a": [1]}', kind("json"), { a: [1] }],
    ["plain words", kind("json"), "plain words"],
  ])("%j is a value of the type that is asked for", (text, type, value) => {
    expect(typedAnswer(text, type, table)).toEqual({ ok: true, value });
  });

  it.each([
    ["maybe", kind("bool"), "It takes yes or no."],
    ["12", kind("number"), "It takes a int(1..9): "],
    ["fine", { kind: "ref", id: "Mood" } as Type, "It takes a Mood."],
  ])("%j is told to be none", (text, type, problem) => {
    const typed = typedAnswer(text, type, table);
    expect(typed.ok ? "" : typed.problem).toContain(problem);
  });
});
