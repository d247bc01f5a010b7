import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compile } from "../../compiler/compile.ts";
import { parseGraph } from "../../compiler/graph/schema.ts";
import { patience, runs } from "../runs.ts";
import { fixtures } from "./sources.ts";

const texts = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => {
  const names = ["triage", "research", "chain", "fanout", "dag", "reflect", "choices", "delegate", "handoff"];
  return fixtures.read(`0${n}-${names[n - 1]}.af`) ?? "";
});

const pieces = texts.map((text) => text.match(/"""[\s\S]*?"""|"(?:[^"\\]|\\.)*"|\w+|\s+|[\s\S]/g) ?? []);

/** A program with a few of its pieces taken away, or replaced by pieces of another. */
const damaged = fc
  .tuple(
    fc.nat(texts.length - 1),
    fc.array(fc.tuple(fc.nat(), fc.nat(2), fc.nat(texts.length - 1), fc.nat(), fc.nat(6)), {
      minLength: 1,
      maxLength: 4,
    }),
  )
  .map(([index, edits]) => {
    const parts = [...(pieces[index] ?? [])];
    for (const [at, drop, from, start, count] of edits) {
      const other = pieces[from] ?? [];
      const begin = start % Math.max(1, other.length);
      parts.splice(at % Math.max(1, parts.length), drop, ...other.slice(begin, begin + count));
    }
    return parts.join("");
  });

describe("compile", () => {
  it(
    "takes every text: it makes a graph or says why not, with places that are in the text",
    () => {
      fc.assert(
        fc.property(damaged, (text) => {
          const { graph, diagnostics, sources } = compile("main.af", {
            read: (path) => (path === "main.af" ? text : fixtures.read(path)),
          });
          const failed = diagnostics.some((each) => each.severity === "error");
          expect(graph === undefined).toBe(failed);
          if (graph) expect(parseGraph(JSON.parse(JSON.stringify(graph)))).toMatchObject({ ok: true });
          const odd = diagnostics.filter(({ file, span, message, label, hint }) => {
            const inside = 0 <= span.start && span.start <= span.end && span.end <= (sources.get(file)?.length ?? 0);
            return !inside || /\[object|NaN/.test(`${message} ${label} ${hint}`);
          });
          expect(odd).toEqual([]);
        }),
        { numRuns: runs(120) },
      );
    },
    patience(60_000),
  );
});
