import type { Block, CallExpression, Expression, FlowDeclaration, RepeatExpression } from "../../language/ast.ts";
import type { Local } from "../bind/target.ts";
import { partsOf, walk } from "../bind/walk.ts";
import { sameType } from "../types/union.ts";
import type { KnownTables } from "./checking.ts";
import { runsSomething } from "./runs.ts";

/** Where a value comes from, as far as `from` asks: which calls of agents may have given it, unchanged. */
export type Origin =
  | { readonly kind: "agent"; readonly calls: ReadonlySet<CallExpression> }
  | { readonly kind: "record"; readonly fields: ReadonlyMap<string, Origin> }
  | { readonly kind: "list"; readonly element: Origin }
  /** Something else; `why` ends a sentence. */
  | { readonly kind: "other"; readonly why: string }
  /** A mistake that has been reported, or a way back to what is being looked at. */
  | { readonly kind: "unknown" };

const unknown: Origin = { kind: "unknown" };
const other = (why: string): Origin => ({ kind: "other", why });

/** The origin of an expression that has been checked. */
export function originOf(program: KnownTables, node: Expression): Origin {
  return trace(program, node, new Set());
}

/** `open` holds the loops that are being traced: their own value adds nothing to it. */
function trace(program: KnownTables, node: Expression, open: ReadonlySet<RepeatExpression>): Origin {
  const of = (each: Expression) => trace(program, each, open);
  switch (node.kind) {
    case "name": {
      const target = program.bound.targets.get(node);
      return target?.kind === "local" ? traceLocal(program, target, open) : unknown;
    }
    case "missing":
      return unknown;
    case "field": {
      const origin = of(node.of);
      const method = program.methods.get(node);
      if (method === "first" || method === "last") return elementOf(origin);
      if (method) return other("this is no agent's result");
      return origin.kind === "record" ? (origin.fields.get(node.name.text) ?? unknown) : partOf(origin);
    }
    case "index":
      return elementOf(of(node.of));
    case "call": {
      const call = program.calls.get(node);
      if (!call) return node.callee.kind === "field" ? other("this was worked out from it") : unknown;
      const { declaration } = call.target;
      if (declaration.kind === "agent") return { kind: "agent", calls: new Set([node]) };
      if (declaration.kind === "flow") return traceFlow(program, declaration, open);
      return other("a tool gave this");
    }
    case "think":
    case "from":
      return of(node.operand);
    case "if":
      return joinOrigins([
        traceBlock(program, node.consequent, open),
        node.otherwise?.kind === "block"
          ? traceBlock(program, node.otherwise, open)
          : node.otherwise
            ? of(node.otherwise)
            : unknown,
      ]);
    case "match":
      if (!runsSomething(node)) return other("this was chosen among values");
      return joinOrigins(node.arms.map((arm) => of(arm.value)));
    case "try":
      return { kind: "record", fields: new Map([["value", of(node.operand)]]) };
    case "for":
      return { kind: "list", element: traceBlock(program, node.body, open) };
    case "parallel":
    case "chain":
      if (node.over.kind === "list-form") return { kind: "list", element: traceBlock(program, node.over.body, open) };
      return { kind: "record", fields: new Map(node.over.entries.map((entry) => [entry.name.text, of(entry.value)])) };
    case "dag":
      return { kind: "record", fields: new Map(node.entries.map((entry) => [entry.name.text, of(entry.value)])) };
    case "fanout": {
      const each: Origin = { kind: "list", element: traceBlock(program, node.each.body, open) };
      return {
        kind: "record",
        fields: new Map([
          [node.name.text, of(node.survey)],
          ["each", each],
        ]),
      };
    }
    case "diverge": {
      const attempt = traceBlock(program, node.body, open);
      return {
        kind: "record",
        fields: new Map<string, Origin>([
          ["best", attempt],
          ["attempts", { kind: "list", element: attempt }],
        ]),
      };
    }
    case "race":
      return joinOrigins(node.branches.map(of));
    case "reduce":
      return joinOrigins([elementOf(of(node.list)), traceBlock(program, node.body, open)]);
    case "repeat":
      return traceRepeat(program, node, open);
    case "record":
    case "list":
      return other("this was put together by the flow");
    case "ask":
      return other("a person gave this");
    default:
      return other("this was worked out by the flow");
  }
}

function traceLocal(program: KnownTables, local: Local, open: ReadonlySet<RepeatExpression>): Origin {
  const { definition } = local;
  switch (definition.kind) {
    case "parameter":
      return program.locals.get(local)?.kind === "thought"
        ? { kind: "agent", calls: new Set() }
        : other("a parameter may hold anything");
    case "let": {
      const { type, value } = definition.node;
      const written = type && program.written.get(type);
      const found = program.types.get(value);
      if (written && found && !sameType(written, found)) return other("a checked `let` may have changed this");
      return trace(program, value, open);
    }
    case "item":
      return elementOf(trace(program, definition.list, open));
    case "entry":
    case "survey":
      return trace(program, definition.value, open);
    case "group": {
      const { list, body } = definition.node;
      const inner = joinOrigins([elementOf(trace(program, list, open)), traceBlock(program, body, open)]);
      return { kind: "list", element: inner };
    }
    case "round":
      return traceRepeat(program, definition.node, open);
    default:
      return definition satisfies never;
  }
}

function traceRepeat(program: KnownTables, node: RepeatExpression, open: ReadonlySet<RepeatExpression>): Origin {
  if (open.has(node)) return unknown;
  const inside = new Set([...open, node]);
  const ends = breaksOf(node.body).map((value) => trace(program, value, inside));
  return joinOrigins([trace(program, node.first, inside), traceBlock(program, node.body, inside), ...ends]);
}

/** The values of the `break`s that end this very loop. */
function breaksOf(block: Block): Expression[] {
  const values: Expression[] = [];
  walk(block, (each) => {
    if (each.kind === "break") values.push(each.value);
    return each.kind !== "repeat";
  });
  return values;
}

function traceBlock(program: KnownTables, block: Block, open: ReadonlySet<RepeatExpression>): Origin {
  const last = block.statements.at(-1);
  return last?.kind === "expression" ? trace(program, last.value, open) : unknown;
}

function traceFlow(program: KnownTables, flow: FlowDeclaration, open: ReadonlySet<RepeatExpression>): Origin {
  const values: Expression[] = [];
  walk(flow.body, (each) => {
    if (each.kind === "return") values.push(each.value);
    return true;
  });
  const last = flow.body.statements.at(-1);
  if (last?.kind === "expression" && partsOf(last.value).length > 0 && values.length === 0) values.push(last.value);
  return joinOrigins(values.map((value) => trace(program, value, open)));
}

function elementOf(origin: Origin): Origin {
  return origin.kind === "list" ? origin.element : partOf(origin);
}

/** A part of what an agent gave is no result of its own. */
function partOf(origin: Origin): Origin {
  return origin.kind === "agent" ? other("this is only a part of what an agent gave") : origin;
}

/** The origin of a value that comes from one of several places. */
function joinOrigins(origins: readonly Origin[]): Origin {
  const known = origins.filter((origin) => origin.kind !== "unknown");
  const [first] = known;
  if (!first) return unknown;
  const odd = known.find((origin) => origin.kind === "other");
  if (odd) return odd;
  if (known.every((origin) => origin.kind === "agent")) {
    return { kind: "agent", calls: new Set(known.flatMap((origin) => [...origin.calls])) };
  }
  if (known.every((origin) => origin.kind === "list")) {
    return { kind: "list", element: joinOrigins(known.map((origin) => origin.element)) };
  }
  if (known.every((origin) => origin.kind === "record")) {
    const names = new Set(known.flatMap((origin) => [...origin.fields.keys()]));
    const field = (name: string) => joinOrigins(known.map((origin) => origin.fields.get(name) ?? unknown));
    return { kind: "record", fields: new Map([...names].map((name) => [name, field(name)])) };
  }
  return other("this may be one of different things");
}
