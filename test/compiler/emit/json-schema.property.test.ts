import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { emitJsonSchema } from "../../../compiler/emit/json-schema.ts";
import { emitZod } from "../../../compiler/emit/zod.ts";
import type { Json } from "../../../compiler/graph/expression.ts";
import { equalJson } from "../../../compiler/graph/json.ts";
import { formatPattern } from "../../../compiler/types/formats.ts";
import { matchesPattern } from "../../../compiler/types/regex-text.ts";
import { runs } from "../../runs.ts";
import { typesOver } from "../arbitrary/types.ts";
import { json, valuesOf, widerThan, worlds } from "../arbitrary.ts";

const ajv = new Ajv2020({
  strict: true,
  ownProperties: true,
  formats: {
    uri: (text: string) => matchesPattern(formatPattern.url, text),
    date: (text: string) => matchesPattern(formatPattern.date, text),
    "date-time": (text: string) => matchesPattern(formatPattern.datetime, text),
  },
});

/** A type, and values of it, of types near it, and of any. */
const cases = worlds.chain(({ type, table }) => {
  const of = (some: typeof type) => valuesOf(some, 3, table);
  const value = fc.oneof(of(type), of(type), widerThan(type, typesOver([...table.keys()])).chain(of), json(2));
  return fc.array(value, { minLength: 1, maxLength: 5 }).map((values) => ({ type, table, values }));
});

describe("JSON Schemas of types", () => {
  it("take the values that zod takes and doesn't cut, and no others", () => {
    fc.assert(
      fc.property(cases, ({ type, table, values }) => {
        // ajv leaves out a property of the one name, and doesn't ask for one of the other.
        fc.pre(!/"__proto__"|"name":""/.test(JSON.stringify([type, [...table], values])));
        const valid = ajv.compile(emitJsonSchema(type, table) as object);
        const zod = emitZod(type, table);
        for (const value of values) {
          const parsed = zod.safeParse(value);
          const whole = parsed.success && equalJson(parsed.data as Json, value);
          // Half a character is no text of ours; JSON Schema has no word for that.
          if (/\\ud[89a-f]/.test(JSON.stringify(value))) continue;
          expect([valid(value), value]).toEqual([whole, value]);
        }
        // What ajv compiles it keeps.
        ajv.removeSchema();
      }),
      { numRuns: runs(100) },
    );
  });
});
