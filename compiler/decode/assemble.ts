/**
 * Grammar -> states. Alternatives are factored byte by byte: those that begin with the same bytes, or with the same
 * frame, share states until they differ. Two frames that begin alike and differ (`string | date`, a list of one or of
 * another) can't be told apart without looking ahead: {@link Ambiguous}.
 */
import type { Type, TypeTable } from "../graph/type.ts";
import type { Dfa } from "./automaton.ts";
import { type Atom, type Frame, frame, frameKey, type Sequence, sequenceKey, text } from "./grammar.ts";
import { Guard, UNBOUNDED } from "./machine.ts";
import { expandFields, sequenceOf } from "./of-type.ts";

/** Alternatives that no byte tells apart. */
export class Ambiguous extends Error {}

export interface State {
  readonly edges: Edge[];
  pops: boolean;
  low: number;
  high: number;
}

export interface Edge {
  readonly from: number;
  readonly to: number;
  readonly guard: number;
  readonly counts: boolean;
  /** Where it shifts to, or where a call comes back to. */
  readonly target: number;
  /** The first state of the frame that it calls; absent for a shift. */
  readonly callee?: number;
}

export interface Assembly {
  readonly states: readonly State[];
  readonly start: number;
}

/** How strings with a pattern or format, and numbers, become automata; null where nothing is accepted. */
export type RegularDfa = (type: Type) => Dfa | null;

/** Builds the states for `root`. Named types are looked up in `table`. */
export function assemble(root: Sequence, table: TypeTable, regular: RegularDfa): Assembly {
  const states: State[] = [];
  const state = (): number => states.push({ edges: [], pops: false, low: 0, high: UNBOUNDED }) - 1;
  const end = state();
  states[end]!.pops = true;

  const shift = (at: number, from: number, to: number, target: number, guard: number = Guard.none, counts = false) =>
    states[at]!.edges.push({ from, to, guard, counts, target });

  // ------------------------------------------------------------ frames

  const frames = new Map<string, number>();
  const firsts = new Map<string, ReadonlySet<number>>();

  const frameStart = (f: Frame): number => {
    const key = frameKey(f);
    const known = frames.get(key);
    if (known !== undefined) return known;
    const start = state();
    frames.set(key, start);
    buildFrame(f, start);
    return start;
  };

  const call = (at: number, f: Frame, back: number, guard: number = Guard.none, counts = false) => {
    const callee = frameStart(f);
    for (const [from, to] of ranges(firstOf(f)))
      states[at]!.edges.push({ from, to, guard, counts, target: back, callee });
  };

  const buildFrame = (f: Frame, start: number): void => {
    switch (f.kind) {
      case "string":
        buildString(start, f.min, f.max);
        return;
      case "regular":
        buildDfa(start, regular(f.type));
        return;
      case "list": {
        const open = state();
        const after = state();
        const comma = state();
        for (const s of [start, open, after, comma]) Object.assign(states[s]!, { low: f.min, high: f.max });
        shift(start, 0x5b, 0x5b, open);
        shift(open, 0x5d, 0x5d, end, Guard.enough);
        shift(after, 0x5d, 0x5d, end, Guard.enough);
        if (f.max === 0) return;
        const element = elementFrame(f.element);
        call(open, element, after, Guard.more, true);
        shift(after, 0x2c, 0x2c, comma, Guard.more);
        call(comma, element, after, Guard.more, true);
        return;
      }
      case "map": {
        const [open, colon, value, after, comma] = [state(), state(), state(), state(), state()];
        const key: Frame = { kind: "string", min: 0, max: UNBOUNDED };
        shift(start, 0x7b, 0x7b, open);
        shift(open, 0x7d, 0x7d, end);
        call(open, key, colon);
        shift(colon, 0x3a, 0x3a, value);
        call(value, elementFrame(f.value), after);
        shift(after, 0x7d, 0x7d, end);
        shift(after, 0x2c, 0x2c, comma);
        call(comma, key, colon);
        return;
      }
      case "named": {
        const type = table.get(f.id)?.type;
        const sequence = type && sequenceOf(type);
        if (!sequence) throw new Ambiguous(`${f.id} has no text`);
        copyInto(start, compile([sequence]));
        return;
      }
      case "json": {
        const any = frame(f);
        copyInto(
          start,
          compile([
            [text("null")],
            [text("true")],
            [text("false")],
            [frame({ kind: "regular", type: { kind: "number", integer: false } })],
            [frame({ kind: "string", min: 0, max: UNBOUNDED })],
            [frame({ kind: "list", element: [any], min: 0, max: UNBOUNDED })],
            [frame({ kind: "map", value: [any] })],
          ]),
        );
        return;
      }
      case "free":
        buildFree(start, f.until, f.max);
        return;
    }
  };

  /** A list's element must be one frame, because the list's own counter stands still while it is written. */
  const elements = new Map<string, Sequence>();
  const elementFrame = (sequence: Sequence): Frame => {
    const only = sequence[0];
    if (sequence.length === 1 && only?.kind === "frame") return only.frame;
    const id = `\0${sequenceKey(sequence)}`;
    elements.set(id, sequence);
    const f: Frame = { kind: "named", id };
    if (!frames.has(frameKey(f))) {
      const start = state();
      frames.set(frameKey(f), start);
      copyInto(start, compile([sequence]));
    }
    return f;
  };

  /**
   * A frame's first state is handed out before its body exists, so that recursive types find it. What it copies may itself
   * be half built by then, so the copying waits until all is there.
   */
  const copies: { readonly start: number; readonly from: number }[] = [];
  const copyInto = (start: number, from: number) => copies.push({ start, from });

  // ------------------------------------------------------------ alternatives

  const compiled = new Map<string, number>();

  const compile = (alternatives: readonly Sequence[]): number => {
    const options = expand(alternatives);
    if (options.length === 1 && options[0]!.length === 0) return end;
    const key = options.map(sequenceKey).sort().join("|");
    const known = compiled.get(key);
    if (known !== undefined) return known;
    const at = state();
    compiled.set(key, at);
    factor(at, options);
    return at;
  };

  const factor = (at: number, options: readonly Sequence[]): void => {
    const byFirst = new Map<string, { bytes: number[]; options: Sequence[] }>();
    for (let byte = 0; byte < 256; byte++) {
      const able = options.filter((o) => o[0] && firstOfAtom(o[0]).has(byte));
      if (able.length === 0) continue;
      const key = able.map(sequenceKey).join("|");
      const group = byFirst.get(key);
      if (group) group.bytes.push(byte);
      else byFirst.set(key, { bytes: [byte], options: able });
    }
    states[at]!.pops = options.some((o) => o.length === 0);
    for (const group of byFirst.values()) {
      const heads = group.options.map((o) => o[0]!);
      const f = heads[0]!;
      if (f.kind === "frame" && heads.every((h) => h.kind === "frame" && frameKey(h.frame) === frameKey(f.frame))) {
        const callee = frameStart(f.frame);
        const target = compile(group.options.map((o) => o.slice(1)));
        for (const [from, to] of ranges(new Set(group.bytes)))
          states[at]!.edges.push({ from, to, guard: Guard.none, counts: false, target, callee });
        continue;
      }
      if (heads.every((h) => h.kind === "bytes")) {
        for (const byte of group.bytes) shift(at, byte, byte, compile(group.options.map((o) => dropByte(o))));
        continue;
      }
      // A named type among others: what it stands for may be told apart where its name can't.
      const opened = group.options.map(openNamed);
      if (opened.every((o, i) => o === group.options[i]))
        throw new Ambiguous(group.options.map((o) => sequenceKey(o)).join(" | "));
      const inner = state();
      factor(inner, expand(opened));
      for (const [from, to] of ranges(new Set(group.bytes)))
        for (const e of states[inner]!.edges) {
          const low = Math.max(from, e.from);
          const high = Math.min(to, e.to);
          if (low <= high) states[at]!.edges.push({ ...e, from: low, to: high });
        }
    }
  };

  const openNamed = (sequence: Sequence): Sequence => {
    const head = sequence[0];
    if (head?.kind !== "frame" || head.frame.kind !== "named") return sequence;
    const inner = elements.get(head.frame.id) ?? sequenceOf(table.get(head.frame.id)?.type ?? { kind: "never" });
    return inner ? [...inner, ...sequence.slice(1)] : sequence;
  };

  /** Choices and fields at the head opened, duplicates dropped. */
  const expand = (alternatives: readonly Sequence[]): Sequence[] => {
    const found = new Map<string, Sequence>();
    const visit = (sequence: Sequence): void => {
      const [head, ...rest] = sequence;
      if (head?.kind === "choice") for (const option of head.options) visit([...option, ...rest]);
      else if (head?.kind === "fields") for (const option of expandFields(head)) visit([...option, ...rest]);
      else if (head?.kind === "bytes" && head.bytes.length === 0) visit(rest);
      else found.set(sequenceKey(sequence), sequence);
    };
    for (const a of alternatives) visit(a);
    return [...found.values()];
  };

  // ------------------------------------------------------------ what may come first

  const firstOfAtom = (atom: Atom): ReadonlySet<number> => {
    switch (atom.kind) {
      case "bytes":
        return new Set(atom.bytes.slice(0, 1));
      case "frame":
        return firstOf(atom.frame);
      case "choice":
        return new Set(atom.options.flatMap((o) => (o[0] ? [...firstOfAtom(o[0])] : [])));
      case "fields":
        return new Set(expandFields(atom).flatMap((o) => (o[0] ? [...firstOfAtom(o[0])] : [])));
    }
  };

  const firstOf = (f: Frame): ReadonlySet<number> => {
    const key = frameKey(f);
    const known = firsts.get(key);
    if (known) return known;
    // Only a type that is nothing but itself can come back here before it is known: it has no first byte.
    firsts.set(key, new Set());
    const first = computeFirst(f);
    firsts.set(key, first);
    return first;
  };

  const computeFirst = (f: Frame): ReadonlySet<number> => {
    switch (f.kind) {
      case "string":
        return new Set([0x22]);
      case "list":
        return new Set([0x5b]);
      case "map":
        return new Set([0x7b]);
      case "json":
        return new Set([...'"-0123456789[{tfn'].map((c) => c.charCodeAt(0)));
      case "named": {
        const inner = elements.get(f.id) ?? sequenceOf(table.get(f.id)?.type ?? { kind: "never" });
        return inner?.[0] ? firstOfAtom(inner[0]) : new Set();
      }
      case "regular":
      case "free": {
        const start = states[frameStart(f)]!;
        const bytes = new Set<number>();
        for (const e of start.edges) for (let b = e.from; b <= e.to; b++) bytes.add(b);
        return bytes;
      }
    }
  };

  // ------------------------------------------------------------ leaves

  const buildDfa = (start: number, dfa: Dfa | null): void => {
    if (!dfa) throw new Ambiguous("nothing fits");
    const ids = dfa.edges.map((_, i) => (i === 0 ? start : state()));
    for (const [i, row] of dfa.edges.entries()) {
      states[ids[i]!]!.pops = dfa.accepts[i]!;
      for (const e of row) shift(ids[i]!, e.from, e.to, ids[e.target]!);
    }
  };

  /** A quoted string of `min` to `max` code points, escaped only where JSON needs it. */
  const buildString = (start: number, min: number, max: number): void => {
    const body = state();
    const escaped = state();
    const [u, z1, z2, low, high] = [state(), state(), state(), state(), state()];
    shift(start, 0x22, 0x22, body);
    shift(body, 0x22, 0x22, end, Guard.enough);
    for (const [from, to] of [
      [0x20, 0x21],
      [0x23, 0x5b],
      [0x5d, 0x7f],
    ] as const)
      shift(body, from, to, body, Guard.more, true);
    shift(body, 0x5c, 0x5c, escaped, Guard.more, true);
    for (const c of '"\\bfnrt') shift(escaped, c.charCodeAt(0), c.charCodeAt(0), body);
    shift(escaped, 0x75, 0x75, u);
    shift(u, 0x30, 0x30, z1);
    shift(z1, 0x30, 0x30, z2);
    shift(z2, 0x30, 0x30, low);
    shift(z2, 0x31, 0x31, high);
    // Of \u0000–\u000f, those with a short escape of their own are not canonical.
    for (const c of "01234567bef") shift(low, c.charCodeAt(0), c.charCodeAt(0), body);
    for (const c of "0123456789abcdef") shift(high, c.charCodeAt(0), c.charCodeAt(0), body);
    utf8Tails(body, body, Guard.more, true);
    for (const s of states.slice(start)) Object.assign(s, { low: min, high: max });
    Object.assign(states[start]!, { low: min, high: max });
  };

  /** All code points above U+007F but surrogates, in well-formed UTF-8. */
  const utf8Tails = (at: number, to: number, guard: number, counts: boolean): void => {
    const [one, two, three, e0, ed, f0, f4] = [state(), state(), state(), state(), state(), state(), state()];
    shift(at, 0xc2, 0xdf, one, guard, counts);
    shift(at, 0xe0, 0xe0, e0, guard, counts);
    shift(at, 0xe1, 0xec, two, guard, counts);
    shift(at, 0xed, 0xed, ed, guard, counts);
    shift(at, 0xee, 0xef, two, guard, counts);
    shift(at, 0xf0, 0xf0, f0, guard, counts);
    shift(at, 0xf1, 0xf3, three, guard, counts);
    shift(at, 0xf4, 0xf4, f4, guard, counts);
    shift(one, 0x80, 0xbf, to);
    shift(two, 0x80, 0xbf, one);
    shift(three, 0x80, 0xbf, two);
    shift(e0, 0xa0, 0xbf, one);
    shift(ed, 0x80, 0x9f, one);
    shift(f0, 0x90, 0xbf, two);
    shift(f4, 0x80, 0x8f, two);
  };

  /** Text of at most `max` code points up to the first `until`, whose first byte appears nowhere else in it. */
  const buildFree = (start: number, until: readonly number[], max: number): void => {
    const [opening, ...rest] = until;
    if (opening === undefined || opening > 0x7f) throw new Ambiguous("free text needs an ASCII end");
    for (const [from, to] of [
      [0x09, 0x0a],
      [0x20, opening - 1],
      [opening + 1, 0x7e],
    ] as const)
      if (from <= to && !(from === 0x09 && opening === 0x0a)) shift(start, from, to, start, Guard.more, true);
    utf8Tails(start, start, Guard.more, true);
    let at = state();
    shift(start, opening, opening, at);
    for (const byte of rest) {
      const next = state();
      shift(at, byte, byte, next);
      at = next;
    }
    states[at]!.pops = true;
    states[start]!.high = max;
  };

  const start = compile([root]);
  for (const copy of copies) {
    const { edges, pops } = states[copy.from]!;
    states[copy.start]!.edges.push(...edges);
    states[copy.start]!.pops = pops;
  }
  return { states, start };
}

function dropByte(sequence: Sequence): Sequence {
  const [head, ...rest] = sequence;
  if (head?.kind !== "bytes") return sequence;
  return head.bytes.length > 1 ? [{ kind: "bytes", bytes: head.bytes.slice(1) }, ...rest] : rest;
}

function ranges(bytes: ReadonlySet<number>): [number, number][] {
  const found: [number, number][] = [];
  for (const byte of [...bytes].sort((a, b) => a - b)) {
    const last = found.at(-1);
    if (last && last[1] === byte - 1) last[1] = byte;
    else found.push([byte, byte]);
  }
  return found;
}
