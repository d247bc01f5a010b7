/**
 * GBNF as llama.cpp reads it, recognised in the plainest way: every part of a grammar gives the set of places where it
 * may end. Refuses what llama.cpp refuses or, worse, takes and means something else by.
 */

type Part =
  | { readonly kind: "chars"; readonly negated: boolean; readonly ranges: readonly (readonly [number, number])[] }
  | { readonly kind: "rule"; readonly name: string }
  | { readonly kind: "choice"; readonly options: readonly (readonly Part[])[] }
  | { readonly kind: "repeat"; readonly item: Part; readonly min: number; readonly max: number };

export interface Grammar {
  accepts(text: string): boolean;
  readonly rules: number;
}

/** Parses a grammar whose root rule is `root`; throws where llama.cpp would not do what the text says. */
export function readGrammar(source: string): Grammar {
  const rules = new Map<string, Part>();
  for (const line of source.split("\n").filter((l) => l !== "")) {
    const [, name, body] = /^([A-Za-z0-9-]+) ::= (.*)$/.exec(line) ?? [];
    if (name === undefined || body === undefined) throw new Error(`no rule: ${line}`);
    const known = rules.get(name);
    if (known) throw new Error(`${name} is there twice`);
    rules.set(name, new BodyReader(body).whole());
  }
  for (const [name, part] of rules) refuseLeftRecursion(name, part, rules);
  return {
    rules: rules.size,
    accepts: (text) =>
      new Recogniser(
        [...text].map((c) => c.codePointAt(0) as number),
        rules,
      ).accepts(),
  };
}

class BodyReader {
  at = 0;
  constructor(readonly body: string) {}

  whole(): Part {
    const part = this.choice();
    if (this.at < this.body.length) throw new Error(`left over: ${this.body.slice(this.at)}`);
    return part;
  }

  choice(): Part {
    const options = [this.sequence()];
    while (this.eat("|")) options.push(this.sequence());
    return { kind: "choice", options };
  }

  sequence(): Part[] {
    const parts: Part[] = [];
    for (;;) {
      this.space();
      const char = this.body[this.at];
      if (char === undefined || char === "|" || char === ")") return parts;
      if (this.eat('"')) {
        const chars: Part[] = [];
        while (!this.eat('"')) chars.push(one(this.char()));
        // A quantifier behind a text would repeat all of it; ours never do.
        if (/^[*+?{]/.test(this.body.slice(this.at))) throw new Error("a repeated text");
        parts.push(...chars);
        continue;
      }
      parts.push(this.quantified(this.atom()));
    }
  }

  atom(): Part {
    if (this.eat("(")) {
      const part = this.choice();
      if (!this.eat(")")) throw new Error("no )");
      return part;
    }
    if (this.eat("[")) {
      const negated = this.eat("^");
      const ranges: [number, number][] = [];
      while (!this.eat("]")) {
        const from = this.char();
        const isRange = this.body[this.at] === "-" && this.body[this.at + 1] !== "]";
        if (isRange) this.at++;
        const to = isRange ? this.char() : from;
        if (to < from) throw new Error("a range the wrong way round");
        ranges.push([from, to]);
      }
      if (ranges.length === 0) throw new Error("an empty class");
      return { kind: "chars", negated, ranges };
    }
    const [name] = /^[A-Za-z0-9-]+/.exec(this.body.slice(this.at)) ?? [];
    if (name === undefined) throw new Error(`what is ${this.body.slice(this.at)}`);
    this.at += name.length;
    return { kind: "rule", name };
  }

  quantified(item: Part): Part {
    const [text, mark, low, comma, high] = /^(?:([*+?])|\{(\d+)(,?)(\d*)\})/.exec(this.body.slice(this.at)) ?? [];
    if (text === undefined) return item;
    this.at += text.length;
    const min = mark ? (mark === "+" ? 1 : 0) : Number(low);
    const max =
      mark === "?" ? 1 : mark ? Number.POSITIVE_INFINITY : high ? Number(high) : comma ? Number.POSITIVE_INFINITY : min;
    if (min > 2000 || (Number.isFinite(max) && max > 2000)) throw new Error(`${text} is beyond llama.cpp's limit`);
    if (!mark && item.kind === "choice") throw new Error("a counted repetition of a group counts what is in it");
    return { kind: "repeat", item, min, max };
  }

  char(): number {
    if (!this.eat("\\")) {
      const code = this.body.codePointAt(this.at);
      if (code === undefined) throw new Error("unexpected end");
      this.at += code > 0xffff ? 2 : 1;
      return code;
    }
    const kind = this.body[this.at++];
    const hex = { x: 2, u: 4, U: 8 }[kind as string];
    if (hex !== undefined) {
      this.at += hex;
      return Number.parseInt(this.body.slice(this.at - hex, this.at), 16);
    }
    const plain = { t: "\t", r: "\r", n: "\n", "\\": "\\", '"': '"', "[": "[", "]": "]", "-": "-" }[kind as string];
    if (plain === undefined) throw new Error(`no escape \\${kind}`);
    return plain.charCodeAt(0);
  }

  eat(char: string): boolean {
    if (this.body[this.at] !== char) return false;
    this.at++;
    return true;
  }

  space(): void {
    while (this.eat(" "));
  }
}

const one = (code: number): Part => ({ kind: "chars", negated: false, ranges: [[code, code]] });

/** Whether a part may be empty; rules that are being looked at count as not. */
function nullable(part: Part, rules: ReadonlyMap<string, Part>, open: ReadonlySet<string>): boolean {
  switch (part.kind) {
    case "chars":
      return false;
    case "rule":
      return !open.has(part.name) && nullable(ruleOf(part.name, rules), rules, new Set([...open, part.name]));
    case "choice":
      return part.options.some((option) => option.every((p) => nullable(p, rules, open)));
    case "repeat":
      return part.min === 0 || nullable(part.item, rules, open);
  }
}

function refuseLeftRecursion(name: string, part: Part, rules: ReadonlyMap<string, Part>): void {
  const seen = new Set<string>();
  const visit = (at: Part): void => {
    if (at.kind === "rule") {
      if (at.name === name) throw new Error(`${name} begins with itself`);
      if (seen.has(at.name)) return;
      seen.add(at.name);
      visit(ruleOf(at.name, rules));
    } else if (at.kind === "repeat") {
      if (at.max > 1 && nullable(at.item, rules, new Set())) throw new Error(`${name} repeats what may be empty`);
      visit(at.item);
    } else if (at.kind === "choice")
      for (const option of at.options)
        for (const first of option) {
          visit(first);
          if (!nullable(first, rules, new Set())) break;
        }
  };
  visit(part);
}

function ruleOf(name: string, rules: ReadonlyMap<string, Part>): Part {
  const part = rules.get(name);
  if (!part) throw new Error(`no rule ${name}`);
  return part;
}

class Recogniser {
  readonly known = new Map<string, ReadonlySet<number>>();
  constructor(
    readonly codes: readonly number[],
    readonly rules: ReadonlyMap<string, Part>,
  ) {}

  accepts(): boolean {
    return this.ends({ kind: "rule", name: "root" }, 0).has(this.codes.length);
  }

  ends(part: Part, at: number): ReadonlySet<number> {
    switch (part.kind) {
      case "chars": {
        const code = this.codes[at];
        const found =
          code !== undefined && part.ranges.some(([from, to]) => from <= code && code <= to) !== part.negated;
        return found ? new Set([at + 1]) : new Set();
      }
      case "rule": {
        const key = `${part.name} ${at}`;
        const known = this.known.get(key);
        if (known) return known;
        const found = this.ends(ruleOf(part.name, this.rules), at);
        this.known.set(key, found);
        return found;
      }
      case "choice": {
        const all = new Set<number>();
        for (const option of part.options) for (const end of this.sequence(option, at)) all.add(end);
        return all;
      }
      case "repeat": {
        const all = new Set<number>();
        let current: ReadonlySet<number> = new Set([at]);
        for (let count = 0; count <= part.max && current.size > 0; count++) {
          if (count >= part.min) for (const end of current) all.add(end);
          const next = new Set<number>();
          for (const start of current) for (const end of this.ends(part.item, start)) next.add(end);
          current = next;
        }
        return all;
      }
    }
  }

  sequence(parts: readonly Part[], at: number): ReadonlySet<number> {
    let current: ReadonlySet<number> = new Set([at]);
    for (const part of parts) {
      const next = new Set<number>();
      for (const start of current) for (const end of this.ends(part, start)) next.add(end);
      current = next;
    }
    return current;
  }
}
