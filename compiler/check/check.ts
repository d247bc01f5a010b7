import type { Declaration } from "../../language/ast.ts";
import type { Diagnostic } from "../../language/diagnostic.ts";
import type { Bound } from "../bind/bind.ts";
import type { Declared } from "../bind/target.ts";
import { checkAgent } from "./agents.ts";
import type { CheckTables, KnownTables, Place } from "./checking.ts";
import { noFacts } from "./facts.ts";
import { checkFlow, checkTest, orderFlows } from "./flows.ts";
import { checkModel } from "./models.ts";
import { defineTypes } from "./named-types.ts";
import { checkDefaults, defineSignature } from "./signatures.ts";
import { checkTool } from "./tools.ts";
import { warnOfUnused } from "./unused.ts";

/** A program whose every expression has a type: side tables to the trees of its files. */
export interface Checked extends KnownTables {
  readonly diagnostics: readonly Diagnostic[];
}

/** Characters that are checked again in all: more than all loops of ten thousand lines have. */
const MOST_AGAIN = 400_000;

/**
 * Finds the type of every expression and what every property says, and reports what is wrong with them. Where only some
 * declarations are looked `into`, of the others only that is known which those need of them.
 */
export function check(bound: Bound, into: (declaration: Declaration) => boolean = () => true): Checked {
  const program: CheckTables = {
    bound,
    table: new Map(),
    typeIds: new Map(),
    written: new Map(),
    types: new Map(),
    expected: new Map(),
    locals: new Map(),
    calls: new Map(),
    methods: new Map(),
    signatures: new Map(),
    agents: new Map(),
    tools: new Map(),
    models: new Map(),
    spines: new Map(),
    flows: [],
    again: { left: MOST_AGAIN },
    diagnostics: [],
  };
  const all = declarationsOf(bound);
  defineTypes(program);
  for (const declared of all) defineSignature(program, declared);
  const inner = all.filter(({ declaration }) => into(declaration));
  for (const declared of inner) checkDefaults(program, declared);
  for (const declared of inner) checkHead(program, declared);
  // What a flow gives that does not say it is known from its body alone.
  program.flows = orderFlows(
    program,
    all.filter(({ declaration }) => declaration.kind === "flow" && (!declaration.result || into(declaration))),
  );
  for (const flow of program.flows) checkFlow(program, flow);
  for (const module of bound.loaded.modules) {
    for (const node of module.tree.declarations) {
      if (node.kind === "test" && into(node)) checkTest({ program, module }, node);
    }
  }
  warnOfUnused(program);
  return program;
}

/** Every declaration that has a name, module by module. */
export function declarationsOf(bound: Pick<Bound, "loaded">): readonly Declared[] {
  return bound.loaded.modules.flatMap((module) =>
    module.tree.declarations.flatMap((declaration): Declared[] =>
      declaration.kind === "test" ? [] : [{ kind: "declared", declaration, module }],
    ),
  );
}

/** Checks the properties of a model, tool or agent. */
function checkHead(program: CheckTables, { declaration, module }: Declared): void {
  const at = (where: string): Place => ({ program, module, facts: noFacts, frame: { kind: "head", where } });
  switch (declaration.kind) {
    case "model":
      checkModel(at("the properties of a model"), declaration);
      return;
    case "tool":
      checkTool(at("the properties of a tool"), declaration);
      return;
    case "agent":
      checkAgent(at("the properties of an agent"), declaration);
      return;
    default:
  }
}
