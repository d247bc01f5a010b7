import fc from "fast-check";
import ts from "typescript";
import { describe, it } from "vitest";
import { emitTypescript, emitTypescriptDeclaration, typescriptJson } from "../../../compiler/emit/typescript.ts";
import type { Json } from "../../../compiler/graph/expression.ts";
import { equalJson, isList, isRecord } from "../../../compiler/graph/json.ts";
import type { FieldType, Type, TypeTable } from "../../../compiler/graph/type.ts";
import { check } from "../../../compiler/types/check.ts";
import { runs } from "../../runs.ts";
import { typesOver } from "../arbitrary/types.ts";
import { valuesOf, type World, widerThan, worlds } from "../arbitrary.ts";

/** Types compiled at once: starting the compiler takes as long as some hundred of them. */
const BATCH = 100;

interface Sample extends World {
  readonly value: Json;
}

const samples: fc.Arbitrary<Sample> = worlds.chain(({ type, table }) => {
  const of = (some: Type) => valuesOf(some, 3, table);
  return fc
    .oneof(of(type), widerThan(type, typesOver([...table.keys()])).chain(of))
    .map((value) => ({ type, table, value }));
});

/** What TypeScript has no word for taken away: bounds, patterns, formats, whole numbers. */
function plain(type: Type): Type {
  const field = (f: FieldType): FieldType => ({ ...f, type: plain(f.type) });
  switch (type.kind) {
    case "string":
      return { kind: "string" };
    case "number":
      return { kind: "number", integer: false };
    case "list":
      return { kind: "list", element: plain(type.element) };
    case "map":
      return { kind: "map", value: plain(type.value) };
    case "record":
      return { kind: "record", fields: type.fields.map(field) };
    case "union":
      return { kind: "union", members: type.members.map(plain) };
    default:
      return type;
  }
}

/** Whether TypeScript should take it; undefined where it has a view of its own, as of what every object inherits. */
function assignable({ type, table, value }: Sample): boolean | undefined {
  if (/"(toString|constructor)"/.test(JSON.stringify([type, ...table]))) return undefined;
  const loose: TypeTable = new Map([...table].map(([id, named]) => [id, { ...named, type: plain(named.type) }]));
  const result = check(value, plain(type), loose);
  if (!result.ok) return hasEmptyRecord([type, ...[...table.values()].map((named) => named.type)]) ? undefined : false;
  // Fields too many, or null for a missing one, are an error in some places and none in others.
  return equalJson(result.value, value) ? true : undefined;
}

/** To TypeScript `{}` is anything but null. */
const hasEmptyRecord = (all: readonly Type[]): boolean => JSON.stringify(all).includes('"fields":[]');

/** A value as it stands in a program, read-only as our types are. `__proto__: x` would set the prototype. */
function written(value: Json): string {
  if (isList(value)) return `[${value.map(written).join(", ")}]`;
  if (!isRecord(value)) return JSON.stringify(value);
  return `{ ${Object.entries(value)
    .map(([name, item]) => `[${JSON.stringify(name)}]: ${written(item)}`)
    .join(", ")} }`;
}

const options: ts.CompilerOptions = {
  strict: true,
  noEmit: true,
  lib: ["lib.es5.d.ts"],
  types: [],
  exactOptionalPropertyTypes: true,
};

/** The problems that TypeScript has with each of the files. */
function problemsOf(files: ReadonlyMap<string, string>): ReadonlyMap<string, readonly string[]> {
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.getSourceFile = (name, version) =>
    files.has(name) ? ts.createSourceFile(name, files.get(name) ?? "", version) : getSourceFile(name, version);
  host.fileExists = (name) => files.has(name) || fileExists(name);
  const program = ts.createProgram([...files.keys()], options, host);
  return new Map(
    [...files.keys()].map((name) => {
      const source = program.getSourceFile(name);
      const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
      return [name, found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"))];
    }),
  );
}

const fileOf = ({ type, table, value }: Sample): string =>
  [
    typescriptJson,
    ...[...table.values()].map((named) => emitTypescriptDeclaration(named)),
    `export const value: ${emitTypescript(type)} = ${written(value)}${value === null ? "" : " as const"};\n`,
  ].join("");

describe("TypeScript of types", () => {
  it("compiles, and takes the values of its type and no others", () => {
    fc.assert(
      fc.property(fc.array(samples, { minLength: BATCH, maxLength: BATCH }), (batch) => {
        const wanted = batch
          .map((sample) => [sample, assignable(sample)] as const)
          .filter(([, able]) => able !== undefined);
        const files = new Map(wanted.map(([sample], i) => [`sample-${i}.ts`, fileOf(sample)]));
        const problems = problemsOf(files);
        for (const [i, [, able]] of wanted.entries()) {
          const found = problems.get(`sample-${i}.ts`) ?? [];
          if ((found.length === 0) !== able) throw new Error(`${files.get(`sample-${i}.ts`)}\n${found.join("\n")}`);
        }
      }),
      { numRuns: Math.ceil(runs(BATCH) / BATCH), endOnFailure: true },
    );
  });
});
