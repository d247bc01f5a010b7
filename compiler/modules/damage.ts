import type { Declaration, Span } from "../../language/ast.ts";
import type { Diagnostic } from "../../language/diagnostic.ts";
import type { LoadedModule } from "./load.ts";

/** A stretch of a file in which the parser met an error: an import or declaration, up to the next one. */
export interface Damage extends Span {
  /** Where the errors begin. */
  readonly errors: readonly number[];
  /** Whether every bracket in it is closed: then the parser has most likely found its way again after each error. */
  readonly balanced: boolean;
}

/** The damaged stretches of a file, in order. */
export function damagesOf(
  module: Pick<LoadedModule, "text" | "tree">,
  errors: readonly Diagnostic[],
): readonly Damage[] {
  const { text, tree } = module;
  const starts = [...tree.imports, ...tree.declarations].map((each) => startOf(each)).sort((a, b) => a - b);
  const found = new Map<number, number[]>();
  const note = (start: number, error: number) => found.set(start, [...(found.get(start) ?? []), error]);
  for (const { span } of errors) {
    const before = starts.filter((start) => start <= span.start);
    const start = before.at(-1) ?? 0;
    note(start, span.start);
    // What is missed at the end of a declaration is noticed at the beginning of the next.
    if (start === span.start && before.length > 1) note(before.at(-2) ?? 0, span.start);
  }
  return [...found]
    .map(([start, offsets]) => {
      const end = starts.find((each) => each > start) ?? text.length;
      return { start, end, errors: offsets, balanced: isBalanced(text.slice(start, end)) };
    })
    .sort((a, b) => a.start - b.start);
}

function startOf(node: { readonly span: Span; readonly doc?: { readonly span: Span } }): number {
  return Math.min(node.span.start, node.doc?.span.start ?? node.span.start);
}

function isBalanced(text: string): boolean {
  const bare = text.replace(/"""[\s\S]*?"""|"(?:[^"\\\n]|\\.)*"|\/\/.*/g, "");
  const open: string[] = [];
  for (const bracket of bare.match(/[()[\]{}]/g) ?? []) {
    const closes = { ")": "(", "]": "[", "}": "{" }[bracket];
    if (closes === undefined) open.push(bracket);
    else if (open.pop() !== closes) return false;
  }
  return open.length === 0;
}

/** Whether what others see of a declaration is damaged: the fields of a schema, the head of what can be called. */
export function isHeadDamaged(module: LoadedModule, declaration: Declaration): boolean {
  const start = startOf(declaration);
  const damage = module.damages.find((each) => each.start === start);
  return damage?.errors.some((error) => error < headEnd(module, declaration)) ?? false;
}

/** Where the braces of the body begin: that they are never closed is no damage of the head. */
function headEnd({ text }: LoadedModule, declaration: Declaration): number {
  switch (declaration.kind) {
    case "flow":
    case "test":
      // A body that is not there is damage of the head.
      return declaration.body.span.end > declaration.body.span.start
        ? declaration.body.span.start
        : Number.POSITIVE_INFINITY;
    case "agent":
    case "tool": {
      const [first] = declaration.properties;
      return first ? text.lastIndexOf("{", first.doc?.span.start ?? first.span.start) : Number.POSITIVE_INFINITY;
    }
    default:
      return Number.POSITIVE_INFINITY;
  }
}

/** Whether a name may have been declared in a part that could not be read. */
export function mayBeLost(module: LoadedModule, name: string): boolean {
  if (module.damages.length === 0) return false;
  const { imports, declarations } = module.tree;
  if (declarations.some((each) => each.name.text === "")) return true;
  const first = Math.min(...declarations.map(startOf), module.text.length);
  const lostImport = module.damages.some(
    ({ start }) => start < first || imports.some((each) => each.span.start === start),
  );
  // A bracket that is missing can make one word of two.
  const word = new RegExp(`\\b${name}`);
  return lostImport || module.damages.some((damage) => word.test(module.text.slice(damage.start, damage.end)));
}

/** Whether what is wrong at a place is most likely only what an error of the parser has left behind. */
export function isConsequence(module: LoadedModule, { span, severity, code }: Diagnostic): boolean {
  if (module.damages.length === 0) return false;
  if (severity === "warning") return true;
  const damage = module.damages.find((each) => each.start <= span.start && span.start < each.end);
  if (!damage) return false;
  if (code === "AF0402") return true;
  const line = (offset: number) => module.text.slice(damage.start, offset).split("\n").length;
  return damage.errors.some((error) => {
    if (!damage.balanced && error <= span.end) return true;
    return line(error) === line(span.start) || line(error) === line(span.end);
  });
}
