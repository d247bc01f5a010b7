/**
 * The tree of an `.af` file, as the parser builds it: a node for everything that was written, mistakes included.
 *
 * Every node knows its {@link Span}. Nothing here is resolved: names are text, types are as written. A part that the
 * parser expected and did not find is a `missing` node (or a {@link Name} with an empty text), so later phases meet a
 * complete tree and stay silent about what was already reported.
 */

/** A half-open range of UTF-16 offsets into the text of one file. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A written identifier; `text` is empty where one was expected and not found. */
export interface Name {
  readonly text: string;
  readonly span: Span;
}

/** The lines of a `///` comment, joined by line breaks, without the slashes and one space after them. */
export interface Doc {
  readonly text: string;
  readonly span: Span;
}

/** A plain `//` comment or a `///` one, wherever it stands; the formatter gives each back. */
export interface Comment {
  readonly text: string;
  readonly span: Span;
}

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

export interface ImportedName {
  readonly name: Name;
  readonly alias?: Name;
  readonly span: Span;
}

/** A quoted text in which no `${…}` may stand, with its escapes resolved. */
export interface PlainText {
  readonly value: string;
  readonly span: Span;
}

// ---------------------------------------------------------------- declarations

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

// ---------------------------------------------------------------- types

export type TypeNode = NamedType | LiteralType | ListType | MapType | ResultType | RecordType | UnionType | MissingType;

/** `string`, `int(1..10)`, `string(/[A-Z]+/)`, `Finding`: a word, perhaps with a constraint. */
export interface NamedType {
  readonly kind: "named-type";
  readonly name: Name;
  readonly constraint?: Range | Pattern;
  readonly span: Span;
}

/** `"a"`, `3`, `-0.5`, `true`, `null` in the place of a type. */
export interface LiteralType {
  readonly kind: "literal-type";
  readonly value: string | number | boolean | null;
  readonly span: Span;
}

/** `T[]`, `T[1..5]`, `T[3]` (low and high are then the same). */
export interface ListType {
  readonly kind: "list-type";
  readonly element: TypeNode;
  readonly length?: Range;
  readonly span: Span;
}

/** `map<T>`. */
export interface MapType {
  readonly kind: "map-type";
  readonly value: TypeNode;
  readonly span: Span;
}

/** `result<T>`. */
export interface ResultType {
  readonly kind: "result-type";
  readonly value: TypeNode;
  readonly span: Span;
}

/** `{ a: T, b?: U }`. */
export interface RecordType {
  readonly kind: "record-type";
  readonly entries: readonly RecordTypeEntry[];
  readonly span: Span;
}

/** `A | B`. */
export interface UnionType {
  readonly kind: "union-type";
  readonly members: readonly TypeNode[];
  readonly span: Span;
}

export interface MissingType {
  readonly kind: "missing-type";
  readonly span: Span;
}

export type RecordTypeEntry = FieldDeclaration | BaseFields;

export interface FieldDeclaration {
  readonly kind: "field";
  /** Any word, or a quoted name. */
  readonly name: Name;
  readonly optional: boolean;
  readonly type: TypeNode;
  readonly doc?: Doc;
  readonly span: Span;
}

/** `...Base`. */
export interface BaseFields {
  readonly kind: "base";
  readonly name: Name;
  readonly span: Span;
}

/** `1..5`, `0..`, `..9`, or a single number `3` (then `low === high`). */
export interface Range {
  readonly kind: "range";
  readonly low?: number;
  readonly high?: number;
  readonly span: Span;
}

/** `/[A-Z]{3}-\d+/`, without the slashes. */
export interface Pattern {
  readonly kind: "pattern";
  readonly source: string;
  readonly span: Span;
}

// ---------------------------------------------------------------- statements

/** `{ … }` with statements; the value of the last one is the block's where a value is expected. */
export interface Block {
  readonly kind: "block";
  readonly statements: readonly Statement[];
  readonly span: Span;
}

export type Statement =
  | LetStatement
  | SpineStatement
  | ShareStatement
  | ReturnStatement
  | BreakStatement
  | ExpectStatement
  | MockStatement
  | ExpressionStatement;

/** `let x = e`, `let x: T = e`. */
export interface LetStatement {
  readonly kind: "let";
  readonly name: Name;
  readonly type?: TypeNode;
  readonly value: Expression;
  readonly doc?: Doc;
  readonly span: Span;
}

/** `spine { system: …, tools: […] }`. */
export interface SpineStatement {
  readonly kind: "spine";
  readonly properties: readonly Property[];
  readonly span: Span;
}

export interface ShareStatement {
  readonly kind: "share";
  readonly value: Expression;
  readonly span: Span;
}

export interface ReturnStatement {
  readonly kind: "return";
  readonly value: Expression;
  readonly span: Span;
}

export interface BreakStatement {
  readonly kind: "break";
  readonly value: Expression;
  readonly span: Span;
}

export interface ExpectStatement {
  readonly kind: "expect";
  readonly value: Expression;
  readonly span: Span;
}

/** `mock search -> []`; `mock search -> fail("down")` has a call of `fail` as its value. */
export interface MockStatement {
  readonly kind: "mock";
  readonly name: Name;
  readonly value: Expression;
  readonly span: Span;
}

/** An expression run for its effect or, as the last line of a block, for its value. `if` without `else` stands here too. */
export interface ExpressionStatement {
  readonly kind: "expression";
  readonly value: Expression;
  readonly span: Span;
}

// ---------------------------------------------------------------- expressions

export type Expression =
  | NumberLiteral
  | DurationLiteral
  | BooleanLiteral
  | NullLiteral
  | TextExpression
  | NameExpression
  | RecordExpression
  | ListExpression
  | FieldExpression
  | IndexExpression
  | CallExpression
  | UnaryExpression
  | BinaryExpression
  | IfExpression
  | MatchExpression
  | ForExpression
  | FromExpression
  | TryExpression
  | ThinkExpression
  | AskExpression
  | RateExpression
  | ParallelExpression
  | ChainExpression
  | FanoutExpression
  | DagExpression
  | DivergeExpression
  | RaceExpression
  | ReduceExpression
  | RepeatExpression
  | MissingExpression;

/** `12`, `1_000`, `32k`, `0.5`; `integer` says that it was written without a fraction (`2.5k` has none either). */
export interface NumberLiteral {
  readonly kind: "number";
  readonly value: number;
  readonly integer: boolean;
  readonly span: Span;
}

/** `500ms`, `30s`, `2m`, `1h`. */
export interface DurationLiteral {
  readonly kind: "duration";
  readonly milliseconds: number;
  readonly span: Span;
}

export interface BooleanLiteral {
  readonly kind: "boolean";
  readonly value: boolean;
  readonly span: Span;
}

export interface NullLiteral {
  readonly kind: "null";
  readonly span: Span;
}

/** A quoted text: its pieces in order, escapes resolved and a block's indentation taken away. */
export interface TextExpression {
  readonly kind: "text";
  readonly parts: readonly (TextPiece | Interpolation)[];
  /** Written as `"""…"""`. */
  readonly block: boolean;
  readonly span: Span;
}

export interface TextPiece {
  readonly kind: "piece";
  readonly value: string;
  readonly span: Span;
}

/** `${e}`; its span takes in the braces. */
export interface Interpolation {
  readonly kind: "interpolation";
  readonly value: Expression;
  readonly span: Span;
}

/** A name of the flow or of a declaration; `spine` after `from` and `it` in `reduce` are names too. */
export interface NameExpression {
  readonly kind: "name";
  readonly name: string;
  readonly span: Span;
}

export interface RecordExpression {
  readonly kind: "record";
  readonly entries: readonly (RecordEntry | Spread)[];
  readonly span: Span;
}

/** `a: 1`, or `b` alone, where `value` is a name expression with the name's own span. */
export interface RecordEntry {
  readonly kind: "entry";
  readonly name: Name;
  readonly value: Expression;
  readonly shorthand: boolean;
  readonly span: Span;
}

/** `...rest`. */
export interface Spread {
  readonly kind: "spread";
  readonly value: Expression;
  readonly span: Span;
}

export interface ListExpression {
  readonly kind: "list";
  readonly items: readonly (Expression | Spread)[];
  readonly span: Span;
}

/** `x.field`, `x?.field`. A method is a field that is called. */
export interface FieldExpression {
  readonly kind: "field";
  readonly of: Expression;
  readonly name: Name;
  readonly optional: boolean;
  readonly span: Span;
}

export interface IndexExpression {
  readonly kind: "index";
  readonly of: Expression;
  readonly index: Expression;
  readonly span: Span;
}

/** `f(a, name: b)`, `x.take(3)`, `env("X")`, `mcp("…", "…")`. */
export interface CallExpression {
  readonly kind: "call";
  readonly callee: Expression;
  readonly arguments: readonly Argument[];
  readonly span: Span;
}

export interface Argument {
  readonly name?: Name;
  readonly value: Expression;
  readonly span: Span;
}

export type UnaryOperator = "!" | "-";

export interface UnaryExpression {
  readonly kind: "unary";
  readonly operator: UnaryOperator;
  readonly operand: Expression;
  readonly span: Span;
}

export type BinaryOperator = "*" | "/" | "%" | "+" | "-" | "<" | "<=" | ">" | ">=" | "==" | "!=" | "&&" | "||" | "??";

export interface BinaryExpression {
  readonly kind: "binary";
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
  readonly span: Span;
}

/** `if c { a } else { b }`; `otherwise` may be missing where it is a statement. */
export interface IfExpression {
  readonly kind: "if";
  readonly condition: Expression;
  readonly consequent: Block;
  readonly otherwise?: Block | IfExpression;
  readonly span: Span;
}

export interface MatchExpression {
  readonly kind: "match";
  readonly subject: Expression;
  readonly arms: readonly MatchArm[];
  readonly span: Span;
}

/** `"a" | "b" -> e`; `_ -> e` has no patterns. */
export interface MatchArm {
  readonly patterns: readonly LiteralType[];
  readonly rest: boolean;
  readonly value: Expression;
  readonly span: Span;
}

/** `for x in xs if c { e }`. */
export interface ForExpression {
  readonly kind: "for";
  readonly name: Name;
  readonly list: Expression;
  readonly condition?: Expression;
  readonly body: Block;
  readonly span: Span;
}

/** `e from x`; `source` is a name expression `spine` for the spine. */
export interface FromExpression {
  readonly kind: "from";
  readonly operand: Expression;
  readonly source: Expression;
  readonly span: Span;
}

export interface TryExpression {
  readonly kind: "try";
  readonly operand: Expression;
  readonly span: Span;
}

/** `think 20 analyst(q)`. */
export interface ThinkExpression {
  readonly kind: "think";
  readonly steps: Expression;
  readonly operand: Expression;
  readonly span: Span;
}

/** `ask bool "…"`. */
export interface AskExpression {
  readonly kind: "ask";
  readonly type: TypeNode;
  readonly prompt: Expression;
  readonly span: Span;
}

/** `5 per 1s`, in a tool's `rate`. */
export interface RateExpression {
  readonly kind: "rate";
  readonly count: Expression;
  readonly per: Expression;
  readonly span: Span;
}

/** What stands in the braces of a record-like topology: `draft: writer(t)`; `after` only in a dag. */
export interface TopologyEntry {
  readonly name: Name;
  readonly value: Expression;
  readonly after: readonly Name[];
  readonly span: Span;
}

/** `parallel(max: 4) q in qs { … }` has a `name`, a `list` and a `body`; `parallel { a: …, b: … }` has `entries`. */
export interface ParallelExpression {
  readonly kind: "parallel";
  readonly options: readonly Argument[];
  readonly over: ListForm | RecordForm;
  readonly span: Span;
}

/** `chain { … }` or `chain c in cs { … }`. */
export interface ChainExpression {
  readonly kind: "chain";
  readonly over: ListForm | RecordForm;
  readonly span: Span;
}

export interface ListForm {
  readonly kind: "list-form";
  readonly name: Name;
  readonly list: Expression;
  readonly body: Block;
  readonly span: Span;
}

export interface RecordForm {
  readonly kind: "record-form";
  readonly entries: readonly TopologyEntry[];
  readonly span: Span;
}

/** `fanout map = survey(t) each area in map.areas { … }`. */
export interface FanoutExpression {
  readonly kind: "fanout";
  readonly name: Name;
  readonly survey: Expression;
  readonly each: ListForm;
  readonly options: readonly Argument[];
  readonly span: Span;
}

export interface DagExpression {
  readonly kind: "dag";
  readonly options: readonly Argument[];
  readonly entries: readonly TopologyEntry[];
  readonly span: Span;
}

/** `diverge 5 { … } by perplexity`; `by` is the expression as written (`vote`, `judge(a)`). */
export interface DivergeExpression {
  readonly kind: "diverge";
  readonly count: Expression;
  readonly body: Block;
  readonly by: Expression;
  readonly options: readonly Argument[];
  readonly span: Span;
}

/** `race { quick(q), thorough(q) }`. */
export interface RaceExpression {
  readonly kind: "race";
  readonly branches: readonly Expression[];
  readonly span: Span;
}

/** `reduce notes by 8 { merger(it) }`. */
export interface ReduceExpression {
  readonly kind: "reduce";
  readonly list: Expression;
  readonly by: Expression;
  readonly body: Block;
  readonly options: readonly Argument[];
  readonly span: Span;
}

/** `repeat 3 with draft = writer(t) { … }`; */
export interface RepeatExpression {
  readonly kind: "repeat";
  readonly count: Expression;
  readonly name: Name;
  readonly first: Expression;
  readonly body: Block;
  readonly span: Span;
}

export interface MissingExpression {
  readonly kind: "missing";
  readonly span: Span;
}
