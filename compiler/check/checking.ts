import type {
  AgentDeclaration,
  CallExpression,
  Expression,
  FieldExpression,
  ModelDeclaration,
  Span,
  SpineStatement,
  ToolDeclaration,
  TypeNode,
} from "../../language/ast.ts";
import { type ParametersOf, type Problem, report } from "../../language/catalogue.ts";
import type { Diagnostic } from "../../language/diagnostic.ts";
import type { Bound } from "../bind/bind.ts";
import type { Declared, Local, NamedDeclaration } from "../bind/target.ts";
import type { MethodName } from "../graph/expression.ts";
import type { NamedType, Type, TypeId } from "../graph/type.ts";
import type { LoadedModule } from "../modules/load.ts";
import type { Facts } from "./facts.ts";
import type { AgentSettings, ModelSettings, SpineSettings, ToolSettings } from "./settings.ts";
import type { CheckedCall, Signature } from "./signature.ts";

/** What checking leaves behind: side tables, keyed by nodes of the tree. */
export interface CheckTables {
  readonly bound: Bound;
  /** Schemas and aliases by id. */
  readonly table: Map<TypeId, NamedType>;
  readonly typeIds: Map<NamedDeclaration, TypeId>;
  /** The types that were written. */
  readonly written: Map<TypeNode, Type>;
  /** The type of every expression. */
  readonly types: Map<Expression, Type>;
  /** The type that is wanted of an expression, where its place wants one; of a written record the one record in it. */
  readonly expected: Map<Expression, Type>;
  readonly locals: Map<Local, Type>;
  readonly calls: Map<CallExpression, CheckedCall>;
  /** Fields that are methods: of a list, a string or a map. */
  readonly methods: Map<FieldExpression, MethodName>;
  readonly signatures: Map<NamedDeclaration, Signature>;
  readonly agents: Map<AgentDeclaration, AgentSettings>;
  readonly tools: Map<ToolDeclaration, ToolSettings>;
  readonly models: Map<ModelDeclaration, ModelSettings>;
  readonly spines: Map<SpineStatement, SpineSettings>;
  /** All flows, callees before their callers. */
  flows: readonly Declared[];
  /** Characters that may still be checked once more, in loops whose types have not settled. */
  readonly again: { left: number };
  diagnostics: Diagnostic[];
}

/** The side tables alone, for whoever reports nothing. */
export type KnownTables = Readonly<Omit<CheckTables, "diagnostics">>;

/** What the statements around an expression allow. */
export interface Frame {
  readonly kind: "flow" | "test" | "head";
  /** Said of where it stands, when a call can't stand there: "a default". */
  readonly where?: string;
  /** Collects what the flow returns; absent where no `return` can stand. */
  readonly returns?: Returns;
  /** Collects what the innermost `repeat` ends with; absent where no `break` can stand. */
  readonly breaks?: Type[];
  /** Whether the spine is replaced here by a `from`. */
  readonly replaced?: boolean;
  /** Why a `return` or `break` can't stand here, if it is a branch that it would leave. */
  readonly branch?: string;
}

/** What is known of a flow's result while its body is checked. */
export interface Returns {
  /** The declared result; absent if it is inferred. */
  readonly wanted?: Type;
  readonly found: Type[];
}

/** Where something is checked: in which file, under which statements, knowing what. */
export interface Place {
  readonly program: CheckTables;
  readonly module: LoadedModule;
  readonly frame: Frame;
  readonly facts: Facts;
}

/** Reports a problem in the place's file. */
export function complain<P extends object>(
  at: Pick<Place, "program" | "module">,
  problem: Problem<P>,
  span: Span,
  ...parameters: ParametersOf<P>
): void {
  at.program.diagnostics.push(report(problem, at.module.path, span, ...parameters));
}

/** Notes that names are used: what was probably meant is not unused too. */
export function noteMeant({ program, module }: Pick<Place, "program" | "module">, names: readonly string[]): void {
  for (const [name, local] of program.bound.locals) {
    if (local.module === module && names.includes(name.text)) program.bound.read.add(local);
  }
}

/** Runs `check`, and gives what it reported instead of noting it. */
export function apart<T>(
  program: CheckTables,
  check: () => T,
): { readonly value: T; readonly diagnostics: readonly Diagnostic[] } {
  const kept = program.diagnostics;
  program.diagnostics = [];
  try {
    const value = check();
    return { value, diagnostics: program.diagnostics };
  } finally {
    program.diagnostics = kept;
  }
}

/** The source text of a part of the tree. */
export function sourceOf(at: Pick<Place, "module">, span: Span): string {
  return at.module.text.slice(span.start, span.end);
}
