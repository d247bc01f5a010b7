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
export const bytes = (value: number): Size => (Number.isFinite(value) ? { kind: "bytes", value } : unbounded);

/** Their sum, with the numbers added up and equal inputs gathered. */
export function sum(...sizes: readonly Size[]): Size {
  const flat = sizes.flatMap((s) => (s.kind === "sum" ? s.terms : [s]));
  let constant = 0;
  let loose = 0;
  const others = new Map<string, { size: Size; count: number }>();
  for (const s of flat) {
    if (s.kind === "number") constant += s.value;
    else if (s.kind === "bytes") loose += s.value;
    else {
      const [count, size] = coefficient(s);
      const key = JSON.stringify(size);
      const known = others.get(key);
      if (known) known.count += count;
      else others.set(key, { size, count });
    }
  }
  if (constant === Number.POSITIVE_INFINITY) return unbounded;
  const terms: Size[] = [...others.values()].map(({ size, count }) =>
    count === 1 ? size : product(number(count), size),
  );
  if (loose > 0) terms.unshift(bytes(loose));
  if (constant !== 0) terms.unshift(number(constant));
  return terms.length === 0 ? zero : terms.length === 1 ? terms[0]! : { kind: "sum", terms };
}

function coefficient(size: Size): [number, Size] {
  if (size.kind !== "product") return [1, size];
  const [head, ...rest] = size.factors;
  if (head?.kind !== "number") return [1, size];
  return [head.value, rest.length === 1 ? rest[0]! : { kind: "product", factors: rest }];
}

/** Their product; a number is multiplied into a sum of numbers alone, otherwise the sum stays readable as it is. */
export function product(...sizes: readonly Size[]): Size {
  const flat = sizes.flatMap((s) => (s.kind === "product" ? s.factors : [s]));
  let constant = 1;
  const factors: Size[] = [];
  for (const s of flat) {
    if (s.kind === "number") constant *= s.value;
    else factors.push(s);
  }
  if (flat.some((s) => s.kind === "number" && s.value === 0)) return zero;
  if (factors.length === 0) return number(constant);
  const only = factors[0]!;
  if (factors.length === 1 && only.kind === "bytes") return bytes(only.value * constant);
  if (factors.length === 1 && only.kind === "sum" && only.terms.every((t) => t.kind === "number" || t.kind === "bytes"))
    return sum(...only.terms.map((term) => product(number(constant), term)));
  if (constant === Number.POSITIVE_INFINITY) return unbounded;
  if (constant !== 1) factors.unshift(number(constant));
  return factors.length === 1 ? only : { kind: "product", factors };
}

export function max(...sizes: readonly Size[]): Size {
  return extreme("max", sizes);
}

export function min(...sizes: readonly Size[]): Size {
  return extreme("min", sizes);
}

function extreme(kind: "max" | "min", sizes: readonly Size[]): Size {
  const flat = settle(
    kind,
    sizes.flatMap((s) => (s.kind === kind ? s.of : [s])),
  );
  const pick = kind === "max" ? Math.max : Math.min;
  const others = new Map<string, Size>();
  let constant: number | undefined;
  for (const s of flat) {
    if (s.kind === "number") constant = constant === undefined ? s.value : pick(constant, s.value);
    else others.set(JSON.stringify(s), s);
  }
  // A size is never below zero, and never above infinity.
  const neutral = kind === "max" ? 0 : Number.POSITIVE_INFINITY;
  const absorbing = kind === "max" ? Number.POSITIVE_INFINITY : 0;
  if (constant === absorbing) return number(absorbing);
  const of = kind === "max" ? undominated([...others.values()]) : [...others.values()];
  if (constant !== undefined && kind === "max" && of.some((s) => covers(s, number(constant ?? 0))))
    constant = undefined;
  if (constant !== undefined && (constant !== neutral || of.length === 0)) of.unshift(number(constant));
  return of.length === 0 ? number(neutral) : of.length === 1 ? of[0]! : { kind, of };
}

/** Comparing all with all is only done where that is little. */
const MOST_COMPARED = 48;

/** Without those that another one is never less than. */
function undominated(sizes: readonly Size[]): Size[] {
  if (sizes.length > MOST_COMPARED) return [...sizes];
  const kept: Size[] = [];
  for (const size of sizes) {
    if (kept.some((other) => covers(other, size))) continue;
    const left = kept.filter((other) => !covers(size, other));
    kept.splice(0, kept.length, ...left, size);
  }
  return kept;
}

/** Whether `a` is at least `b` whatever the inputs are, with bytes counted or not; `false` where that isn't plain to see. */
export function covers(a: Size, b: Size): boolean {
  const large = termsOf(a);
  const small = termsOf(b);
  if (large.counted < small.counted || large.counted + large.loose < small.counted + small.loose) return false;
  return [...small.others].every(([key, count]) => (large.others.get(key) ?? 0) >= count);
}

function termsOf(size: Size) {
  const others = new Map<string, number>();
  let counted = 0;
  let loose = 0;
  for (const term of size.kind === "sum" ? size.terms : [size]) {
    if (term.kind === "number") counted += term.value;
    else if (term.kind === "bytes") loose += term.value;
    else {
      const [count, of] = coefficient(term);
      const key = JSON.stringify(of);
      others.set(key, (others.get(key) ?? 0) + count);
    }
  }
  return { counted, loose, others };
}

/**
 * The lesser of a declared number and a bound in bytes is known already. The greater is not: once bytes count nothing, the number
 * is what is left.
 */
function settle(kind: "max" | "min", sizes: readonly Size[]): readonly Size[] {
  const numbers = sizes.flatMap((s) => (s.kind === "number" ? [s.value] : []));
  const loose = sizes.flatMap((s) => (s.kind === "bytes" ? [s.value] : []));
  if (loose.length === 0) return sizes;
  const others = sizes.filter((s) => s.kind !== "bytes" && s.kind !== "number");
  if (kind === "max") return [...others, ...numbers.map(number), bytes(Math.max(...loose))];
  const least = Math.min(...loose);
  return [...others, Math.min(...numbers) <= least ? number(Math.min(...numbers)) : bytes(least)];
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
      return Math.max(...size.of.map(of));
    case "min":
      return Math.min(...size.of.map(of));
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
