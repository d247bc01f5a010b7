import { describe, expect, it } from "vitest";
import { makePlan } from "../../../compiler/plan/make.ts";
import { evaluate } from "../../../compiler/plan/size.ts";
import { graphOf } from "../sources.ts";

const AGENT = 'agent a(x: string) -> string(1..4) { tokens: 20, prompt: "${x}" }';

/** Tokens at the peak of a flow whose only agent is told what went round. */
function cellsOf(body: string): number {
  return evaluate(makePlan(graphOf(`${AGENT}\nflow main() -> string {\n${body}\n}`), "main").cells, new Map());
}

const told = (text: string) => cellsOf(`return a(${JSON.stringify(text)})`);

describe("What goes round", () => {
  it("is followed to its last round where it grows", () => {
    const plain = told("x");
    const doubled = (rounds: number) =>
      cellsOf(`let all = repeat ${rounds} with s = "x" { "\${s}\${s}" }\nreturn a(all)`);
    for (const rounds of [1, 2, 3, 6]) expect(doubled(rounds)).toBe(plain - 1 + 2 ** rounds);
  });

  it("is followed where one repeat stands in another", () => {
    const nested = cellsOf('let all = repeat 3 with s = "x" { repeat 4 with t = s { "${t}y" } }\nreturn a(all)');
    expect(nested).toBe(told("x") + 12);
  });

  it("has no bound that is known where it grows for too long, and is still planned at once", () => {
    const all = cellsOf('let all = repeat 100000 with s = "x" { "${s}${s}" }\nreturn a(all)');
    expect(all).toBe(Number.POSITIVE_INFINITY);
  });

  it("is bounded by what an agent may write, however long it goes round", () => {
    const many = cellsOf('return repeat 100000 with s = a("x") { a(s) }');
    expect(many).toBeLessThan(told("x") + 40);
  });

  it("adds all that its rounds share to the spine", () => {
    const shared = (rounds: number) => cellsOf(`return repeat ${rounds} with s = "x" {\nshare s\na(s)\n}`);
    const [two, three, four] = [shared(2), shared(3), shared(4)];
    expect(three).toBeGreaterThan(two);
    expect(four - three).toBe(three - two);
  });

  it("takes a context with it that grows by a call each round", () => {
    const grown = (rounds: number) => cellsOf(`return repeat ${rounds} with s = a("x") { a("y") from s }`);
    expect(grown(3) - grown(2)).toBe(grown(2) - grown(1));
    expect(grown(2)).toBeGreaterThan(grown(1));
  });

  it("is followed through all levels of a reduction", () => {
    const joined = cellsOf(
      'let words: string[0..8] = ["ab", "ab", "ab", "ab", "ab", "ab", "ab", "ab"]\nlet all = reduce(max: 1) words by 2 {\nlet _a = a("x")\nit.join("")\n} ?? ""\nreturn a(all)',
    );
    expect(joined).toBe(told("x") - 1 + 8 * 2);
  });
});

describe("Branches of a context after `from`", () => {
  it("read all that is in it", () => {
    const readBy = (from: string) => {
      const graph = graphOf(`${AGENT}
flow main() -> string[] {
  let first = a("${"a long text ".repeat(20)}")
  return (parallel x in ["a", "b"] { a(x) })${from}
}`);
      const { read } = makePlan(graph, "main").total;
      return evaluate(read, new Map());
    };
    // Two branches, each with a turn and a last one.
    expect(readBy(" from first") - readBy(" from spine")).toBeGreaterThan(4 * 240);
  });
});

describe("Contexts that a later `from` names", () => {
  const cells = (body: string) =>
    evaluate(makePlan(graphOf(`${AGENT}\nflow main() -> json {\n${body}\n}`), "main").cells, new Map());

  it("are all there when the branches in which they began have ended", () => {
    const kept = (count: number) =>
      cells(`let words: string[${count}] = ${JSON.stringify(Array.from({ length: count }, () => "x"))}
let all = parallel(max: 1) x in words { a(x) }
return a("y") from all[0]`);
    expect(kept(3) - kept(2)).toBe(kept(2) - kept(1));
    expect(kept(2)).toBeGreaterThan(kept(1));
  });

  it("are not there where nothing names them", () => {
    const free = (count: number) =>
      cells(`let words: string[${count}] = ${JSON.stringify(Array.from({ length: count }, () => "x"))}
let all = parallel(max: 1) x in words { a(x) }
return a(all[0])`);
    expect(free(3)).toBe(free(2));
  });
});
