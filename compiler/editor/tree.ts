/** The tree of a file as one kind of thing: every part of it, what is in it, and what stands around a place. */
import type {
  Argument,
  BaseFields,
  Block,
  Declaration,
  Expression,
  FieldDeclaration,
  Import,
  ImportedName,
  Interpolation,
  ListForm,
  MatchArm,
  Module,
  Parameter,
  Property,
  RecordEntry,
  RecordForm,
  RecordTypeEntry,
  Span,
  Spread,
  Statement,
  TopologyEntry,
  TypeNode,
} from "../../language/ast.ts";

/** A part of the tree that has no `kind` of its own, under the name of what it is. */
interface Part<K extends string, N> {
  readonly kind: K;
  readonly node: N;
  readonly span: Span;
}

/** Every part of a file's tree that has parts or a meaning of its own. */
export type TreeNode =
  | Module
  | Import
  | Declaration
  | TypeNode
  | BaseFields
  | Block
  | Statement
  | Expression
  | Interpolation
  | RecordEntry
  | Spread
  | ListForm
  | RecordForm
  | Part<"imported-name", ImportedName>
  | Part<"parameter", Parameter>
  | Part<"property", Property>
  | Part<"field-declaration", FieldDeclaration>
  | Part<"argument", Argument>
  | Part<"arm", MatchArm>
  | Part<"topology-entry", TopologyEntry>;

function part<K extends string, N extends { readonly span: Span }>(kind: K, node: N): Part<K, N> {
  return { kind, node, span: node.span };
}

const optional = <N>(node: N | undefined): readonly N[] => (node === undefined ? [] : [node]);

/** What stands directly in a part of the tree, in the order of the text where it has one. */
export function childrenOf(at: TreeNode): readonly TreeNode[] {
  switch (at.kind) {
    case "module":
      return [...at.imports, ...at.declarations];
    case "import":
      return at.names.map((each) => part("imported-name", each));
    case "schema":
      return fieldsOf(at.entries);
    case "type":
      return [at.type];
    case "model":
      return propertiesOf(at.properties);
    case "tool":
    case "agent":
      return [...parametersOf(at.parameters), ...optional(at.result), ...propertiesOf(at.properties)];
    case "flow":
      return [...parametersOf(at.parameters), ...optional(at.result), at.body];
    case "test":
      return [at.body];
    case "parameter":
      return [at.node.type, ...optional(at.node.default)];
    case "property":
      return [at.node.value];
    case "field-declaration":
      return [at.node.type];
    case "argument":
      return [at.node.value];
    case "arm":
      return [...at.node.patterns, at.node.value];
    case "topology-entry":
      return [at.node.value];
    case "list-type":
      return [at.element];
    case "map-type":
    case "result-type":
      return [at.value];
    case "record-type":
      return fieldsOf(at.entries);
    case "union-type":
      return at.members;
    case "named-type":
    case "literal-type":
    case "missing-type":
    case "base":
    case "imported-name":
    case "number":
    case "duration":
    case "boolean":
    case "null":
    case "name":
    case "missing":
      return [];
    case "block":
      return at.statements;
    case "let":
      return [...optional(at.type), at.value];
    case "spine":
      return propertiesOf(at.properties);
    case "share":
    case "return":
    case "break":
    case "expect":
    case "mock":
    case "expression":
    case "interpolation":
    case "entry":
    case "spread":
      return [at.value];
    default:
      return partsOf(at);
  }
}

function partsOf(
  at:
    | Exclude<Expression, { kind: "number" | "duration" | "boolean" | "null" | "name" | "missing" }>
    | ListForm
    | RecordForm,
): readonly TreeNode[] {
  switch (at.kind) {
    case "text":
      return at.parts.filter((each) => each.kind === "interpolation");
    case "record":
      return at.entries;
    case "list":
      return at.items;
    case "field":
      return [at.of];
    case "index":
      return [at.of, at.index];
    case "call":
      return [at.callee, ...argumentsOf(at.arguments)];
    case "unary":
    case "try":
      return [at.operand];
    case "binary":
      return [at.left, at.right];
    case "if":
      return [at.condition, at.consequent, ...optional(at.otherwise)];
    case "match":
      return [at.subject, ...at.arms.map((each) => part("arm", each))];
    case "for":
      return [at.list, ...optional(at.condition), at.body];
    case "from":
      return [at.operand, at.source];
    case "think":
      return [at.steps, at.operand];
    case "ask":
      return [at.type, at.prompt];
    case "rate":
      return [at.count, at.per];
    case "list-form":
      return [at.list, at.body];
    case "record-form":
      return at.entries.map((each) => part("topology-entry", each));
    case "parallel":
      return [...argumentsOf(at.options), at.over];
    case "chain":
      return [at.over];
    case "fanout":
      return [...argumentsOf(at.options), at.survey, at.each];
    case "dag":
      return [...argumentsOf(at.options), ...at.entries.map((each) => part("topology-entry", each))];
    case "diverge":
      return [...argumentsOf(at.options), at.count, at.body, at.by];
    case "race":
      return at.branches;
    case "reduce":
      return [...argumentsOf(at.options), at.list, at.by, at.body];
    case "repeat":
      return [at.count, at.first, at.body];
    default:
      return at satisfies never;
  }
}

const fieldsOf = (entries: readonly RecordTypeEntry[]): readonly TreeNode[] =>
  entries.map((each) => (each.kind === "field" ? part("field-declaration", each) : each));
const parametersOf = (all: readonly Parameter[]): readonly TreeNode[] => all.map((each) => part("parameter", each));
const propertiesOf = (all: readonly Property[]): readonly TreeNode[] => all.map((each) => part("property", each));
const argumentsOf = (all: readonly Argument[]): readonly TreeNode[] => all.map((each) => part("argument", each));

/** Visits a part of the tree and all that is in it, outside first. */
export function visitTree(node: TreeNode, visit: (node: TreeNode) => void): void {
  visit(node);
  for (const child of childrenOf(node)) visitTree(child, visit);
}

/** The parts of the tree around an offset, the module first; of two that touch there, the one that begins. */
export function nodesAt(module: Module, offset: number): readonly TreeNode[] {
  const chain: TreeNode[] = [];
  for (let at: TreeNode | undefined = module; at; ) {
    chain.push(at);
    const around: readonly TreeNode[] = childrenOf(at).filter(({ span }) => span.start <= offset && offset <= span.end);
    at = around.find(({ span }) => offset < span.end) ?? around.at(-1);
  }
  return chain;
}
