import type { Name, Span } from "./span.ts";
import type { Block } from "./statements.ts";
import type {
  ChainExpression,
  DagExpression,
  DivergeExpression,
  FanoutExpression,
  ParallelExpression,
  RaceExpression,
  ReduceExpression,
  RepeatExpression,
} from "./topologies.ts";
import type { LiteralType, TypeNode } from "./types.ts";

/** Whatever has a value. */
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

/** `true`, `false`. */
export interface BooleanLiteral {
  readonly kind: "boolean";
  readonly value: boolean;
  readonly span: Span;
}

/** `null`. */
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

/** Text between two interpolations. */
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

/** `{ a: 1, b, ...rest }`. */
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

/** `[a, ...rest]`. */
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

/** `xs[0]`, `m["key"]`. */
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

/** `a`, or `name: b`, in the brackets of a call or of a topology's options. */
export interface Argument {
  readonly name?: Name;
  readonly value: Expression;
  readonly span: Span;
}

/** An operator before its operand. */
export type UnaryOperator = "!" | "-";

/** `!a`, `-a`. */
export interface UnaryExpression {
  readonly kind: "unary";
  readonly operator: UnaryOperator;
  readonly operand: Expression;
  readonly span: Span;
}

/** An operator between two operands. */
export type BinaryOperator = "*" | "/" | "%" | "+" | "-" | "<" | "<=" | ">" | ">=" | "==" | "!=" | "&&" | "||" | "??";

/** `a + b`; `a ?? b` too. */
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

/** `match v { "a" -> 1, _ -> 2 }`. */
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

/** `try e`. */
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

/** Where a value was expected and not found. */
export interface MissingExpression {
  readonly kind: "missing";
  readonly span: Span;
}
