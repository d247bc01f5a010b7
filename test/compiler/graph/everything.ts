/** A graph by hand that has every kind of node, expression and entry. It need not make sense, but it is well formed. */
import { typeEntry } from "../../../compiler/emit/type-entry.ts";
import type { Expr, Json } from "../../../compiler/graph/expression.ts";
import {
  type At,
  type Block,
  type EntryBlock,
  GRAPH_VERSION,
  type Graph,
  type Node,
  type TypeEntry,
} from "../../../compiler/graph/graph.ts";
import { anonymousTypeId } from "../../../compiler/graph/hash.ts";
import type { Type, TypeTable } from "../../../compiler/graph/type.ts";
import {
  bool,
  int,
  is,
  json,
  list,
  map,
  nil,
  number,
  pattern,
  record,
  ref,
  tableOf,
  text,
  union,
  url,
} from "../types/write.ts";

const table: TypeTable = new Map([
  ...tableOf({
    Ticket: record({ kind: union(is("bug"), is("question")), urgent: bool, "amount?": number(0) }),
    Tree: record({ label: text(1, 20), children: list(ref("Tree"), 0, 3) }),
    Odd: record({
      code: pattern("[A-Z]{3}-\\d+"),
      source: url,
      extra: map(union(json, nil)),
      "none?": list({ kind: "never" }, 0, 0),
    }),
    Thought: { kind: "thought" },
  }),
]);

const string = text();
const strings = list(text());
const question = record({ question: string });
const anonymous = [string, strings, question, bool, record({}), int(0, 9)];
const idOf = (type: Type): string => anonymousTypeId(type);

const types: readonly TypeEntry[] = [
  ...[...table.values()].map((named) => typeEntry(named.id, true, named.type, table, `What a ${named.id} is.`)),
  ...anonymous.map((type) => typeEntry(idOf(type), false, type, table)),
];

const at: At = { file: 0, start: 120, end: 140, line: 9, column: 3 };
const value = (v: Json): Expr => ({ op: "value", value: v });
const name = (n: string): Expr => ({ op: "name", name: n });
const block = (result: Expr, ...nodes: readonly Node[]): Block => ({ nodes, value: result });
const entry = (id: string, body: Block): EntryBlock => ({ name: id, at, body, type: "Ticket" });
const call = (id: string): Node => ({
  kind: "agent",
  id: `main/${id}`,
  at,
  bind: `$${id}`,
  agent: "reader",
  arguments: { question: name("topic") },
});
const called = (id: string): Block => block(name(`$${id}`), call(id));

const pure: Expr = {
  op: "if",
  condition: {
    op: "binary",
    operator: "&&",
    left: { op: "unary", operator: "!", operand: value(false) },
    right: value(true),
  },
  // biome-ignore lint/suspicious/noThenProperty: the graph's own word.
  then: {
    op: "text",
    parts: [
      "On ",
      name("topic"),
      { op: "method", of: { op: "field", of: name("ticket"), name: "kind" }, name: "length", arguments: [] },
      { op: "field", of: name("ticket"), name: "amount", optional: true },
    ],
  },
  else: {
    op: "match",
    subject: {
      op: "index",
      of: { op: "list", items: [{ value: value(1) }, { value: name("many"), spread: true }] },
      index: value(0),
    },
    arms: [
      { values: [1, "a"], result: { op: "record", entries: [{ name: "a", value: value(null) }] } },
      { values: null, result: { op: "for", name: "x", list: name("many"), condition: name("ok"), result: name("x") } },
    ],
  },
};

const nodes: readonly Node[] = [
  { kind: "spine", id: "main/spine", at, system: value("You sort messages."), tools: [{ kind: "tool", id: "search" }] },
  { kind: "let", id: "main/many", at, bind: "many", value: value(["a", "b"]) },
  { kind: "check", id: "main/checked", at, bind: "checked", value: name("many"), type: idOf(strings) },
  { ...call("first"), keepUntil: "main/flow" } as Node,
  { kind: "share", id: "main/share", at, name: "ticket", value: name("$first"), type: "Ticket" },
  { kind: "tool", id: "main/search", at, bind: "hits", tool: "search", arguments: { question: name("topic") } },
  {
    kind: "flow",
    id: "main/flow",
    at,
    bind: "sub",
    flow: "sub",
    arguments: { topic: name("topic") },
    from: { kind: "result", of: name("$first") },
  },
  {
    kind: "agent",
    id: "main/think",
    at,
    bind: "thought",
    agent: "reader",
    arguments: {},
    think: 20,
    from: { kind: "spine" },
  },
  { kind: "ask", id: "main/ask", at, bind: "ok", type: idOf(bool), prompt: value("Go on?") },
  { kind: "expect", id: "main/expect", at, value: name("ok"), text: "ok" },
  // biome-ignore lint/suspicious/noThenProperty: the graph's own word.
  { kind: "if", id: "main/if", at, condition: name("ok"), then: called("yes"), else: { nodes: [] } },
  {
    kind: "match",
    id: "main/match",
    at,
    subject: name("topic"),
    arms: [
      { values: ["tea"], body: called("tea") },
      { values: null, body: block(value(null)) },
    ],
  },
  {
    kind: "for",
    id: "main/for",
    at,
    name: "x",
    list: name("many"),
    condition: block(value(true)),
    body: called("each"),
  },
  { kind: "try", id: "main/try", at, bind: "tried", body: called("tried") },
  {
    kind: "parallel",
    id: "main/parallel",
    at,
    bind: "all",
    name: "x",
    list: name("many"),
    max: 4,
    body: called("side"),
  },
  { kind: "chain", id: "main/chain", at, over: { kind: "entries", entries: [entry("draft", called("draft"))] } },
  {
    kind: "chain",
    id: "main/chain.2",
    at,
    over: { kind: "list", name: "x", list: name("many"), body: called("link"), type: "Ticket" },
  },
  {
    kind: "fanout",
    id: "main/fanout",
    at,
    survey: entry("map", called("map")),
    name: "x",
    list: name("many"),
    body: called("area"),
  },
  {
    kind: "dag",
    id: "main/dag",
    at,
    max: 2,
    entries: [
      { ...entry("a", called("a")), needs: [], after: [] },
      { ...entry("b", called("b")), needs: ["a"], after: ["a"] },
    ],
  },
  { kind: "diverge", id: "main/diverge", at, count: 5, body: called("one"), by: { kind: "judge", agent: "reader" } },
  { kind: "diverge", id: "main/diverge.2", at, count: 2, max: 1, body: called("two"), by: { kind: "vote" } },
  { kind: "race", id: "main/race", at, branches: [called("fast"), called("slow")] },
  { kind: "reduce", id: "main/reduce", at, list: name("many"), by: 8, body: called("merge") },
  {
    kind: "repeat",
    id: "main/repeat",
    at,
    count: 3,
    name: "draft",
    first: called("start"),
    body: block(name("draft"), { kind: "break", id: "main/repeat/break", at, value: name("draft") }),
  },
  { kind: "return", id: "main/return", at, value: pure },
];

export const everything: Graph = {
  version: GRAPH_VERSION,
  files: ["main.af", "std/corpus.af"],
  types: Object.fromEntries(types.map((type) => [type.id, type])),
  models: {
    local: { id: "local", at, gguf: { env: "MODEL" }, context: 32_000, branches: 16 },
    hosted: { id: "hosted", at, provider: "openai", name: "small", url: "https://example.org", key: { env: "KEY" } },
  },
  tools: {
    search: {
      id: "search",
      name: "search",
      at: { ...at, file: 1 },
      doc: "Looks words up.",
      parameters: [{ name: "question", type: idOf(string), doc: "What to look for.", default: value("tea") }],
      arguments: idOf(question),
      result: idOf(strings),
      from: { kind: "std", module: "std/corpus", export: "search" },
      timeoutMs: 120_000,
      retry: 2,
      resultTokens: 1000,
      cacheMs: 600_000,
      rate: { count: 5, perMs: 1000 },
      max: 4,
      protected: true,
      effect: false,
    },
    write: {
      id: "write",
      name: "write",
      at,
      parameters: [],
      arguments: idOf(record({})),
      result: idOf(bool),
      from: { kind: "module", path: "tools.ts", export: "write" },
      timeoutMs: 1000,
      retry: 0,
      resultTokens: 1000,
      protected: false,
      effect: true,
    },
    issue: {
      id: "issue",
      name: "issue",
      at,
      parameters: [],
      arguments: idOf(record({})),
      result: "Odd",
      from: { kind: "mcp", command: "some-server", tool: "create-issue" },
      timeoutMs: 1000,
      retry: 0,
      resultTokens: 1000,
      protected: false,
      effect: false,
    },
  },
  agents: {
    reader: {
      id: "reader",
      name: "reader",
      at,
      doc: "Reads a message.",
      parameters: [{ name: "question", type: idOf(string) }],
      arguments: idOf(question),
      result: "Ticket",
      system: value("You are strict."),
      prompt: { op: "text", parts: ["Read: ", name("question")] },
      model: "local",
      tools: [
        { kind: "tool", id: "search" },
        { kind: "agent", id: "reader", from: "spine" },
      ],
      turns: 4,
      tokens: 800,
      timeoutMs: 120_000,
      retry: 1,
      temperature: 0.2,
      topP: 0.9,
      topK: 40,
      minP: 0.05,
      seed: 7,
      reason: 200,
      delegates: 1,
      handoff: "auto",
    },
  },
  flows: {
    main: {
      id: "main",
      name: "main",
      at,
      doc: "Sorts a message.",
      parameters: [{ name: "topic", type: idOf(string), default: value("tea") }],
      result: "Ticket",
      tools: [],
      body: { nodes },
    },
    sub: {
      id: "sub",
      name: "sub",
      at,
      parameters: [],
      result: idOf(int(0, 9)),
      tools: [{ kind: "tool", id: "search" }],
      body: block(value(3)),
    },
  },
  tests: [
    {
      name: "a message is sorted",
      at,
      mocks: [
        { at, target: { kind: "tool", id: "search" }, outcome: { value: value([]) } },
        { at, target: { kind: "agent", id: "reader", from: "caller" }, outcome: { fail: value("down") } },
      ],
      tools: [],
      body: { nodes: [{ kind: "expect", id: "test/expect", at, value: value(true), text: "true" }] },
    },
  ],
  main: "main",
};
