import type { Argument, Expression } from "./expressions.ts";
import type { Name, Span } from "./span.ts";
import type { Block } from "./statements.ts";

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

/** `x in xs { … }`. */
export interface ListForm {
  readonly kind: "list-form";
  readonly name: Name;
  readonly list: Expression;
  readonly body: Block;
  readonly span: Span;
}

/** `{ a: …, b: … }` of a topology. */
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

/** `dag { facts: …, audit: … after [facts] }`. */
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

/** `repeat 3 with draft = writer(t) { … }`. */
export interface RepeatExpression {
  readonly kind: "repeat";
  readonly count: Expression;
  readonly name: Name;
  readonly first: Expression;
  readonly body: Block;
  readonly span: Span;
}
