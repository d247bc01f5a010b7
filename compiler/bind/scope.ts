import type { Declaration, ImportedName, Name, NameExpression, ReduceExpression, Span } from "../../language/ast.ts";
import { report } from "../../language/catalogue.ts";
import type { Diagnostic } from "../../language/diagnostic.ts";
import { mostProblems } from "../../language/problem-list.ts";
import { positionAt } from "../../language/source.ts";
import { suggestNear } from "../../language/suggest.ts";
import { nameProblems } from "../diagnostics/names.ts";
import { mayBeLost } from "../modules/damage.ts";
import type { LoadedModule } from "../modules/load.ts";
import {
  type Definition,
  kindOfLocal,
  type Local,
  type ModuleName,
  type NamedDeclaration,
  type Target,
  unknownTarget,
} from "./target.ts";

/** The names that a block can see. */
export interface Scope {
  readonly outer?: Scope;
  readonly names: Map<string, Local>;
  /** Names that stand beside it and can't be seen, with what to do instead. */
  readonly beside?: ReadonlyMap<string, string>;
}

/** What is in sight of a place: of the scope around it, the locals that were there before it was read. */
export interface Sight {
  readonly scope: Scope;
  /** Locals from this id on came later. */
  readonly before: number;
}

/** What binding leaves behind, keyed by nodes of the tree. */
export interface Tables {
  readonly targets: Map<Name | NameExpression, Target>;
  /** What is in sight of a name that nothing has: one of those was probably meant, or is about to be. */
  readonly sights: Map<NameExpression, Sight>;
  /** The local that a name in a defining place makes. */
  readonly locals: Map<Name, Local>;
  /** The `it` of a reduce. */
  readonly groups: Map<ReduceExpression, Local>;
  readonly read: Set<Local>;
  readonly references: Map<NamedDeclaration, Set<Declaration>>;
  readonly usedImports: Set<ImportedName>;
  /** Files with a name that nothing is called and nothing is like: it may have been meant for anything. */
  readonly unclear: Set<LoadedModule>;
  readonly diagnostics: Diagnostic[];
}

/** The binding of one declaration: where it stands, what its file knows, and what it has not found so far. */
export interface Binding {
  readonly module: LoadedModule;
  readonly names: ReadonlyMap<string, ModuleName>;
  readonly declaration: Declaration;
  readonly tables: Tables;
  /** Every local of the declaration, in the order of definition. */
  readonly made: Local[];
  readonly missing: { readonly name: string; readonly span: Span; readonly scope: Scope }[];
}

/** A scope in which nothing is known. */
export const emptyScope = (): Scope => ({ names: new Map() });
/** A scope inside another; `beside` names what stands next to it, unseen. */
export const innerScope = (outer: Scope, beside?: ReadonlyMap<string, string>): Scope => ({
  outer,
  names: new Map(),
  ...(beside && { beside }),
});

/** Makes `name` a local of `scope`, and reports it if its flow has one of that name in sight. */
export function declare(binding: Binding, scope: Scope, name: Name, definition: Definition): void {
  const { module } = binding;
  const { text, span } = name;
  const local: Local = { kind: "local", id: nextId(binding), name: text, definition, given: name, module, span };
  binding.tables.locals.set(name, local);
  binding.made.push(local);
  if (name.text === "") return;
  const taken = lookUpLocal(scope, name.text);
  if (taken) {
    const { line } = positionAt(binding.module.text, taken.span.start);
    const what = kindOfLocal(taken);
    const said = { name: name.text, what, line, first: taken.span };
    complain(binding, report(nameProblems.takenName, binding.module.path, name.span, said));
    // The first stays: what is read after this line was probably written for either.
    binding.tables.read.add(taken).add(local);
    if (scope.names.has(name.text)) return;
  }
  scope.names.set(name.text, local);
}

/** The `it` of a reduce, which hides that of a reduce around it. */
export function declareGroup(binding: Binding, scope: Scope, node: ReduceExpression): void {
  const { module } = binding;
  const definition: Definition = { kind: "group", node };
  const { span } = node;
  const local: Local = { kind: "local", id: nextId(binding), name: "it", definition, given: node, module, span };
  binding.tables.groups.set(node, local);
  scope.names.set("it", local);
}

const nextId = (binding: Binding): number => binding.tables.locals.size + binding.tables.groups.size;

/** Finds what a written name stands for and notes that it was read. */
export function resolve(binding: Binding, scope: Scope, node: NameExpression): void {
  const { name, span } = node;
  if (name === "") {
    binding.tables.targets.set(node, unknownTarget);
    return;
  }
  const local = lookUpLocal(scope, name);
  if (local) {
    binding.tables.read.add(local);
    binding.tables.targets.set(node, local);
    return;
  }
  const known = refer(binding, name);
  binding.tables.targets.set(node, known ?? unknownTarget);
  if (!known || known.kind === "unknown") binding.tables.sights.set(node, { scope, before: nextId(binding) });
  if (!known) binding.missing.push({ name, span, scope });
}

/** The declaration of that name which the file knows, noted as used. */
export function refer(binding: Binding, name: string): Target | undefined {
  const known = binding.names.get(name);
  if (!known) return mayBeLost(binding.module, name) ? unknownTarget : undefined;
  if (known.imported) binding.tables.usedImports.add(known.imported);
  if (known.target.kind === "declared") {
    const { references } = binding.tables;
    const users = references.get(known.target.declaration) ?? new Set();
    references.set(known.target.declaration, users.add(binding.declaration));
  }
  return known.target;
}

/** Reports the names that were not found, now that all names of the declaration are known. */
export function reportMissing(binding: Binding): void {
  // The mistake may be where the name is made: then it is one, however often the name is read.
  const missing = new Map<string, { readonly scope: Scope; readonly spans: Span[] }>();
  for (const { name, span, scope } of binding.missing) {
    const known = missing.get(name);
    if (known) known.spans.push(span);
    else missing.set(name, { scope, spans: [span] });
  }
  for (const [name, { scope, spans }] of missing) {
    // Those that come after are not shown, and finding what was meant takes long among many names.
    if (binding.tables.diagnostics.length > 2 * mostProblems) break;
    const span = spans[0] ?? binding.declaration.span;
    const own = binding.declaration.name.text;
    const names = [...namesIn(scope), ...valueNames(binding).filter((each) => each !== own)];
    const nearest = foreignConstants.get(name) ?? suggestNear(name, names);
    const mend = besides(scope, name) ?? outOfSight(binding, name, span) ?? foreignMends.get(name);
    if (nearest !== undefined) noteMeant(binding, scope, nearest);
    else if (mend === undefined) binding.tables.unclear.add(binding.module);
    complain(binding, report(nameProblems.unknownName, binding.module.path, span, { name, nearest, mend, spans }));
  }
}

/** What other languages call the constants of this one. */
const foreignConstants: ReadonlyMap<string, string> = new Map([
  ...["None", "nil", "undefined", "NULL", "Null", "nothing"].map((name): [string, string] => [name, "null"]),
  ...["True", "TRUE", "yes"].map((name): [string, string] => [name, "true"]),
  ...["False", "FALSE", "no"].map((name): [string, string] => [name, "false"]),
]);

/** How names that other languages have are said here. */
const foreignMends: ReadonlyMap<string, string> = new Map([
  ...["print", "println", "console", "log"].map((name): [string, string] => [
    name,
    "A flow prints nothing: what it gives with `return` is printed when it ends.",
  ]),
  ["len", "The length of a list or a text is written `x.length`."],
  ["continue", "A `for` leaves elements out with a condition: `for x in xs if x.ok { … }`."],
  ["pass", "A block may be empty: `{ }`."],
  ["this", "There are no objects: what a flow needs is a parameter."],
]);

/** What was probably meant is not unused: that would be a second diagnostic for one mistake. */
function noteMeant(binding: Binding, scope: Scope, name: string): void {
  const local = lookUpLocal(scope, name);
  if (local) binding.tables.read.add(local);
  else refer(binding, name);
}

/** Notes a diagnostic. */
export function complain(binding: Binding, diagnostic: Diagnostic): void {
  binding.tables.diagnostics.push(diagnostic);
}

function outOfSight(binding: Binding, name: string, span: Span): string | undefined {
  const made = binding.made.find((local) => local.name === name);
  if (!made) return undefined;
  // Somebody wanted to read it, so that it is not unused too.
  binding.tables.read.add(made);
  const { line } = positionAt(binding.module.text, made.span.start);
  const here = positionAt(binding.module.text, span.start).line;
  return made.span.start > span.start
    ? `\`${name}\` gets its value only ${line === here ? "further on in this line" : `in line ${line}`}.`
    : `The \`${name}\` of line ${line} is known only inside its block.`;
}

function lookUpLocal(scope: Scope, name: string): Local | undefined {
  for (let at: Scope | undefined = scope; at; at = at.outer) {
    const local = at.names.get(name);
    if (local) return local;
  }
  return undefined;
}

function besides(scope: Scope, name: string): string | undefined {
  for (let at: Scope | undefined = scope; at; at = at.outer) {
    const mend = at.beside?.get(name);
    if (mend) return mend;
  }
  return undefined;
}

/** The names of the file that can stand in an expression. */
function valueNames(binding: Binding): string[] {
  return [...binding.names]
    .filter(([, { target }]) => target.kind !== "declared" || !/^(?:schema|type)$/.test(target.declaration.kind))
    .map(([name]) => name);
}

function namesIn(scope: Scope): string[] {
  return [...scope.names.keys(), ...(scope.outer ? namesIn(scope.outer) : [])];
}
