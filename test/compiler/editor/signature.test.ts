import { describe, expect, it } from "vitest";
import { signatureAt } from "../../../compiler/editor/signature.ts";
import { marked } from "./marked.ts";

const head = `/// Looks terms up.
tool lookup(
  /// What to look for.
  query: string,
  limit: int(1..50) = 5,
) -> string[] { from: "./t.ts" }
agent a(q: string) { prompt: "\${q}" }
`;

/** The label, with the parameter that is being written between `‹` and `›`. */
function shown(body: string): string | undefined {
  const { analysis, cursor } = marked(`${head}flow main(x: string) {\n${body}`);
  const help = signatureAt(analysis, cursor);
  if (!help) return undefined;
  const active = help.active === undefined ? undefined : help.parameters[help.active];
  if (!active) return help.label;
  const { start, end } = active.span;
  return `${help.label.slice(0, start)}‹${help.label.slice(start, end)}›${help.label.slice(end)}`;
}

const first = "lookup(‹query: string›, limit: int(1..50) = 5) -> string[]";
const second = "lookup(query: string, ‹limit: int(1..50) = 5›) -> string[]";

describe("the signature", () => {
  it("of a call shows the parameter that is being written", () => {
    expect(shown('  return lookup(¦"tea", 5)\n}')).toBe(first);
    expect(shown('  return lookup("tea", ¦5)\n}')).toBe(second);
  });

  it("follows the names of arguments", () => {
    expect(shown('  return lookup(limit: 5¦, query: "tea")\n}')).toBe(second);
    expect(shown('  return lookup(limit: 5, query: ¦"tea")\n}')).toBe(first);
  });

  it("is that of the innermost call", () => {
    expect(shown('  return lookup(a(¦"x"), 5)\n}')).toBe("a(‹q: string›) -> string");
    expect(shown('  return lookup(a("x")¦, 5)\n}')).toBe(first);
    expect(shown('  return lookup(a("x"), ¦5)\n}')).toBe(second);
  });

  it("is there while the call is half written", () => {
    expect(shown("  let y = lookup(¦")).toBe(first);
    expect(shown('  let y = lookup("tea", ¦')).toBe(second);
    expect(shown('  let y = lookup("tea",¦\n  return y\n}')).toBe(second);
  });

  it("is there inside a list, a record or a text that is an argument", () => {
    expect(shown('  return lookup("${¦x}")\n}')).toBe(first);
    expect(shown("  return lookup([x, ¦x], 5)\n}")).toBe(first);
    expect(shown("  return lookup({ x, y: ¦x }, 5)\n}")).toBe(first);
  });

  it("has no parameter where there is none for an argument", () => {
    expect(shown('  return lookup("tea", 5, ¦6)\n}')).toBe("lookup(query: string, limit: int(1..50) = 5) -> string[]");
  });

  it("is not there outside of brackets, after a declaration's name, or for what can't be called", () => {
    expect(shown('  return lookup("tea", 5)¦\n}')).toBeUndefined();
    expect(shown("  return ¦x\n}")).toBeUndefined();
    expect(shown("  return x(¦)\n}")).toBeUndefined();
    expect(shown("  return x\n}\nagent b(¦z: string) { }")).toBeUndefined();
  });

  it("has the docs of what is called and of its parameters", () => {
    const { analysis, cursor } = marked(`${head}flow main() { return lookup(¦"x") }`);
    const help = signatureAt(analysis, cursor);
    expect(help?.doc).toBe("Looks terms up.");
    expect(help?.parameters.map(({ doc }) => doc)).toEqual(["What to look for.", undefined]);
  });
});
