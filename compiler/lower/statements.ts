import type { Expression, Name, Statement, Block as WrittenBlock } from "../../language/ast.ts";
import { endsIn, leavesAlways } from "../check/statements.ts";
import type { Block, CallableRef, Node } from "../graph/graph.ts";
import { sameType } from "../types/union.ts";
import { lowerIf } from "./conditions.ts";
import { lowerExpression } from "./expressions.ts";
import { makeId, placeOf, type Region, typeOfNode } from "./lowering.ts";
import { isPure } from "./purity.ts";
import { fillSpines, hoistLater, listedRefs } from "./spine-tools.ts";

/** Lowers the statements of a block into a region of their own. */
export function lowerBlock(region: Region, block: WrittenBlock, asked: "value" | "run"): Block {
  const last = block.statements.at(-1);
  for (const statement of block.statements) {
    const isValue = statement === last && asked === "value" && statement.kind === "expression";
    if (isValue && !leavesAlways(statement.value)) {
      const value = lowerExpression(region, statement.value);
      return { nodes: fillSpines(region.program, region.nodes), value };
    }
    lowerStatement(region, statement);
    if (endsIn(statement)) break;
  }
  return { nodes: fillSpines(region.program, region.nodes) };
}

/** Lowers an expression into a region of its own. */
export function lowerBody(region: Region, node: Expression): Block {
  const value = lowerExpression(region, node);
  return { nodes: region.nodes, value };
}

/** Notes the scope in which a name is known. */
export function noteLocal(region: Region, name: Name): void {
  const local = region.program.checked.bound.locals.get(name);
  if (local) region.program.scopes.set(local, region.scope);
}

function lowerStatement(region: Region, node: Statement): void {
  const { program, module, nodes } = region;
  const at = placeOf(module, node.span);
  switch (node.kind) {
    case "let": {
      noteLocal(region, node.name);
      const name = node.name.text;
      const written = node.type && program.checked.written.get(node.type);
      const found = typeOfNode(program, node.value);
      if (!written || sameType(written, found)) {
        lowerLet(region, node.value, name, at);
        return;
      }
      const value = lowerExpression(region, node.value);
      const id = makeId(region, name);
      nodes.push({ kind: "check", id, at, bind: name, value, type: program.types.idOf(written) });
      return;
    }
    case "spine": {
      const settings = program.checked.spines.get(node);
      const system = settings?.system && lowerExpression(region, settings.system);
      const id = makeId(region, "spine");
      const tools: readonly CallableRef[] = settings?.tools ? listedRefs(program, settings.tools) : hoistLater;
      nodes.push({ kind: "spine", id, at, ...(system && { system }), tools });
      return;
    }
    case "share": {
      const value = lowerExpression(region, node.value);
      const name = node.value.kind === "name" ? node.value.name : undefined;
      const type = program.types.idOf(typeOfNode(program, node.value));
      nodes.push({ kind: "share", id: makeId(region, "share"), at, ...(name !== undefined && { name }), value, type });
      return;
    }
    case "return":
    case "break": {
      const value = lowerExpression(region, node.value);
      nodes.push({ kind: node.kind, id: makeId(region, node.kind), at, value });
      return;
    }
    case "expect": {
      const value = lowerExpression(region, node.value);
      const text = module.text.slice(node.value.span.start, node.value.span.end);
      nodes.push({ kind: "expect", id: makeId(region, "expect"), at, value, text });
      return;
    }
    case "mock":
      // Mocks are entries of their test.
      return;
    case "expression":
      if (node.value.kind === "if") lowerIf(region, node.value, { kind: "run" });
      else lowerExpression(region, node.value, { kind: "run" });
      return;
    default:
      node satisfies never;
  }
}

function lowerLet(region: Region, value: Expression, name: string, at: Node["at"]): void {
  const lowered = lowerExpression(region, value, { kind: "bind", name });
  // A node may have bound the name itself; what stayed an expression needs one that does.
  if (!isPure(value) && lowered.op === "name" && lowered.name === name) return;
  region.nodes.push({ kind: "let", id: makeId(region, name), at, bind: name, value: lowered });
}
