import type { Parameter, TypeNode } from "../../language/ast.ts";
import type { Declared } from "../bind/target.ts";
import { walk } from "../bind/walk.ts";
import { declarationProblems } from "../diagnostics/declarations.ts";
import type { Type } from "../graph/type.ts";
import { isHeadDamaged } from "../modules/damage.ts";
import { unknownType } from "../types/access.ts";
import { type CheckTables, complain, type Place } from "./checking.ts";
import { typeOf } from "./expressions.ts";
import { noFacts } from "./facts.ts";
import type { ParameterType, Signature } from "./signature.ts";
import { writtenType, writtenTypeOrThought } from "./written-types.ts";

/** What a declaration takes and gives; undefined for what can't be called. */
export function signatureOf(program: CheckTables, { declaration }: Declared): Signature | undefined {
  return program.signatures.get(declaration);
}

/** What an agent gives that says nothing of its result. */
const agentResult: Type = { kind: "string" };
/** What a tool gives that says nothing of its result: whatever it is, it is checked before it is used. */
const toolResult: Type = { kind: "json" };

/** Reads the head of a tool, agent or flow. A flow that says nothing of its result gets it when its body is checked. */
export function defineSignature(program: CheckTables, { declaration, module }: Declared): void {
  if (declaration.kind !== "tool" && declaration.kind !== "agent" && declaration.kind !== "flow") return;
  const at = { program, module };
  const thoughts = declaration.kind === "flow";
  const read = (node: TypeNode): Type => (thoughts ? writtenTypeOrThought(at, node) : writtenType(at, node));
  const damaged = isHeadDamaged(module, declaration) || undefined;
  const parameters = declaration.parameters.map((node): ParameterType => {
    const type = damaged ? unknownType : read(node.type);
    const local = program.bound.locals.get(node.name);
    if (local) program.locals.set(local, type);
    return { name: node.name.text, type, node };
  });
  const silent = declaration.kind === "agent" ? agentResult : declaration.kind === "tool" ? toolResult : unknownType;
  const result = declaration.result ? read(declaration.result) : silent;
  program.signatures.set(declaration, damaged ? { parameters, result: unknownType, damaged } : { parameters, result });
}

/** Checks the defaults of parameters; all signatures are known by now. */
export function checkDefaults(program: CheckTables, { declaration, module }: Declared): void {
  const at: Place = { program, module, facts: noFacts, frame: { kind: "head", where: "a default" } };
  for (const { node, type } of program.signatures.get(declaration)?.parameters ?? []) checkDefault(at, node, type);
}

function checkDefault(at: Place, node: Parameter, type: Type): void {
  if (!node.default) return;
  const found = typeOf(at, node.default, { type, taker: `\`${node.name.text}\` takes` });
  if (found.kind === "never") return;
  walk(node.default, (each) => {
    if (each.kind === "if" || each.kind === "match" || each.kind === "for") {
      complain(at, declarationProblems.wrongDefault, each.span);
      return false;
    }
    return true;
  });
}
