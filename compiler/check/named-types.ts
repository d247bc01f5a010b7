import type { SchemaDeclaration, TypeDeclaration } from "../../language/ast.ts";
import type { Declared, NamedDeclaration } from "../bind/target.ts";
import { typeProblems } from "../diagnostics/types.ts";
import type { Type } from "../graph/type.ts";
import { isHeadDamaged } from "../modules/damage.ts";
import { unknownType } from "../types/access.ts";
import { endlessPath } from "../types/recursion.ts";
import { type CheckTables, complain } from "./checking.ts";
import { readFields, writtenType } from "./written-types.ts";

type TypeMaker = SchemaDeclaration | TypeDeclaration;

const makesType = (declaration: NamedDeclaration): declaration is TypeMaker =>
  declaration.kind === "schema" || declaration.kind === "type";

/** Gives every schema and alias of the program its id and its type. */
export function defineTypes(program: CheckTables): void {
  const all: Declared[] = [];
  const counts = new Map<string, number>();
  for (const module of program.bound.loaded.modules) {
    for (const declaration of module.tree.declarations) {
      if (declaration.kind === "test" || !makesType(declaration)) continue;
      const name = declaration.name.text;
      const count = (counts.get(name) ?? 0) + 1;
      counts.set(name, count);
      program.typeIds.set(declaration, count === 1 ? name : `${name}@${count}`);
      all.push({ kind: "declared", declaration, module });
    }
  }
  for (const declared of all) define(program, declared);
  for (const declared of all) refuseEndless(program, declared);
}

/** The type of a schema or alias, worked out now if it was not before; undefined for another declaration. */
export function define(program: CheckTables, declared: Declared): Type | undefined {
  const { declaration, module } = declared;
  const id = program.typeIds.get(declaration);
  if (id === undefined || !makesType(declaration)) return undefined;
  const known = program.table.get(id);
  if (known) return known.type;
  const doc = declaration.doc?.text;
  const enter = (type: Type) => program.table.set(id, { id, type, ...(doc !== undefined && { doc }) });
  // A base that leads back here finds no fields; that it never ends is reported below.
  enter({ kind: "ref", id });
  const at = { program, module };
  const read: Type =
    declaration.kind === "schema"
      ? { kind: "record", fields: readFields(at, declaration.entries) }
      : writtenType(at, declaration.type);
  const type = isHeadDamaged(module, declaration) ? unknownType : read;
  enter(type);
  return type;
}

function refuseEndless(program: CheckTables, { declaration, module }: Declared): void {
  const id = program.typeIds.get(declaration);
  const named = id === undefined ? undefined : program.table.get(id);
  const path = id === undefined ? undefined : endlessPath(id, program.table);
  if (id === undefined || !named || !path) return;
  complain({ program, module }, typeProblems.endlessType, declaration.name.span, { name: declaration.name.text });
  // Others that are endless through this one are not endless by themselves.
  program.table.set(id, { ...named, type: unknownType });
}
