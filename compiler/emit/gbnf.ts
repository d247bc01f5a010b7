/**
 * A type as a grammar of its canonical JSON, for llama.cpp's engine. For every constraint it is known whether the grammar
 * enforces it; the others are listed, so that nothing is dropped in silence.
 */
import type { RecordType, StringType, Type, TypeId, TypeTable } from "../graph/type.ts";
import { canonicalText } from "../types/canonical.ts";
import { formatPattern } from "../types/formats.ts";
import { parseRegex } from "../types/regex.ts";
import { numberRule } from "./gbnf-number.ts";
import { PLAIN, patternBody } from "./gbnf-pattern.ts";
import { chars, choice, type Gbnf, optional, Rules, sequence, text } from "./gbnf-text.ts";

export interface GbnfEntry {
  /** Absent where nothing can be written that is of the type, or a pattern is not one of ours. */
  readonly gbnf?: { readonly root: string; readonly rules: Readonly<Record<string, string>> };
  /** `source: length 1..80`: where, and what is only checked after decoding. */
  readonly checkedAfter: readonly string[];
}

/** Lists and records that a `json` may hold inside each other. A model could nest them without end, a prompt never does. */
const JSON_DEPTH = 8;

/** The grammar of `type`, and what of it the grammar can't say. */
export function emitGbnf(type: Type, table: TypeTable): GbnfEntry {
  const rules = new Rules();
  const made = expression(type, { rules, table });
  if (!made) return { checkedAfter: ["all of it: no grammar can be given"] };
  const root = made.kind === "rule" ? made : (rules.hashed("value", made) as Gbnf & { kind: "rule" });
  return {
    gbnf: { root: root.name, rules: rules.reachedFrom(root.name) },
    checkedAfter: unenforced(type, table, new Map()).map((place) => place.replace(/^(?:\.|: )/, "")),
  };
}

interface Maker {
  readonly rules: Rules;
  readonly table: TypeTable;
}

/** A part of a body that stands for `type`; undefined where it has no text. Whatever is not small is a rule of its own. */
function expression(type: Type, maker: Maker): Gbnf | undefined {
  const { rules, table } = maker;
  switch (type.kind) {
    case "list":
    case "map":
    case "record": {
      const inner = body(type, maker);
      return inner && (inner.kind === "text" ? inner : rules.hashed(type.kind, inner));
    }
    case "ref": {
      const named = table.get(type.id);
      return named && rules.named(ruleName(type.id), () => body(named.type, maker));
    }
    default:
      return body(type, maker);
  }
}

/** The name of a named type's rule; no two ids give the same. */
function ruleName(id: string): string {
  const escaped = [...id].map((char) => (/[A-Za-z0-9]/.test(char) ? char : `-${char.codePointAt(0)?.toString(16)}-`));
  return `type-${escaped.join("")}`;
}

function body(type: Type, maker: Maker): Gbnf | undefined {
  const { rules } = maker;
  switch (type.kind) {
    case "null":
      return text("null");
    case "bool":
      return choice([text("true"), text("false")]);
    case "literal":
      return text(canonicalText(type.value));
    case "number":
      return numberRule(type, rules);
    case "string":
      return stringRule(type, rules);
    case "json":
      return jsonRule(JSON_DEPTH, rules);
    case "ref":
      return expression(type, maker);
    case "list": {
      const element = type.max === 0 ? undefined : expression(type.element, maker);
      const min = type.min ?? 0;
      if (!element) return min === 0 ? text("[]") : undefined;
      const more = rules.repeat(
        rules.hashed("part", sequence(text(","), element)),
        Math.max(0, min - 1),
        type.max === undefined ? undefined : type.max - 1,
      );
      const entries = sequence(element, more);
      return sequence(text("["), min === 0 ? optional(entries) : entries, text("]"));
    }
    case "map": {
      const value = expression(type.value, maker);
      return value ? mapBody(value, rules) : text("{}");
    }
    case "record":
      return recordBody(type, maker);
    case "union": {
      const options = type.members.map((m) => expression(m, maker)).filter((option) => option !== undefined);
      return options.length === 0 ? undefined : choice(options);
    }
    case "thought":
    case "never":
      return undefined;
    default:
      return type satisfies never;
  }
}

/** Fields in declared order; a comma stands before each that is not the first to be written. */
function recordBody(type: RecordType, maker: Maker): Gbnf | undefined {
  const { rules } = maker;
  /** What may be written from field `at` on, the brace included, if a field was written before, … */
  const after = (at: number): Gbnf | undefined => {
    const field = type.fields[at];
    if (!field) return text("}");
    const value = expression(field.type, maker);
    const rest = after(at + 1);
    if (!value || !rest) return field.optional ? rest : undefined;
    const written = sequence(text(`,${JSON.stringify(field.name)}:`), value);
    return sequence(field.optional ? optional(written) : written, rest);
  };
  /** … and if none was. */
  const first = (at: number): Gbnf | undefined => {
    const field = type.fields[at];
    if (!field) return text("}");
    const value = expression(field.type, maker);
    const rest = value && after(at + 1);
    const written = value && rest && sequence(text(`${JSON.stringify(field.name)}:`), value);
    if (!field.optional) return written && rest && sequence(written, rest);
    const others = first(at + 1);
    if (!written || !rest) return others;
    // The rest is written twice: as a rule of its own it doesn't grow with each optional field.
    const started = sequence(written, rest.kind === "text" ? rest : rules.hashed("part", rest));
    return others ? choice([started, others.kind === "choice" ? rules.hashed("part", others) : others]) : started;
  };
  const fields = first(0);
  return fields && sequence(text("{"), fields);
}

function mapBody(value: Gbnf, rules: Rules): Gbnf {
  const key = stringRule({ kind: "string" }, rules) as Gbnf;
  const more = rules.repeat(rules.hashed("part", sequence(text(","), key, text(":"), value)), 0);
  return sequence(text("{"), optional(sequence(key, text(":"), value, more)), text("}"));
}

function jsonRule(depth: number, rules: Rules): Gbnf {
  const name = depth === JSON_DEPTH ? "json" : `json-${depth}`;
  return rules.named(name, () => {
    const scalars = [
      stringRule({ kind: "string" }, rules) as Gbnf,
      numberRule({ kind: "number", integer: false }, rules) as Gbnf,
      ...["true", "false", "null"].map(text),
    ];
    if (depth === 0) return choice(scalars);
    const inner = jsonRule(depth - 1, rules);
    const more = rules.repeat(rules.hashed("part", sequence(text(","), inner)), 0);
    const list = sequence(text("["), optional(sequence(inner, more)), text("]"));
    return choice([...scalars, list, mapBody(inner, rules)]);
  }) as Gbnf;
}

const quoted = (inner: Gbnf): Gbnf => sequence(text('"'), inner, text('"'));

function stringRule(type: StringType, rules: Rules): Gbnf | undefined {
  const { min = 0, max, pattern, format } = type;
  const source = format ? formatPattern[format] : pattern;
  if (source !== undefined) {
    const parsed = parseRegex(source);
    if (!parsed.ok) return undefined;
    if (!format) return rules.hashed("pattern", quoted(patternBody(parsed.regex, rules)));
    return rules.named(format, () => quoted(patternBody(parsed.regex, rules)));
  }
  const name =
    min === 0 && max === undefined ? "string" : max === undefined ? `string-from-${min}` : `string-${min}-${max}`;
  return max !== undefined && min > max
    ? undefined
    : rules.named(name, () => quoted(rules.repeat(charRule(rules), min, max)));
}

/** One character of a string: as it is, or the one escape that canonical JSON has for it. */
function charRule(rules: Rules): Gbnf {
  const hex = (...ranges: readonly [string, string][]): Gbnf =>
    chars(ranges.map(([from, to]) => [from.charCodeAt(0), to.charCodeAt(0)]));
  return rules.named("char", () =>
    choice([
      chars(PLAIN),
      sequence(
        text("\\"),
        choice([
          chars([...'"\\bfnrt'].map((char) => [char.charCodeAt(0), char.charCodeAt(0)] as const)),
          sequence(text("u000"), hex(["0", "7"], ["b", "b"], ["e", "f"])),
          sequence(text("u001"), hex(["0", "9"], ["a", "f"])),
        ]),
      ),
    ]),
  ) as Gbnf;
}

/**
 * The constraints of `type` that its grammar leaves to the check, each with its place within the type: `[].source: length 1..80`.
 * A type inside itself adds nothing that isn't listed already.
 */
function unenforced(type: Type, table: TypeTable, known: Map<TypeId, readonly string[]>): readonly string[] {
  switch (type.kind) {
    case "string": {
      const { min, max, pattern, format } = type;
      // A pattern and a length at once would be the product of two automata.
      if ((pattern === undefined && format === undefined) || (min === undefined && max === undefined)) return [];
      return [`: length ${min ?? ""}..${max ?? ""}`];
    }
    case "list":
      return unenforced(type.element, table, known).map((place) => `[]${place}`);
    case "map":
      return unenforced(type.value, table, known).map((place) => `[]${place}`);
    case "record":
      return type.fields.flatMap((f) => unenforced(f.type, table, known).map((place) => `.${f.name}${place}`));
    case "union":
      return [...new Set(type.members.flatMap((member) => unenforced(member, table, known)))];
    case "ref": {
      const named = table.get(type.id);
      const found = known.get(type.id);
      if (found || !named) return found ?? [];
      known.set(type.id, []);
      known.set(type.id, unenforced(named.type, table, known));
      return known.get(type.id) ?? [];
    }
    default:
      return [];
  }
}
