import type { BinaryOperator, UnaryOperator } from "../../language/ast.ts";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * Pure expressions of the execution graph. They call nothing that a model or a tool does: those calls are nodes of
 * their own, whose values have names here. One function evaluates them (`evaluate.ts`), for the runtime and for the
 * constant folder alike.
 */
export type Expr =
  | { readonly op: "value"; readonly value: Json }
  /** A name of the flow: parameter, `let`, item, or a temporary (`$1`, `$2`, …) that the compiler gave a call's value. */
  | { readonly op: "name"; readonly name: string }
  /** `${}`: a string as it is, a number or bool as written, anything else as compact JSON. */
  | { readonly op: "text"; readonly parts: readonly (string | Expr)[] }
  | { readonly op: "record"; readonly entries: readonly { readonly name: string; readonly value: Expr }[] }
  | { readonly op: "list"; readonly items: readonly { readonly value: Expr; readonly spread?: true }[] }
  /** A missing field reads as null; `optional` lets `of` be null too. */
  | { readonly op: "field"; readonly of: Expr; readonly name: string; readonly optional?: true }
  /** A list's element (from 0) or a map's value; null where there is none. */
  | { readonly op: "index"; readonly of: Expr; readonly index: Expr }
  | { readonly op: "method"; readonly of: Expr; readonly name: MethodName; readonly arguments: readonly Expr[] }
  | { readonly op: "unary"; readonly operator: UnaryOperator; readonly operand: Expr }
  | {
      readonly op: "binary";
      readonly operator: BinaryOperator;
      readonly left: Expr;
      readonly right: Expr;
      /** `??` only: `left` is no `result<T>`, so a value that merely looks like one is not opened. */
      readonly plain?: true;
    }
  | { readonly op: "if"; readonly condition: Expr; readonly then: Expr; readonly else: Expr }
  | {
      readonly op: "match";
      readonly subject: Expr;
      readonly arms: readonly { readonly values: readonly Json[] | null; readonly result: Expr }[];
    }
  | {
      readonly op: "for";
      readonly name: string;
      readonly list: Expr;
      readonly condition?: Expr;
      readonly result: Expr;
    };

export type MethodName =
  | "length"
  | "first"
  | "last"
  | "take"
  | "sort"
  | "unique"
  | "flatten"
  | "contains"
  | "chunks"
  | "lines"
  | "split"
  | "trim"
  | "join"
  | "keys";
