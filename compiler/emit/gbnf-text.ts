/**
 * Grammars in GBNF as llama.cpp reads it. Its traps, all avoided here: names know no `_`; a repetition above 2,000 loses
 * its bound in silence or is refused; what a group holds counts against that limit too, so only single characters and
 * rules are ever repeated; and a rule may not begin with itself, not even behind something that may be empty.
 */
import { hashText } from "../graph/hash.ts";
import type { CharRange } from "../types/regex.ts";

/** A part of a rule's body. */
export type Gbnf =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "chars"; readonly ranges: readonly CharRange[] }
  | { readonly kind: "rule"; readonly name: string }
  | { readonly kind: "sequence"; readonly items: readonly Gbnf[] }
  | { readonly kind: "choice"; readonly options: readonly Gbnf[] }
  | { readonly kind: "repeat"; readonly item: Gbnf; readonly min: number; readonly max?: number };

/** Repetitions that llama.cpp takes at most. */
const MOST_REPEATS = 2000;

/** A longer repetition is one of blocks of this size: about the square root of the lengths that people write. */
const BLOCK = 100;

export const text = (text: string): Gbnf => ({ kind: "text", text });
export const rule = (name: string): Gbnf => ({ kind: "rule", name });
export const chars = (ranges: readonly CharRange[]): Gbnf => ({ kind: "chars", ranges });
export const nothing: Gbnf = { kind: "sequence", items: [] };
export const optional = (item: Gbnf): Gbnf => (isNothing(item) ? item : { kind: "repeat", item, min: 0, max: 1 });

/** One after the other; texts side by side become one. */
export function sequence(...items: readonly Gbnf[]): Gbnf {
  const flat: Gbnf[] = [];
  for (const item of items.flatMap((i) => (i.kind === "sequence" ? i.items : [i]))) {
    const last = flat.at(-1);
    if (item.kind === "text" && item.text === "") continue;
    if (item.kind === "text" && last?.kind === "text") flat[flat.length - 1] = text(last.text + item.text);
    else flat.push(item);
  }
  return flat.length === 1 ? (flat[0] as Gbnf) : { kind: "sequence", items: flat };
}

/** One of several. */
export function choice(options: readonly Gbnf[]): Gbnf {
  return options.length === 1 ? (options[0] as Gbnf) : { kind: "choice", options };
}

const isNothing = (item: Gbnf): boolean => item.kind === "sequence" && item.items.length === 0;

/** The rules of a grammar while it is put together. */
export class Rules {
  readonly #bodies = new Map<string, string | undefined>();

  /**
   * The rule of this name, made on first use. The name must say all that the body depends on, so that rules of the same
   * name are the same in every grammar. Undefined if the body is: nothing can be written that fits it.
   */
  named(name: string, body: () => Gbnf | undefined): Gbnf | undefined {
    if (!this.#bodies.has(name)) {
      // There before it is whole, so that recursive types find it.
      this.#bodies.set(name, "");
      const made = body();
      this.#bodies.set(name, made && printGbnf(made));
    }
    return this.#bodies.get(name) === undefined ? undefined : rule(name);
  }

  /** A rule named after what is in it. */
  hashed(kind: string, body: Gbnf): Gbnf {
    const printed = printGbnf(body);
    const name = `${kind}-${hashText(printed).slice(0, 12)}`;
    this.#bodies.set(name, printed);
    return rule(name);
  }

  /** From `min` to `max` times; without `max` any number from `min` on. `item` must not be empty. */
  repeat(item: Gbnf, min: number, max?: number): Gbnf {
    if (max === 0) return nothing;
    if (min === 1 && max === 1) return item;
    const single = item.kind === "rule" || item.kind === "chars" ? item : this.hashed("part", item);
    if (min <= MOST_REPEATS && (max === undefined || max <= MOST_REPEATS))
      return { kind: "repeat", item: single, min, ...(max !== undefined && { max }) };
    if (max === undefined) return sequence(this.#exactly(single, min), this.repeat(single, 0));
    return sequence(this.#exactly(single, min), this.#upTo(single, max - min));
  }

  #exactly(item: Gbnf, count: number): Gbnf {
    if (count <= MOST_REPEATS) return this.repeat(item, count, count);
    const blocks = Math.floor(count / BLOCK);
    return sequence(this.repeat(this.#block(item), blocks, blocks), this.repeat(item, count % BLOCK, count % BLOCK));
  }

  /** Whole blocks and less than one more; or all blocks and what is left. No text is in both. */
  #upTo(item: Gbnf, count: number): Gbnf {
    if (count <= MOST_REPEATS) return this.repeat(item, 0, count);
    const blocks = Math.floor(count / BLOCK);
    const block = this.#block(item);
    return choice([
      sequence(this.repeat(block, 0, blocks - 1), this.repeat(item, 0, BLOCK - 1)),
      sequence(this.repeat(block, blocks, blocks), this.repeat(item, 0, count % BLOCK)),
    ]);
  }

  #block(item: Gbnf): Gbnf {
    return this.hashed("part", { kind: "repeat", item, min: BLOCK, max: BLOCK });
  }

  /** The bodies of `root` and all rules that it needs, by name. */
  reachedFrom(root: string): Readonly<Record<string, string>> {
    const reached: Record<string, string> = {};
    const visit = (name: string): void => {
      const body = this.#bodies.get(name);
      if (body === undefined || Object.hasOwn(reached, name)) return;
      reached[name] = body;
      for (const other of namesIn(body)) visit(other);
    };
    visit(root);
    return reached;
  }
}

/** The rules that a body names. */
function namesIn(body: string): readonly string[] {
  const bare = body.replace(/"(?:\\.|[^"\\])*"|\[(?:\\.|[^\]\\])*\]|\{[\d,]*\}/g, " ");
  return bare.match(/[A-Za-z][A-Za-z0-9-]*/g) ?? [];
}

/** A whole grammar with the root rule `root`, as llama.cpp takes it. */
export function grammarText(gbnf: { readonly root: string; readonly rules: Readonly<Record<string, string>> }): string {
  const lines = Object.entries(gbnf.rules).map(([name, body]) => `${name} ::= ${body}\n`);
  return `root ::= ${gbnf.root}\n${lines.join("")}`;
}

/** The body of a rule as text. */
export function printGbnf(item: Gbnf): string {
  switch (item.kind) {
    case "text":
      return `"${[...item.text].map((char) => printChar(char.codePointAt(0) as number, /["\\]/)).join("")}"`;
    case "chars":
      return `[${item.ranges.map(([from, to]) => (from === to ? inClass(from) : `${inClass(from)}-${inClass(to)}`)).join("")}]`;
    case "rule":
      return item.name;
    case "sequence":
      if (item.items.length === 0) return '""';
      return item.items.map((i) => (i.kind === "choice" ? `(${printGbnf(i)})` : printGbnf(i))).join(" ");
    case "choice":
      return item.options.map(printGbnf).join(" | ");
    case "repeat": {
      const inner = item.item;
      const plain = inner.kind === "rule" || inner.kind === "chars";
      return `${plain ? printGbnf(inner) : `(${printGbnf(inner)})`}${quantifier(item.min, item.max)}`;
    }
  }
}

function quantifier(min: number, max: number | undefined): string {
  if (max === undefined) return min === 0 ? "*" : min === 1 ? "+" : `{${min},}`;
  if (min === 0 && max === 1) return "?";
  return min === max ? `{${min}}` : `{${min},${max}}`;
}

const inClass = (code: number): string => printChar(code, /[\]\\^-]/);

function printChar(code: number, escaped: RegExp): string {
  const char = String.fromCodePoint(code);
  if (code >= 0x20 && code < 0x7f) {
    // `^` has no escape of its own.
    if (!escaped.test(char)) return char;
    return char === "^" ? "\\x5E" : `\\${char}`;
  }
  if (code === 0x0a) return "\\n";
  if (code < 0x100) return `\\x${hex(code, 2)}`;
  return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
}

const hex = (code: number, digits: number): string => code.toString(16).toUpperCase().padStart(digits, "0");
