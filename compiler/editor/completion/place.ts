import type {
  Argument,
  CallExpression,
  Expression,
  FieldExpression,
  Import,
  MatchExpression,
  Name,
  NameExpression,
  Property,
  RecordEntry,
  RecordExpression,
  TestDeclaration,
  TopologyEntry,
} from "../../../language/ast.ts";
import type { NamedDeclaration } from "../../bind/target.ts";
import type { PropertyOwner } from "../property-docs.ts";
import type { TreeNode } from "../tree.ts";

/** What may stand where a word is written. */
export type WordPlace =
  /** Where a name is given, or nothing known can stand. */
  | { readonly kind: "nothing" }
  | { readonly kind: "declaration" }
  | { readonly kind: "imported"; readonly from: Import }
  | { readonly kind: "type"; readonly schemas: boolean }
  | {
      readonly kind: "property";
      readonly owner: PropertyOwner;
      readonly written: readonly Property[];
      readonly node: Property;
    }
  | {
      readonly kind: "value";
      readonly owner: PropertyOwner;
      readonly property: Property;
      readonly node: NameExpression;
    }
  | { readonly kind: "listed"; readonly listed: readonly Expression[]; readonly node: NameExpression }
  | { readonly kind: "source"; readonly node: NameExpression }
  | { readonly kind: "member"; readonly node: FieldExpression }
  | { readonly kind: "key"; readonly record: RecordExpression; readonly node: NameExpression }
  | {
      readonly kind: "argument";
      readonly call: CallExpression;
      readonly argument: Argument;
      readonly node: NameExpression;
    }
  | { readonly kind: "option" }
  /** A name before its colon. */
  | { readonly kind: "argument-name"; readonly call: CallExpression; readonly argument: Argument }
  | { readonly kind: "key-name"; readonly record: RecordExpression; readonly entry: RecordEntry }
  | { readonly kind: "choice" }
  | { readonly kind: "judge" }
  | { readonly kind: "after"; readonly entries: readonly TopologyEntry[]; readonly entry: TopologyEntry }
  | { readonly kind: "mocked" }
  /** `begun` after the `|` of an arm that has a value already. */
  | { readonly kind: "arm"; readonly match: MatchExpression; readonly begun: boolean }
  | { readonly kind: "statement"; readonly node: NameExpression }
  | { readonly kind: "expression"; readonly node: NameExpression };

const nothing: WordPlace = { kind: "nothing" };

/** The place of the word that begins at `at`, by the parts of the tree around it, outermost first. */
export function placeOf(around: readonly TreeNode[], at: number): WordPlace {
  const inner = around.at(-1);
  const outer = around.at(-2);
  const isHere = (name: Name | undefined): boolean => name?.span.start === at;
  switch (inner?.kind) {
    case "module":
      return { kind: "declaration" };
    case "imported-name":
      return outer?.kind === "import" && isHere(inner.node.name) ? { kind: "imported", from: outer } : nothing;
    case "named-type":
      return isHere(inner.name) ? { kind: "type", schemas: false } : nothing;
    case "base":
      return { kind: "type", schemas: true };
    case "property": {
      const owner = outer && propertiesIn(outer);
      if (!owner || !isHere(inner.node.name)) return nothing;
      return { kind: "property", owner: owner.kind, written: owner.properties, node: inner.node };
    }
    case "field":
      return isHere(inner.name) ? { kind: "member", node: inner } : nothing;
    case "topology-entry": {
      const entries = outer && entriesIn(outer);
      if (!entries || !inner.node.after.some(isHere)) return nothing;
      return { kind: "after", entries, entry: inner.node };
    }
    case "argument":
      if (!isHere(inner.node.name)) return nothing;
      if (outer?.kind !== "call") return { kind: "option" };
      return { kind: "argument-name", call: outer, argument: inner.node };
    case "entry":
      if (!isHere(inner.name) || outer?.kind !== "record") return nothing;
      return { kind: "key-name", record: outer, entry: inner };
    case "mock":
      return isHere(inner.name) ? { kind: "mocked" } : nothing;
    case "match":
      return { kind: "arm", match: inner, begun: false };
    case "arm":
      return outer?.kind === "match" ? { kind: "arm", match: outer, begun: inner.span.start < at } : nothing;
    case "name":
      return placeOfName(inner, around);
    default:
      return nothing;
  }
}

function placeOfName(node: NameExpression, around: readonly TreeNode[]): WordPlace {
  const outer = around.at(-2);
  const further = around.at(-3);
  switch (outer?.kind) {
    case "expression":
      return { kind: "statement", node };
    case "entry":
      if (outer.shorthand && further?.kind === "record") return { kind: "key", record: further, node };
      break;
    case "argument":
      if (further?.kind === "call") {
        if (isJudge(further)) return { kind: "judge" };
        if (!outer.node.name) return { kind: "argument", call: further, argument: outer.node, node };
      } else if (!outer.node.name) return { kind: "option" };
      break;
    case "list":
      if (further?.kind === "property" && further.node.name.text === "tools")
        return { kind: "listed", listed: outer.items.flatMap((each) => (each.kind === "spread" ? [] : [each])), node };
      break;
    case "from":
      if (outer.source === node) return { kind: "source", node };
      // `reader from spine` in a list of tools.
      if (further?.kind === "list") return placeOfName(node, [...around.slice(0, -2), node]);
      break;
    case "call":
      // The value of a property may be a word with brackets: `env("X")`.
      if (outer.callee === node && further?.kind === "property")
        return placeOfName(node, [...around.slice(0, -2), node]);
      break;
    case "property": {
      const owner = further && propertiesIn(further);
      if (owner) return { kind: "value", owner: owner.kind, property: outer.node, node };
      break;
    }
    case "diverge":
      if (outer.by === node) return { kind: "choice" };
      break;
    default:
  }
  return { kind: "expression", node };
}

function isJudge({ callee }: CallExpression): boolean {
  return callee.kind === "name" && callee.name === "judge";
}

function propertiesIn(
  node: TreeNode,
): { readonly kind: PropertyOwner; readonly properties: readonly Property[] } | undefined {
  switch (node.kind) {
    case "model":
    case "tool":
    case "agent":
    case "spine":
      return { kind: node.kind, properties: node.properties };
    default:
      return undefined;
  }
}

function entriesIn(node: TreeNode): readonly TopologyEntry[] | undefined {
  return node.kind === "dag" || node.kind === "record-form" ? node.entries : undefined;
}

/** The declaration around a place. */
export function declarationAround(around: readonly TreeNode[]): NamedDeclaration | TestDeclaration | undefined {
  const [, node] = around;
  switch (node?.kind) {
    case "schema":
    case "type":
    case "model":
    case "tool":
    case "agent":
    case "flow":
    case "test":
      return node;
    default:
      return undefined;
  }
}
