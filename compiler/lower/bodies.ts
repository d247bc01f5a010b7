import type { FlowDeclaration, MockStatement, TestDeclaration } from "../../language/ast.ts";
import { endsInValue } from "../check/flows.ts";
import { wordCall } from "../check/properties.ts";
import type { FlowEntry, TestEntry } from "../graph/graph.ts";
import type { LoadedModule } from "../modules/load.ts";
import { lowerParameters } from "./declarations.ts";
import { lowerPure, nullValue } from "./expressions.ts";
import { idOf, type Lowering, placeOf, rootRegion } from "./lowering.ts";
import { hoistedTools } from "./spine-tools.ts";
import { lowerBlock, noteLocal } from "./statements.ts";

/** A flow's entry. The flows that it calls are lowered already. */
export function lowerFlow(program: Lowering, module: LoadedModule, node: FlowDeclaration): FlowEntry {
  const signature = program.checked.signatures.get(node) ?? { parameters: [], result: { kind: "null" } };
  const id = idOf(program, node);
  const region = rootRegion(program, module, id);
  for (const parameter of node.parameters) noteLocal(region, parameter.name);
  const body = lowerBlock(region, node.body, endsInValue(node.body, node.result !== undefined) ? "value" : "run");
  const tools = hoistedTools(program, body);
  program.flowTools.set(id, tools);
  return {
    id,
    name: node.name.text,
    at: placeOf(module, node.span),
    ...(node.doc && { doc: node.doc.text }),
    parameters: lowerParameters(program, module, signature.parameters),
    result: program.types.idOf(signature.result),
    tools,
    body,
  };
}

/** A test's entry. */
export function lowerTest(program: Lowering, module: LoadedModule, node: TestDeclaration): TestEntry {
  // A slash would look like a step of a path.
  const region = rootRegion(program, module, `test:${node.name.text.replaceAll("/", "|")}`);
  const mocks = node.body.statements.filter((each): each is MockStatement => each.kind === "mock");
  const body = lowerBlock(region, node.body, "run");
  return {
    name: node.name.text,
    at: placeOf(module, node.span),
    mocks: mocks.flatMap((mock) => lowerMock(program, module, mock)),
    tools: hoistedTools(program, body),
    body,
  };
}

function lowerMock(program: Lowering, module: LoadedModule, node: MockStatement): TestEntry["mocks"] {
  const target = program.checked.bound.targets.get(node.name);
  if (target?.kind !== "declared") return [];
  const id = idOf(program, target.declaration);
  const region = rootRegion(program, module, "mock");
  const failure = wordCall(node.value, "fail");
  return [
    {
      at: placeOf(module, node.span),
      target: target.declaration.kind === "tool" ? { kind: "tool", id } : { kind: "agent", id, from: "caller" },
      outcome: failure
        ? { fail: failure[0] ? lowerPure(region, failure[0]) : nullValue }
        : { value: lowerPure(region, node.value) },
    },
  ];
}
