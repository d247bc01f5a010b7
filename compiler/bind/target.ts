import type {
  Declaration,
  Expression,
  ImportedName,
  LetStatement,
  Name,
  Parameter,
  ReduceExpression,
  RepeatExpression,
  Span,
  TestDeclaration,
} from "../../language/ast.ts";
import type { LoadedModule } from "../modules/load.ts";

/** A declaration that can be named: all but tests. */
export type NamedDeclaration = Exclude<Declaration, TestDeclaration>;

/** A declaration and the file that it stands in. */
export interface Declared {
  readonly kind: "declared";
  readonly declaration: NamedDeclaration;
  readonly module: LoadedModule;
}

/** What gives a local name its value. */
export type Definition =
  | { readonly kind: "parameter"; readonly node: Parameter }
  | { readonly kind: "let"; readonly node: LetStatement }
  /** One element of a list after the other. */
  | { readonly kind: "item"; readonly list: Expression }
  /** An entry of a topology, or the survey of a fanout. */
  | { readonly kind: "entry" | "survey"; readonly value: Expression }
  /** The `it` of a reduce. */
  | { readonly kind: "group"; readonly node: ReduceExpression }
  /** The name that a repeat makes new each round. */
  | { readonly kind: "round"; readonly node: RepeatExpression };

/** A name inside a flow, a test or a declaration's head. */
export interface Local {
  readonly kind: "local";
  /** Unique in the program. */
  readonly id: number;
  readonly name: string;
  readonly definition: Definition;
  /** Where it is given: the `it` of a reduce is written nowhere. */
  readonly given: Name | ReduceExpression;
  readonly module: LoadedModule;
  readonly span: Span;
}

/** What a mistake left behind: it was reported, and whatever comes of it stays silent. */
export interface Unknown {
  readonly kind: "unknown";
}

/** What a written name stands for. */
export type Target = Local | Declared | Unknown;

/** A name of a file: declared there, or imported. */
export interface ModuleName {
  readonly target: Declared | Unknown;
  readonly span: Span;
  readonly imported?: ImportedName;
}

/** The one {@link Unknown}. */
export const unknownTarget: Unknown = { kind: "unknown" };

/** What a declaration is, with its article, for messages. */
export function kindOfDeclaration(declaration: NamedDeclaration): string {
  switch (declaration.kind) {
    case "agent":
      return "an agent";
    case "type":
      return "a type";
    case "schema":
      return "a schema";
    default:
      return `a ${declaration.kind}`;
  }
}

/** What a local name is, with its article, for messages. */
export function kindOfLocal(local: Local): string {
  switch (local.definition.kind) {
    case "parameter":
      return "a parameter";
    case "entry":
      return "an entry";
    case "item":
      return "an item's name";
    case "let":
    case "survey":
    case "group":
    case "round":
      return "a value";
    default:
      return local.definition satisfies never;
  }
}
