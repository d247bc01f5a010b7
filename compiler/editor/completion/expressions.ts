import type { Expression, NameExpression, RecordExpression } from "../../../language/ast.ts";
import { membersOf, resolve } from "../../types/access.ts";
import type { Analysis } from "../analysis.ts";
import type { TreeNode } from "../tree.ts";
import { wordDocs } from "../word-docs.ts";
import { type Completion, plain, ranks } from "./item.ts";
import { callItems, localItems } from "./names.ts";
import { declarationAround, type WordPlace } from "./place.ts";
import {
  mockedTemplates,
  roundTemplates,
  statementTemplates,
  testTemplates,
  topologyTemplates,
  valueTemplates,
} from "./templates.ts";
import { keyItems, valueItems, wantedOf, wantedRecord } from "./values.ts";

/** Whether calls may stand at a place: in the body of a flow or a test. */
export function isRunning(around: readonly TreeNode[]): boolean {
  const { kind } = declarationAround(around) ?? {};
  return (kind === "flow" || kind === "test") && around.some((each) => each.kind === "block");
}

/** What may begin a line of a block. */
export function statementItems(
  analysis: Analysis,
  node: NameExpression,
  around: readonly TreeNode[],
): readonly Completion[] {
  return [
    ...statementTemplates,
    ...(declarationAround(around)?.kind === "test" ? testTemplates : []),
    ...(around.some(({ kind }) => kind === "repeat") ? roundTemplates : []),
    ...expressionItems(analysis, node, around),
  ];
}

/** What may stand as a value: what is wanted written out, names, calls, and what makes a value of others. */
export function expressionItems(
  analysis: Analysis,
  node: NameExpression,
  around: readonly TreeNode[],
): readonly Completion[] {
  const wanted = wantedOf(analysis, node, around);
  const outer = around.at(-2);
  // What stands in for something is written out.
  if (around.some(({ kind }) => kind === "mock")) return [...valueItems(analysis, wanted), ...mockedTemplates];
  const own = declarationAround(around);
  const runs = isRunning(around);
  if (outer?.kind === "call" && outer.callee === node) return runs ? callItems(analysis, wanted, own, true) : [];
  return [
    ...valueItems(analysis, wanted),
    ...localItems(analysis, node, wanted),
    ...(runs ? [...callItems(analysis, wanted, own, false), ...topologyTemplates] : []),
    ...valueTemplates,
  ];
}

/** The fields that a record lacks, and names that are fields by themselves. */
export function recordItems(analysis: Analysis, { record, node }: WordPlace & { kind: "key" }): readonly Completion[] {
  const wanted = wantedRecord(analysis.checked.expected.get(record), analysis.checked.table);
  const written = writtenIn(record, node);
  const fields = new Set(wanted?.fields.map(({ name }) => name));
  const names = localItems(analysis, node, undefined).filter(
    ({ label }) => !written.has(label) && (!wanted || fields.has(label)),
  );
  return [...names, ...(wanted ? keyItems(wanted, written) : [])];
}

/** The fields that a record lacks beside the one whose name is being written. */
export function keyNames(
  { checked }: Analysis,
  { record, entry }: WordPlace & { kind: "key-name" },
): readonly Completion[] {
  const wanted = wantedRecord(checked.expected.get(record), checked.table);
  return wanted ? keyItems(wanted, writtenIn(record, entry.value)) : [];
}

/** The names of a record's entries, but of the one with this value. */
function writtenIn({ entries }: RecordExpression, value: Expression): ReadonlySet<string> {
  const others = entries.flatMap((each) => (each.kind === "entry" && each.value !== value ? [each.name.text] : []));
  return new Set(others);
}

/** The arguments that a call lacks, by their names. */
export function argumentItems(
  { checked }: Analysis,
  { call, argument }: WordPlace & { kind: "argument" | "argument-name" },
): readonly Completion[] {
  const target = call.callee.kind === "name" ? checked.bound.targets.get(call.callee) : undefined;
  const signature = target?.kind === "declared" ? checked.signatures.get(target.declaration) : undefined;
  const given = new Set(call.arguments.flatMap((each) => (each.name && each !== argument ? [each.name.text] : [])));
  const before = call.arguments.slice(0, call.arguments.indexOf(argument));
  return (signature?.parameters ?? [])
    .slice(before.filter(({ name }) => !name).length)
    .filter(({ name }) => !given.has(name))
    .map(({ name, node }, order) => ({
      label: `${name}:`,
      kind: "argument",
      ...(node.doc && { doc: node.doc.text }),
      insert: `${plain(name)}: $1`,
      rank: ranks.rare - 5 + order / 100,
    }));
}

/** The values of a match that have no arm yet, and `_`. */
export function armItems({ checked }: Analysis, { match, begun }: WordPlace & { kind: "arm" }): readonly Completion[] {
  const subject = checked.types.get(match.subject);
  const taken = match.arms.flatMap((arm) => arm.patterns.map(({ value }) => value));
  const values = (subject ? membersOf(subject, checked.table) : []).flatMap(
    (member): (string | number | boolean | null)[] => {
      const known = resolve(member, checked.table);
      if (known.kind === "bool") return [true, false];
      if (known.kind === "null") return [null];
      return known.kind === "literal" ? [known.value] : [];
    },
  );
  const goesOn = begun ? "" : " -> $0";
  const arms = values
    .filter((value) => !taken.includes(value))
    .map((value, order): Completion => {
      const label = JSON.stringify(value);
      return { label, kind: "constant", insert: `${plain(label)}${goesOn}`, rank: ranks.asked + order / 100 };
    });
  if (begun || match.arms.some((arm) => arm.rest)) return arms;
  return [
    ...arms,
    { label: "_", kind: "keyword", doc: "Every other value.", insert: "_ -> $0", rank: ranks.asked + 2 },
  ];
}

/** After `from`: what an agent gave or thought, or the spine. */
export function sourceItems(analysis: Analysis, node: NameExpression): readonly Completion[] {
  const values = localItems(analysis, node, { kind: "thought" }).filter(({ kind }) => kind !== "parameter");
  const doc = wordDocs.spine;
  return [...values, { label: "spine", kind: "keyword", ...(doc && { doc }), insert: "spine", rank: ranks.value + 1 }];
}
