/**
 * Sizes in tokens, calls or branches, as far as the text of a program fixes them: numbers, and what only the inputs will
 * say. Every size is an upper bound unless it is said to be a lower one.
 */
export type Size =
  | { readonly kind: "number"; readonly value: number }
  /** What is known once there are inputs: `|topic|`, the tokens of a parameter's text; `#messages`, a list's length. */
  | { readonly kind: "input"; readonly name: string }
  /** A text whose length is bounded in bytes alone: no more tokens than bytes, most likely far fewer. */
  | { readonly kind: "bytes"; readonly value: number }
  | { readonly kind: "sum"; readonly terms: readonly Size[] }
  | { readonly kind: "product"; readonly factors: readonly Size[] }
  | { readonly kind: "max"; readonly of: readonly Size[] }
  | { readonly kind: "min"; readonly of: readonly Size[] };

export const zero: Size = { kind: "number", value: 0 };
export const one: Size = { kind: "number", value: 1 };
export const unbounded: Size = { kind: "number", value: Number.POSITIVE_INFINITY };

export const isZero = (size: Size): boolean => size.kind === "number" && size.value === 0;

export const number = (value: number): Size => ({ kind: "number", value });
export const input = (name: string): Size => ({ kind: "input", name });
/** An infinite one is a text of which nothing is known: it counts nothing where bytes don't. */
export const bytes = (value: number): Size => ({ kind: "bytes", value });

/** Their sum, with the numbers added up and equal inputs gathered. */
export function sum(...sizes: readonly Size[]): Size {
  const { counted, loose, others } = termsOf(sizes);
  if (counted === Number.POSITIVE_INFINITY) return unbounded;
  const terms = others.length < 2 ? others : gathered(others);
  if (loose > 0) terms.unshift(bytes(loose));
  if (counted !== 0) terms.unshift(number(counted));
  return terms.length > 1 ? { kind: "sum", terms } : (terms[0] ?? zero);
}

/** What a sum adds up: counted tokens, tokens bounded in bytes, and what depends on inputs. */
interface Terms {
  counted: number;
  loose: number;
  readonly others: Size[];
}

function termsOf(sizes: readonly Size[]): Terms {
  const terms: Terms = { counted: 0, loose: 0, others: [] };
  for (const size of sizes) {
    if (size.kind !== "sum") addTerm(terms, size);
    else for (const term of size.terms) addTerm(terms, term);
  }
  return terms;
}

function addTerm(terms: Terms, term: Size): void {
  if (term.kind === "number") terms.counted += term.value;
  else if (term.kind === "bytes") terms.loose += term.value;
  else terms.others.push(term);
}

/** Each once, with what it is multiplied by in all. */
function gathered(terms: readonly Size[]): Size[] {
  const first = new Map<string, Size>();
  const counts = countsOf(terms, first);
  return [...first].map(([key, size]) => product(number(counts.get(key) ?? 0), size));
}

/** How often each stands in a sum. `first` is given what the counts are of. */
function countsOf(terms: readonly Size[], first?: Map<string, Size>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const term of terms) {
    const [count, size] = coefficient(term);
    const key = keyOf(size);
    counts.set(key, (counts.get(key) ?? 0) + count);
    if (first && !first.has(key)) first.set(key, size);
  }
  return counts;
}

function coefficient(size: Size): [number, Size] {
  if (size.kind !== "product") return [1, size];
  const [head, ...rest] = size.factors;
  if (head?.kind !== "number") return [1, size];
  return [head.value, rest.length === 1 ? rest[0]! : { kind: "product", factors: rest }];
}

/** The texts of sizes that have parts: parts are in many sizes, and are compared again and again. */
const keys = new WeakMap<Size, string>();

/** A text that two sizes share if they are written alike. */
export function keyOf(size: Size): string {
  switch (size.kind) {
    case "number":
      return `${size.value}`;
    case "bytes":
      return `${size.value}b`;
    case "input":
      return JSON.stringify(size.name);
  }
  const known = keys.get(size);
  if (known !== undefined) return known;
  const parts = size.kind === "sum" ? size.terms : size.kind === "product" ? size.factors : size.of;
  const key = `${size.kind}(${parts.map(keyOf).join()})`;
  keys.set(size, key);
  return key;
}

/** Their product; a number is multiplied into a sum of numbers alone, otherwise the sum stays readable as it is. */
export function product(...sizes: readonly Size[]): Size {
  let constant = 1;
  const factors: Size[] = [];
  for (const size of sizes) {
    for (const factor of size.kind === "product" ? size.factors : [size]) {
      if (factor.kind !== "number") factors.push(factor);
      else if (factor.value === 0) return zero;
      else constant *= factor.value;
    }
  }
  const only = factors[0];
  if (!only) return number(constant);
  if (factors.length === 1 && constant === 1) return only;
  if (factors.length === 1 && only.kind === "bytes") return bytes(only.value * constant);
  if (factors.length === 1 && only.kind === "sum" && only.terms.every((t) => t.kind === "number" || t.kind === "bytes"))
    return sum(...only.terms.map((term) => product(number(constant), term)));
  if (constant === Number.POSITIVE_INFINITY) return unbounded;
  if (constant !== 1) factors.unshift(number(constant));
  return { kind: "product", factors };
}

/**
 * The greatest of them. Of a declared number and a bound in bytes both stay: once bytes count nothing, the number is what
 * is left.
 */
export function max(...sizes: readonly Size[]): Size {
  const { numbers, loose, others } = alternatives("max", sizes);
  // A size is never below zero.
  const constant = largest(numbers) ?? 0;
  if (constant === Number.POSITIVE_INFINITY) return unbounded;
  const known = largest(loose);
  const of = undominated(known === undefined ? others : [...others, bytes(known)]);
  if (constant > 0 && !of.some((size) => covers(size, number(constant)))) of.unshift(number(constant));
  return of.length > 1 ? { kind: "max", of } : (of[0] ?? zero);
}

/** The least of them. Of a declared number and a bound in bytes only the lesser stays. */
export function min(...sizes: readonly Size[]): Size {
  const { numbers, loose, others } = alternatives("min", sizes);
  const constant = smallest(numbers) ?? Number.POSITIVE_INFINITY;
  const known = smallest(loose) ?? Number.POSITIVE_INFINITY;
  if (constant === 0) return zero;
  const of = others;
  if (known < constant || (loose.length > 0 && constant === Number.POSITIVE_INFINITY)) of.push(bytes(known));
  else if (constant < Number.POSITIVE_INFINITY) of.unshift(number(constant));
  return of.length > 1 ? { kind: "min", of } : (of[0] ?? unbounded);
}

/** What there is to choose from; what depends on inputs is there once. */
function alternatives(kind: "max" | "min", sizes: readonly Size[]) {
  const numbers: number[] = [];
  const loose: number[] = [];
  const others: Size[] = [];
  for (const size of sizes) {
    for (const each of size.kind === kind ? size.of : [size]) {
      if (each.kind === "number") numbers.push(each.value);
      else if (each.kind === "bytes") loose.push(each.value);
      else others.push(each);
    }
  }
  if (others.length < 2) return { numbers, loose, others };
  return { numbers, loose, others: [...new Map(others.map((size) => [keyOf(size), size])).values()] };
}

// Not by spreading into `Math.max`: a flow may have more peaks than a call takes arguments.
function largest(values: readonly number[]): number | undefined {
  return values.reduce<number | undefined>(
    (most, value) => (most === undefined || value > most ? value : most),
    undefined,
  );
}

function smallest(values: readonly number[]): number | undefined {
  return values.reduce<number | undefined>(
    (least, value) => (least === undefined || value < least ? value : least),
    undefined,
  );
}

/** Comparing all with all is only done where that is little. */
const MOST_COMPARED = 48;

/** Without those that another one is never less than. */
function undominated(sizes: readonly Size[]): Size[] {
  if (sizes.length < 2 || sizes.length > MOST_COMPARED) return [...sizes];
  const kept: Linear[] = [];
  for (const size of sizes.map(linearOf)) {
    if (kept.some((other) => reaches(other, size))) continue;
    const left = kept.filter((other) => !reaches(size, other));
    kept.splice(0, kept.length, ...left, size);
  }
  return kept.map(({ size }) => size);
}

/** Whether `a` is at least `b` whatever the inputs are, with bytes counted or not; `false` where that isn't plain to see. */
export function covers(a: Size, b: Size): boolean {
  return reaches(linearOf(a), linearOf(b));
}

interface Linear {
  readonly size: Size;
  readonly counted: number;
  readonly loose: number;
  readonly counts: ReadonlyMap<string, number>;
}

function linearOf(size: Size): Linear {
  const { counted, loose, others } = termsOf([size]);
  return { size, counted, loose, counts: countsOf(others) };
}

function reaches(large: Linear, small: Linear): boolean {
  if (large.counted < small.counted || large.counted + large.loose < small.counted + small.loose) return false;
  for (const [key, count] of small.counts) if ((large.counts.get(key) ?? 0) < count) return false;
  return true;
}

/** What the inputs' sizes are: by the names of {@link Size}'s inputs; one that is missing is unbounded. */
export type Inputs = ReadonlyMap<string, number>;

/**
 * The number that a size comes to. With `ignoreBytes`, text that is bounded in bytes alone counts nothing: what is then
 * still too much is too much by counted and declared tokens, which is what a warning may rest on.
 */
export function evaluate(size: Size, inputs: Inputs, options: { readonly ignoreBytes?: boolean } = {}): number {
  const of = (s: Size) => evaluate(s, inputs, options);
  switch (size.kind) {
    case "number":
      return size.value;
    case "input":
      return inputs.get(size.name) ?? (options.ignoreBytes ? 0 : Number.POSITIVE_INFINITY);
    case "bytes":
      return options.ignoreBytes ? 0 : size.value;
    case "sum":
      return size.terms.reduce((total, s) => total + of(s), 0);
    case "product":
      return size.factors.reduce((total, s) => {
        const factor = of(s);
        return total === 0 || factor === 0 ? 0 : total * factor;
      }, 1);
    case "max":
      return largest(size.of.map(of)) ?? 0;
    case "min":
      return smallest(size.of.map(of)) ?? Number.POSITIVE_INFINITY;
  }
}

/** The same with the inputs that are known in their places. */
export function substitute(size: Size, inputs: Inputs): Size {
  const of = (s: Size) => substitute(s, inputs);
  switch (size.kind) {
    case "input": {
      const known = inputs.get(size.name);
      return known === undefined ? size : number(known);
    }
    case "sum":
      return sum(...size.terms.map(of));
    case "product":
      return product(...size.factors.map(of));
    case "max":
      return max(...size.of.map(of));
    case "min":
      return min(...size.of.map(of));
    case "number":
    case "bytes":
      return size;
  }
}

/** As a reader takes it: with what is known put in, a bound in bytes as the number that it is, and products multiplied out. */
export function readable(size: Size, inputs: Inputs = new Map()): Size {
  const plain = (s: Size): Size => {
    switch (s.kind) {
      case "bytes":
        return number(s.value);
      case "sum":
        return sum(...s.terms.map(plain));
      case "product":
        return product(...s.factors.map(plain));
      case "max":
        return max(...s.of.map(plain));
      case "min":
        return min(...s.of.map(plain));
      case "number":
      case "input":
        return s;
    }
  };
  return expand(plain(substitute(size, inputs)));
}

/** Its products multiplied out, so that what is alike is gathered: `4 × (61 + |q|)` as `244 + 4 × |q|`. */
export function expand(size: Size): Size {
  switch (size.kind) {
    case "sum":
      return sum(...size.terms.map(expand));
    case "product": {
      let terms: readonly Size[] = [one];
      for (const factor of size.factors.map(expand)) {
        const parts = factor.kind === "sum" ? factor.terms : [factor];
        terms = terms.flatMap((term) => parts.map((part) => product(term, part)));
      }
      return sum(...terms);
    }
    case "max":
      return max(...size.of.map(expand));
    case "min":
      return min(...size.of.map(expand));
    case "number":
    case "bytes":
    case "input":
      return size;
  }
}

/** Names of the inputs that a size depends on. */
export function inputsOf(size: Size): string[] {
  const names = new Set<string>();
  const visit = (s: Size): void => {
    if (s.kind === "input") names.add(s.name);
    else if (s.kind === "sum") s.terms.forEach(visit);
    else if (s.kind === "product") s.factors.forEach(visit);
    else if (s.kind === "max" || s.kind === "min") s.of.forEach(visit);
  };
  visit(size);
  return [...names];
}

/** As a person reads it: `118 + |topic|`, `4 × (61 + |q|)`. */
export function print(size: Size): string {
  switch (size.kind) {
    case "number":
      return Number.isFinite(size.value) ? Math.round(size.value).toLocaleString("en-US") : "∞";
    case "bytes":
      return Math.round(size.value).toLocaleString("en-US");
    case "input":
      return size.name;
    case "sum":
      return foldBytes(size.terms).map(print).join(" + ");
    case "product":
      return foldFactors(size.factors)
        .map((f) => (f.kind === "sum" ? `(${print(f)})` : print(f)))
        .join(" × ");
    case "max":
    case "min":
      return `${size.kind}(${size.of.map(print).join(", ")})`;
  }
}

function foldFactors(factors: readonly Size[]): readonly Size[] {
  const constant = factors.reduce((n, f) => n * (f.kind === "number" || f.kind === "bytes" ? f.value : 1), 1);
  const others = factors.filter((f) => f.kind !== "number" && f.kind !== "bytes");
  return constant === 1 && others.length > 0 ? others : [number(constant), ...others];
}

/** To a reader a bound is a bound: those in bytes are added to the counted ones. */
function foldBytes(terms: readonly Size[]): readonly Size[] {
  const constant = terms.reduce((n, t) => n + (t.kind === "number" || t.kind === "bytes" ? t.value : 0), 0);
  const others = terms.filter((t) => t.kind !== "number" && t.kind !== "bytes");
  return constant > 0 ? [number(constant), ...others] : others;
}
