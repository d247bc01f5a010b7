import type { Expression, Parameter } from "../../language/ast.ts";
import type { Declared } from "../bind/target.ts";
import type { Type } from "../graph/type.ts";

/** What a tool, agent or flow takes and gives. */
export interface Signature {
  readonly parameters: readonly ParameterType[];
  readonly result: Type;
  /** Its head could not be read in full, so whatever is passed to it may be right. */
  readonly damaged?: true;
}

/** A parameter, its type worked out. */
export interface ParameterType {
  readonly name: string;
  readonly type: Type;
  readonly node: Parameter;
}

/** A call of a tool, an agent or a flow. */
export interface CheckedCall {
  readonly target: Declared;
  /** The written arguments by parameter, in the order of evaluation. */
  readonly arguments: ReadonlyMap<string, Expression>;
}
