import type { Argument, Expression, ListForm, TopologyEntry } from "../../language/ast.ts";
import { report } from "../../language/catalogue.ts";
import { suggest } from "../../language/suggest.ts";
import { nameProblems } from "../diagnostics/names.ts";
import { type Binding, complain, declare, declareGroup, emptyScope, innerScope, resolve, type Scope } from "./scope.ts";
import { bindBlock } from "./statements.ts";
import { unknownTarget } from "./target.ts";
import { bindType } from "./types.ts";

/** Callees that mean something only in their place; whether they stand there is for the checker to say. */
const wordsThatCall: ReadonlySet<string> = new Set(["env", "mcp", "fail"]);

/** Resolves the names in an expression. */
export function bindExpression(binding: Binding, scope: Scope, node: Expression): void {
  const visit = (each: Expression) => bindExpression(binding, scope, each);
  switch (node.kind) {
    case "number":
    case "duration":
    case "boolean":
    case "null":
    case "missing":
      return;
    case "name":
      resolve(binding, scope, node);
      return;
    case "text":
      for (const part of node.parts) if (part.kind === "interpolation") visit(part.value);
      return;
    case "record":
      for (const entry of node.entries) visit(entry.value);
      return;
    case "list":
      for (const item of node.items) visit(item.kind === "spread" ? item.value : item);
      return;
    case "field":
      visit(node.of);
      return;
    case "index":
      visit(node.of);
      visit(node.index);
      return;
    case "call":
      if (node.callee.kind !== "name" || !isWord(binding, node.callee.name)) visit(node.callee);
      bindArguments(binding, scope, node.arguments);
      return;
    case "unary":
    case "try":
      visit(node.operand);
      return;
    case "binary":
      visit(node.left);
      visit(node.right);
      return;
    case "if":
      visit(node.condition);
      bindBlock(binding, scope, node.consequent);
      if (node.otherwise?.kind === "block") bindBlock(binding, scope, node.otherwise);
      else if (node.otherwise) visit(node.otherwise);
      return;
    case "match":
      visit(node.subject);
      for (const arm of node.arms) visit(arm.value);
      return;
    case "for": {
      visit(node.list);
      const inner = innerScope(scope);
      declare(binding, inner, node.name, { kind: "item", list: node.list });
      if (node.condition) bindExpression(binding, inner, node.condition);
      bindBlock(binding, inner, node.body);
      return;
    }
    case "from":
      visit(node.operand);
      if (node.source.kind !== "name" || node.source.name !== "spine") visit(node.source);
      return;
    case "think":
      visit(node.steps);
      visit(node.operand);
      return;
    case "ask":
      bindType(binding, node.type);
      visit(node.prompt);
      return;
    case "rate":
      visit(node.count);
      visit(node.per);
      return;
    case "parallel":
      bindArguments(binding, scope, node.options);
      if (node.over.kind === "list-form") {
        bindListForm(binding, scope, node.over);
        return;
      }
      bindBesideEntries(binding, scope, node.over.entries);
      return;
    case "chain":
      if (node.over.kind === "list-form") {
        bindListForm(binding, scope, node.over);
        return;
      }
      bindChainEntries(binding, scope, node.over.entries);
      return;
    case "fanout": {
      bindArguments(binding, scope, node.options);
      visit(node.survey);
      const inner = innerScope(scope);
      declare(binding, inner, node.name, { kind: "survey", value: node.survey });
      bindListForm(binding, inner, node.each);
      return;
    }
    case "dag":
      bindArguments(binding, scope, node.options);
      bindDagEntries(binding, scope, node.entries);
      return;
    case "diverge":
      visit(node.count);
      bindArguments(binding, scope, node.options);
      bindBlock(binding, scope, node.body);
      bindChoice(binding, scope, node.by);
      return;
    case "race":
      for (const branch of node.branches) visit(branch);
      return;
    case "reduce": {
      visit(node.list);
      visit(node.by);
      bindArguments(binding, scope, node.options);
      const inner = innerScope(scope);
      declareGroup(binding, inner, node);
      bindBlock(binding, inner, node.body);
      return;
    }
    case "repeat": {
      visit(node.count);
      visit(node.first);
      const inner = innerScope(scope);
      declare(binding, inner, node.name, { kind: "round", node });
      bindBlock(binding, inner, node.body);
      return;
    }
    default:
      node satisfies never;
  }
}

function isWord(binding: Binding, name: string): boolean {
  return wordsThatCall.has(name) && !binding.names.has(name);
}

function bindArguments(binding: Binding, scope: Scope, args: readonly Argument[]): void {
  for (const each of args) bindExpression(binding, scope, each.value);
}

function bindListForm(binding: Binding, scope: Scope, form: ListForm): void {
  bindExpression(binding, scope, form.list);
  const inner = innerScope(scope);
  declare(binding, inner, form.name, { kind: "item", list: form.list });
  bindBlock(binding, inner, form.body);
}

/** `by vote` and `by perplexity` are words; `by judge(a)` names an agent. */
function bindChoice(binding: Binding, scope: Scope, by: Expression): void {
  if (by.kind === "name" && (by.name === "vote" || by.name === "perplexity")) return;
  if (by.kind === "call" && by.callee.kind === "name" && by.callee.name === "judge") {
    bindArguments(binding, scope, by.arguments);
    return;
  }
  if (by.kind !== "name") bindExpression(binding, scope, by);
}

/** Entries that run side by side do not see each other. */
function bindBesideEntries(binding: Binding, scope: Scope, entries: readonly TopologyEntry[]): void {
  const mend = "The entries of a `parallel` don't see each other: use a `dag` where one needs another.";
  const inner = innerScope(scope, new Map(entries.map((entry) => [entry.name.text, mend])));
  // Each gets its name in a scope of its own, where only another entry of that name can be in the way.
  const named = emptyScope();
  for (const entry of entries) {
    declare(binding, named, entry.name, { kind: "entry", value: entry.value });
    bindExpression(binding, inner, entry.value);
  }
}

/** A later entry of a chain sees the earlier ones. */
function bindChainEntries(binding: Binding, scope: Scope, entries: readonly TopologyEntry[]): void {
  const inner = innerScope(scope);
  for (const entry of entries) {
    bindExpression(binding, inner, entry.value);
    declare(binding, inner, entry.name, { kind: "entry", value: entry.value });
  }
}

function bindDagEntries(binding: Binding, scope: Scope, entries: readonly TopologyEntry[]): void {
  const inner = innerScope(scope);
  for (const entry of entries) declare(binding, inner, entry.name, { kind: "entry", value: entry.value });
  for (const entry of entries) {
    bindExpression(binding, inner, entry.value);
    for (const name of entry.after) {
      const local = inner.names.get(name.text);
      binding.tables.targets.set(name, local ?? unknownTarget);
      if (local || name.text === "") continue;
      const nearest = suggest(
        name.text,
        entries.map((each) => each.name.text).filter((each) => each !== entry.name.text),
      );
      complain(binding, report(nameProblems.unknownName, binding.module.path, name.span, { name: name.text, nearest }));
    }
  }
}
