import type { Expression } from "./expressions.ts";
import type { Comment, Doc, Name, PlainText, Span } from "./span.ts";
import type { Block } from "./statements.ts";
import type { RecordTypeEntry, TypeNode } from "./types.ts";

/** A whole file: its imports and declarations, and every comment in it. */
export interface Module {
  readonly kind: "module";
  readonly imports: readonly Import[];
  readonly declarations: readonly Declaration[];
  readonly comments: readonly Comment[];
  readonly span: Span;
}

/** `import { critic, Review as Other } from "./review.af"`. */
export interface Import {
  readonly kind: "import";
  readonly names: readonly ImportedName[];
  readonly path: PlainText;
  readonly span: Span;
}

/** `Review as Other` among the names of an import. */
export interface ImportedName {
  readonly name: Name;
  readonly alias?: Name;
  readonly span: Span;
}

/** What a file declares. */
export type Declaration =
  | SchemaDeclaration
  | TypeDeclaration
  | ModelDeclaration
  | ToolDeclaration
  | AgentDeclaration
  | FlowDeclaration
  | TestDeclaration;

interface Declared {
  readonly name: Name;
  readonly doc?: Doc;
  readonly span: Span;
}

/** `schema Plan { questions: string[1..4] }`. */
export interface SchemaDeclaration extends Declared {
  readonly kind: "schema";
  readonly entries: readonly RecordTypeEntry[];
}

/** `type Outcome = …`. */
export interface TypeDeclaration extends Declared {
  readonly kind: "type";
  readonly type: TypeNode;
}

/** `model local { gguf: "…" }`. */
export interface ModelDeclaration extends Declared {
  readonly kind: "model";
  readonly properties: readonly Property[];
}

/** `tool lookup(query: string) -> Hit[] { from: "./tools.ts" }`. */
export interface ToolDeclaration extends Declared {
  readonly kind: "tool";
  readonly parameters: readonly Parameter[];
  readonly result?: TypeNode;
  readonly properties: readonly Property[];
}

/** `agent critic(claim: Finding) -> Review { … }`. */
export interface AgentDeclaration extends Declared {
  readonly kind: "agent";
  readonly parameters: readonly Parameter[];
  readonly result?: TypeNode;
  readonly properties: readonly Property[];
}

/** `flow main(topic: string) -> Report { … }`. */
export interface FlowDeclaration extends Declared {
  readonly kind: "flow";
  readonly parameters: readonly Parameter[];
  readonly result?: TypeNode;
  readonly body: Block;
}

/** `test "a plan has questions" { … }`; its name is a quoted text. */
export interface TestDeclaration extends Declared {
  readonly kind: "test";
  readonly body: Block;
}

/** `limit: int(1..50) = 5` of a tool, an agent or a flow. */
export interface Parameter {
  /** An identifier, any word, or (for tools) a quoted name. */
  readonly name: Name;
  readonly type: TypeNode;
  readonly default?: Expression;
  readonly doc?: Doc;
  readonly span: Span;
}

/** `turns: 3` in the body of a model, tool, agent or spine. */
export interface Property {
  readonly name: Name;
  readonly value: Expression;
  readonly doc?: Doc;
  readonly span: Span;
}
