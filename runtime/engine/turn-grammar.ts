import type { TypeEntry } from "../../compiler/graph/graph.ts";
import type { CallSyntax } from "../layout/layout.ts";
import type { GbnfDecoder } from "./decoder.ts";
import type { TurnRequest } from "./engine.ts";
import { REASON_END } from "./turn-text.ts";

/** Holds the free thinking before an answer to nothing but its end mark, which can't stand inside it. */
export function reasonDecoder(): GbnfDecoder {
  return { kind: "gbnf", grammar: `root ::= ([^<] | "<" [^/])* ${gbnfLiteral(REASON_END)}\n` };
}

/** Holds a turn, after its thinking, to what `request` lets it be: an answer of its type, or calls of what may be called. */
export function turnDecoder(request: TurnRequest, syntax: CallSyntax): GbnfDecoder {
  const rules = new Map<string, string>();
  const ways: string[] = [];
  if (request.answer) ways.push(typeRule(request.answer, rules));
  if (request.calls.length > 0 && request.maxCalls > 0) ways.push(callsRule(request, syntax, rules));
  if (ways.length === 0) throw new Error("A turn must be allowed an answer or a call.");
  const lines = [`root ::= ${ways.join(" | ")}`, ...[...rules].map(([name, body]) => `${name} ::= ${body}`)];
  return { kind: "gbnf", grammar: `${lines.join("\n")}\n` };
}

/** Any text as a GBNF literal. */
export function gbnfLiteral(text: string): string {
  const escapes: Record<string, string> = { "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t" };
  const escaped = text.replace(/[\\"\n\r\t]/g, (char) => escapes[char] ?? char);
  const control = (char: string) => `\\x${char.charCodeAt(0).toString(16).padStart(2, "0")}`;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what has to be escaped.
  return `"${escaped.replace(/[\x00-\x1f\x7f]/g, control)}"`;
}

function callsRule(request: TurnRequest, syntax: CallSyntax, rules: Map<string, string>): string {
  const calls = request.calls.map((callable, index) => {
    const open = gbnfLiteral(`${syntax.prefix}${callable.name}${syntax.between}`);
    const body = sequence(open, typeRule(callable.arguments, rules), gbnfLiteral(syntax.suffix));
    return addRule(rules, `turn-call-${index}`, body);
  });
  const call = addRule(rules, "turn-call", calls.join(" | "));
  const more = syntax.single ? 0 : request.maxCalls - 1;
  const rest = more > 0 ? `(${sequence(gbnfLiteral(syntax.separator), call)}){0,${more}}` : "";
  return addRule(rules, "turn-calls", sequence(gbnfLiteral(syntax.open), call, rest, gbnfLiteral(syntax.close)));
}

function sequence(...parts: readonly string[]): string {
  return parts.filter((part) => part !== "" && part !== '""').join(" ");
}

function typeRule(entry: TypeEntry, rules: Map<string, string>): string {
  if (!entry.gbnf) {
    for (const [name, body] of Object.entries(anyJson)) addRule(rules, name, body);
    return "turn-json";
  }
  for (const [name, body] of Object.entries(entry.gbnf.rules)) addRule(rules, name, body);
  return entry.gbnf.root;
}

function addRule(rules: Map<string, string>, name: string, body: string): string {
  const known = rules.get(name);
  if (name === "root" || (known !== undefined && known !== body))
    throw new Error(`Two grammars of one turn have different rules of the name ${name}.`);
  rules.set(name, body);
  return name;
}

/** Compact JSON, for types that have no grammar of their own: the check after decoding does the rest. */
const anyJson: Readonly<Record<string, string>> = {
  "turn-json": 'turn-json-object | turn-json-array | turn-json-string | turn-json-number | "true" | "false" | "null"',
  "turn-json-object": '"{" (turn-json-pair ("," turn-json-pair)*)? "}"',
  "turn-json-pair": 'turn-json-string ":" turn-json',
  "turn-json-array": '"[" (turn-json ("," turn-json)*)? "]"',
  "turn-json-string": '"\\"" turn-json-char* "\\""',
  "turn-json-char": '[^"\\\\\\x00-\\x1f] | "\\\\" (["\\\\/bfnrt] | "u" [0-9a-fA-F]{4})',
  // Fifteen digits are what a double is sure to keep.
  "turn-json-number": '"-"? ("0" | [1-9] [0-9]{0,14}) ("." [0-9]{1,15})?',
};
