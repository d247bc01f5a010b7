import type { Block, Name, Property, Statement } from "../../language/ast.ts";
import { report } from "../../language/catalogue.ts";
import { suggestNear } from "../../language/suggest.ts";
import { nameProblems } from "../diagnostics/names.ts";
import { mayBeLost } from "../modules/damage.ts";
import { bindExpression } from "./expressions.ts";
import { type Binding, complain, declare, innerScope, type Scope } from "./scope.ts";
import { unknownTarget } from "./target.ts";
import { bindType } from "./types.ts";

/** Resolves the names in a block, which has a scope of its own. */
export function bindBlock(binding: Binding, outer: Scope, block: Block): void {
  const scope = innerScope(outer);
  for (const statement of block.statements) bindStatement(binding, scope, statement);
}

/** Resolves the names in the properties of a model, tool, agent or spine. */
export function bindProperties(binding: Binding, scope: Scope, properties: readonly Property[]): void {
  for (const { name, value } of properties) {
    // Its words (`auto`, `text`, …) mean something only here.
    if (name.text === "handoff" && value.kind === "name") continue;
    bindExpression(binding, scope, value);
  }
}

function bindStatement(binding: Binding, scope: Scope, node: Statement): void {
  switch (node.kind) {
    case "let":
      if (node.type) bindType(binding, node.type);
      bindExpression(binding, scope, node.value);
      declare(binding, scope, node.name, { kind: "let", node });
      return;
    case "spine":
      bindProperties(binding, scope, node.properties);
      return;
    case "share":
    case "return":
    case "break":
    case "expect":
    case "expression":
      bindExpression(binding, scope, node.value);
      return;
    case "mock": {
      bindMocked(binding, node.name);
      bindExpression(binding, scope, node.value);
      return;
    }
    default:
      node satisfies never;
  }
}

/** A mock names a declaration, and is no use of it. */
function bindMocked(binding: Binding, name: Name): void {
  const known = binding.names.get(name.text);
  if (known?.imported) binding.tables.usedImports.add(known.imported);
  binding.tables.targets.set(name, known?.target ?? unknownTarget);
  if (known || name.text === "" || mayBeLost(binding.module, name.text)) return;
  const nearest = suggestNear(name.text, binding.names.keys());
  complain(binding, report(nameProblems.unknownName, binding.module.path, name.span, { name: name.text, nearest }));
}
