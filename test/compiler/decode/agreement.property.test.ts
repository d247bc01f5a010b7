import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodable } from "../../../compiler/decode/decodable.ts";
import type { Machine } from "../../../compiler/decode/machine.ts";
import { acceptByte, begin, complete, permitted } from "../../../compiler/decode/run.ts";
import { emitGbnf } from "../../../compiler/emit/gbnf.ts";
import { emitZod } from "../../../compiler/emit/zod.ts";
import type { Type } from "../../../compiler/graph/type.ts";
import { canonicalText } from "../../../compiler/types/canonical.ts";
import { fits } from "../../../compiler/types/check.ts";
import type { AddonReader } from "../../../runtime/native/addon.ts";
import { runs } from "../../runs.ts";
import { useReaders } from "../../runtime/native/readers.ts";
import { mutations } from "../arbitrary/mutations.ts";
import { typesOver } from "../arbitrary/types.ts";
import { valuesOf, type World, widerThan, worlds } from "../arbitrary.ts";
import { bytesOf, canonicalValue, grammarOf, nesting, tablesOf, takes } from "./holding.ts";

const readers = useReaders();

/** A type, and texts that are of it, nearly of it, or of some other type. */
const worldsWithTexts: fc.Arbitrary<World & { readonly texts: readonly string[] }> = worlds.chain(({ type, table }) => {
  const written = (of: Type) => valuesOf(of, 3, table).map((value) => canonicalText(value, of, table));
  const near = fc.oneof(written(type), widerThan(type, typesOver([...table.keys()])).chain(written));
  return fc
    .tuple(
      fc.array(written(type), { minLength: 1, maxLength: 3 }),
      fc.array(near, { maxLength: 3 }),
      fc.array(fc.tuple(written(type), mutations), { maxLength: 6 }),
    )
    .map(([own, others, changed]) => ({
      type,
      table,
      texts: [...own, ...others, ...changed.map(([text, change]) => change(text))],
    }));
});

/** Brackets inside each other that the grammar of `json` knows. */
const GRAMMAR_NESTING = 8;

const taken = (reader: AddonReader, text: string): boolean => {
  const bytes = bytesOf(text);
  return reader.take(bytes) === bytes.length && reader.complete();
};

const holdsJson = (type: Type): boolean => /"kind":"(json|map)"/.test(JSON.stringify(type));

describe("for every type and every text", { timeout: 7_200_000 }, () => {
  it("tables take it if zod takes its value, and refuse it if not, but for what is checked after", () => {
    fc.assert(
      fc.property(worldsWithTexts, ({ type, table, texts }) => {
        const zod = emitZod(type, table);
        const loose = decodable(type, table);
        const machine = tablesOf(type, table);
        const anyKeys = holdsJson(type) || [...table.values()].some((named) => holdsJson(named.type));
        for (const text of texts) {
          const value = canonicalValue(text, type, table);
          const good = value !== undefined && zod.safeParse(value).success;
          const took = takes(machine, text);
          if (good || loose.loosened.length === 0) {
            // A map may be written with a key twice, or with keys in an order that JavaScript doesn't keep.
            if (value === undefined && took && anyKeys) continue;
            expect([took, text]).toEqual([good, text]);
            continue;
          }
          const wide = canonicalValue(text, loose.type, loose.table);
          if (wide !== undefined) expect([took, text]).toEqual([fits(wide, loose.type, loose.table), text]);
          else if (!anyKeys) expect([took, text]).toEqual([false, text]);
        }
      }),
      { numRuns: runs(150) },
    );
  });

  it("llama.cpp takes it under the grammar if tables take it, and refuses it if not", () => {
    fc.assert(
      fc.property(worldsWithTexts, ({ type, table, texts }) => {
        const loosened = decodable(type, table).loosened.length > 0 || emitGbnf(type, table).checkedAfter.length > 0;
        const zod = emitZod(type, table);
        const machine = tablesOf(type, table);
        const grammar = grammarOf(type, table);
        for (const text of texts) {
          if (nesting(text) > GRAMMAR_NESTING) continue;
          const reader = readers.grammar(grammar);
          if (!reader) throw new Error(`llama.cpp refuses this grammar:\n${grammar}`);
          const took = taken(reader, text);
          const value = canonicalValue(text, type, table);
          if (!loosened) expect([took, text]).toEqual([takes(machine, text), text]);
          else if (value !== undefined && zod.safeParse(value).success) expect([took, text]).toEqual([true, text]);
        }
      }),
      { numRuns: runs(150) },
    );
  });

  it("the same bytes may follow any beginning under tables and under the grammar, and the text may end in the same places", () => {
    fc.assert(
      fc.property(worlds, fc.array(fc.nat(), { maxLength: 40 }), ({ type, table }, choices) => {
        fc.pre(decodable(type, table).loosened.length === 0 && emitGbnf(type, table).checkedAfter.length === 0);
        const machine = tablesOf(type, table);
        const reader = readers.grammar(grammarOf(type, table));
        if (!reader) throw new Error("llama.cpp refuses the grammar");
        let at = begin(machine);
        let text = "";
        for (const choice of choices) {
          if (nesting(text) >= GRAMMAR_NESTING) break;
          const able = permitted(machine, at);
          expect([text, reader.complete(), [...reader.permitted()]]).toEqual([text, complete(machine, at), able]);
          if (able.length === 0) break;
          const next = able[choice % able.length]!;
          reader.take(Uint8Array.of(next));
          at = acceptByte(machine, at, next)!;
          text += String.fromCharCode(next);
        }
      }),
      { numRuns: runs(150) },
    );
  });

  it("the native tables stand where the interpreter's do", () => {
    fc.assert(
      fc.property(worldsWithTexts, ({ type, table, texts }) => {
        const machine: Machine = tablesOf(type, table);
        const native = readers.tables(machine);
        for (const text of texts) {
          native.begin();
          expect([taken(native, text), text]).toEqual([takes(machine, text), text]);
        }
      }),
      { numRuns: runs(150) },
    );
  });
});
