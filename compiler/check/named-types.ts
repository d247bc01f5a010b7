import type { SchemaDeclaration, TypeDeclaration } from "../../language/ast.ts";
import type { Declared, NamedDeclaration } from "../bind/target.ts";
import { typeProblems } from "../diagnostics/types.ts";
import type { Type, TypeId } from "../graph/type.ts";
import { isHeadDamaged } from "../modules/damage.ts";
import { unknownType } from "../types/access.ts";
import { extentOf, MOST_LEVELS, namedIn } from "../types/extent.ts";
import { endlessPath, recursionGroups } from "../types/recursion.ts";
import { type CheckTables, complain } from "./checking.ts";
import { orderOf } from "./order.ts";
import { readRecord, writtenType } from "./written-types.ts";

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
  for (const declared of inOrderOfBases(program, all)) define(program, declared);
  const groups = new Map<TypeId, ReadonlySet<TypeId>>();
  for (const group of recursionGroups(program.table)) for (const id of group) groups.set(id, group);
  refuseDeep(program, all, new Set(groups.values()));
  for (const declared of all) refuseEndless(program, declared, groups);
}

/** Those whose fields are taken over first, so that no chain of them is as deep as it is long. */
function inOrderOfBases(program: CheckTables, all: readonly Declared[]): readonly Declared[] {
  const known = new Map(all.map((each): [NamedDeclaration, Declared] => [each.declaration, each]));
  const bases = ({ declaration }: Declared) =>
    (declaration.kind === "schema" ? declaration.entries : []).flatMap((entry) => {
      const target = entry.kind === "field" ? undefined : program.bound.targets.get(entry.name);
      const of = target?.kind === "declared" ? known.get(target.declaration) : undefined;
      return of ? [{ of }] : [];
    });
  return orderOf(all, bases, () => undefined);
}

/** Refuses types that lead through too many others; those that lead to them are unknown too, and not reported again. */
function refuseDeep(program: CheckTables, all: readonly Declared[], groups: Iterable<ReadonlySet<TypeId>>): void {
  const { table } = program;
  const depths = new Map<TypeId, number>();
  const refused = new Set<TypeId>();
  for (const group of groups) {
    const types = [...group].flatMap((id) => table.get(id)?.type ?? []);
    const others = types.flatMap(namedIn).filter((id) => !group.has(id));
    const inner = others.reduce((deepest, id) => Math.max(deepest, depths.get(id) ?? 0), 0);
    const depth = types.reduce((sum, type) => sum + extentOf(type).levels, inner);
    for (const id of group) depths.set(id, depth);
    if (depth <= MOST_LEVELS) continue;
    if (Number.isFinite(depth)) for (const id of group) refused.add(id);
    for (const id of group) {
      depths.set(id, Number.POSITIVE_INFINITY);
      const named = table.get(id);
      if (named) table.set(id, { ...named, type: unknownType });
    }
  }
  for (const { declaration, module } of all) {
    const id = program.typeIds.get(declaration);
    if (id === undefined || !refused.has(id)) continue;
    const { span } = declaration.name;
    complain({ program, module }, typeProblems.typeTooLarge, span, { most: MOST_LEVELS, of: "levels" });
    return;
  }
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
  // By this a base that leads back here is told.
  enter({ kind: "ref", id });
  const at = { program, module };
  const read: Type =
    declaration.kind === "schema" ? readRecord(at, declaration.entries) : writtenType(at, declaration.type);
  const type = isHeadDamaged(module, declaration) ? unknownType : read;
  enter(type);
  return type;
}

function refuseEndless(
  program: CheckTables,
  { declaration, module }: Declared,
  groups: ReadonlyMap<TypeId, ReadonlySet<TypeId>>,
): void {
  const id = program.typeIds.get(declaration);
  const named = id === undefined ? undefined : program.table.get(id);
  const path = id === undefined ? undefined : endlessPath(id, program.table, groups.get(id));
  if (id === undefined || !named || !path) return;
  complain({ program, module }, typeProblems.endlessType, declaration.name.span, { name: declaration.name.text });
  // Others that are endless through this one are not endless by themselves.
  program.table.set(id, { ...named, type: unknownType });
}
