import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodable } from "../../../compiler/decode/decodable.ts";
import type { Machine } from "../../../compiler/decode/machine.ts";
import {
  accept,
  acceptByte,
  begin,
  closing,
  complete,
  distance,
  forced,
  permitted,
  type Standing,
} from "../../../compiler/decode/run.ts";
import type { Json } from "../../../compiler/graph/expression.ts";
import { canonicalText } from "../../../compiler/types/canonical.ts";
import { fits } from "../../../compiler/types/check.ts";
import { canonicalLength } from "../../../compiler/types/text-length.ts";
import { runs } from "../../runs.ts";
import { useReaders } from "../../runtime/native/readers.ts";
import { valuesOf, type World, worlds } from "../arbitrary.ts";
import { bytesOf, tablesOf, textOf } from "./holding.ts";

const readers = useReaders();

interface Beginning {
  readonly world: World;
  readonly machine: Machine;
  readonly written: readonly number[];
  readonly at: Standing;
}

/** Some text of a type up to some byte: of a value, or whatever the tables let through. */
const beginnings: fc.Arbitrary<Beginning> = worlds.chain((world) => {
  const machine = tablesOf(world.type, world.table);
  const ofValues = fc.tuple(valuesOf(world.type, 3, world.table), fc.nat()).map(([value, cut]) => {
    const bytes = bytesOf(canonicalText(value, world.type, world.table));
    return [...bytes.slice(0, cut % (bytes.length + 1))];
  });
  const walks = fc.array(fc.nat(), { maxLength: 30 }).map((choices) => {
    const bytes: number[] = [];
    let at = begin(machine);
    for (const choice of choices) {
      const able = permitted(machine, at);
      if (able.length === 0) break;
      bytes.push(able[choice % able.length]!);
      at = acceptByte(machine, at, bytes.at(-1)!)!;
    }
    return bytes;
  });
  return fc.oneof(ofValues, walks).map((written) => {
    const at = accept(machine, begin(machine), written);
    if (!at) throw new Error(`the tables refuse ${textOf(written)}`);
    return { world, machine, written, at };
  });
});

/** The fewest bytes to an end, by trying all; undefined where there is too much to try. */
function fewest(machine: Machine, from: Standing): number | undefined {
  /** One byte of each class: the others behave like it. */
  const bytes = [...machine.classes].flatMap((c, byte) => (machine.classes.indexOf(c) === byte ? [byte] : []));
  const seen = new Set<string>();
  let level = [from];
  for (let length = 0; level.length > 0; length++) {
    const next: Standing[] = [];
    for (const at of level) {
      if (complete(machine, at)) return length;
      for (const byte of bytes) {
        const after = acceptByte(machine, at, byte);
        if (!after) continue;
        const key = JSON.stringify(after);
        if (seen.has(key)) continue;
        seen.add(key);
        next.push(after);
      }
    }
    if (seen.size > 3000) return undefined;
    level = next;
  }
  throw new Error("no end can be reached");
}

describe("from any beginning of any type", () => {
  it("closing leads to a value of the type, is as long as is said, and no way is shorter", () => {
    let tried = 0;
    fc.assert(
      fc.property(beginnings, ({ world, machine, written, at }) => {
        const way = closing(machine, at);
        expect(way.length).toBe(distance(machine, at));
        const least = fewest(machine, at);
        if (least !== undefined) {
          expect(way.length).toBe(least);
          tried++;
        }
        const loose = decodable(world.type, world.table);
        const value = JSON.parse(textOf([...written, ...way])) as Json;
        expect(fits(value, loose.type, loose.table)).toBe(true);
      }),
      { numRuns: runs(150) },
    );
    // Long strings and deep values have too many ways to try them all; most have not.
    expect(tried).toBeGreaterThan(runs(150) / 4);
  });

  it("whichever byte is permitted, a value of the type begins with it", () => {
    fc.assert(
      fc.property(beginnings, ({ world, machine, written, at }) => {
        const loose = decodable(world.type, world.table);
        for (const byte of permitted(machine, at)) {
          const after = acceptByte(machine, at, byte)!;
          const value = JSON.parse(textOf([...written, byte, ...closing(machine, after)])) as Json;
          expect(fits(value, loose.type, loose.table)).toBe(true);
        }
      }),
      { numRuns: runs(60) },
    );
  });

  it("forced is the longest text that everything which may follow begins with", () => {
    fc.assert(
      fc.property(beginnings, ({ machine, at }) => {
        const must = forced(machine, at);
        let standing = at;
        for (const byte of must) {
          expect([complete(machine, standing), permitted(machine, standing)]).toEqual([false, [byte]]);
          standing = acceptByte(machine, standing, byte)!;
        }
        expect(complete(machine, standing) || permitted(machine, standing).length > 1).toBe(true);
      }),
      { numRuns: runs(150) },
    );
  });

  it("the native tables say the same of what may, what must, and how it ends", () => {
    fc.assert(
      fc.property(beginnings, ({ machine, written, at }) => {
        const native = readers.tables(machine);
        expect(native.take(Uint8Array.from(written))).toBe(written.length);
        expect({
          complete: native.complete(),
          permitted: [...native.permitted()],
          forced: [...native.forced(10_000)],
          closing: [...native.closing(10_000)],
          distance: native.distance(),
        }).toEqual({
          complete: complete(machine, at),
          permitted: permitted(machine, at),
          forced: forced(machine, at),
          closing: closing(machine, at),
          distance: distance(machine, at),
        });
      }),
      { numRuns: runs(150) },
    );
  });

  it("the shortest text of a type is as long as budgets take it to be", () => {
    fc.assert(
      fc.property(worlds, ({ type, table }) => {
        const machine = tablesOf(type, table);
        if (decodable(type, table).loosened.length > 0) return;
        expect(distance(machine, begin(machine))).toBeGreaterThanOrEqual(canonicalLength(type, table).min);
      }),
      { numRuns: runs(100) },
    );
  });
});
