/**
 * Grammar -> states. Alternatives are factored byte by byte: those that begin with the same bytes, or with the same
 * frame, share states until they differ. Two frames that begin alike and differ (`string | date`, a list of one or of
 * another) can't be told apart without looking ahead: {@link Ambiguous}.
 */
import type { Type, TypeTable } from "../graph/type.ts";
import { type Dfa, TooManyStates } from "./automaton.ts";
import { type Cell, Cells, type Head, idOf } from "./cells.ts";
import { type Atom, type Frame, frame, frameKey, keyOf, type Sequence, sequenceKey, text } from "./grammar.ts";
import { buildDfa, buildFree, buildString, type Draft } from "./leaves.ts";
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

/** More is refused: some dozen megabytes, and more than any schema needs that a person wrote. */
const MOST_STATES = 60_000;

/** Builds the states for `root`. Named types are looked up in `table`. */
export function assemble(root: Sequence, table: TypeTable, regular: RegularDfa): Assembly {
  const states: State[] = [];
  const state = (): number => {
    if (states.length === MOST_STATES) throw new TooManyStates();
    return states.push({ edges: [], pops: false, low: 0, high: UNBOUNDED }) - 1;
  };
  const end = state();
  states[end]!.pops = true;

  const shift: Draft["shift"] = (at, from, to, target, guard = Guard.none, counts = false) =>
    states[at]!.edges.push({ from, to, guard, counts, target });
  const draft: Draft = { states, end, state, shift };

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
        buildString(draft, start, f.min, f.max);
        return;
      case "regular": {
        const dfa = regular(f.type);
        if (!dfa) throw new Ambiguous("nothing fits");
        buildDfa(draft, start, dfa);
        return;
      }
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
        copyInto(start, compile([cells.of(sequence)]));
        return;
      }
      case "json": {
        const any = frame(f);
        copyInto(
          start,
          compile(
            [
              text("null"),
              text("true"),
              text("false"),
              frame({ kind: "regular", type: { kind: "number", integer: false } }),
              frame({ kind: "string", min: 0, max: UNBOUNDED }),
              frame({ kind: "list", element: [any], min: 0, max: UNBOUNDED }),
              frame({ kind: "map", value: [any] }),
            ].map((atom) => cells.of([atom])),
          ),
        );
        return;
      }
      case "free":
        buildFree(draft, start, f.until, f.max);
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
      copyInto(start, compile([cells.of(sequence)]));
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

  const cells = new Cells();
  const compiled = new Map<string, number>();
  const unfactored: { readonly at: number; readonly options: readonly (Cell | null)[] }[] = [];

  /** The state from which one of `alternatives` follows. */
  const compile = (alternatives: readonly (Cell | null)[]): number => {
    const options = expand(alternatives);
    if (options.length === 1 && options[0] === null) return end;
    const key = options
      .map(idOf)
      .sort((a, b) => a - b)
      .join();
    let at = compiled.get(key);
    if (at === undefined) {
      at = state();
      compiled.set(key, at);
      states[at]!.pops = options.includes(null);
      unfactored.push({ at, options });
    }
    return at;
  };

  /** Edges for those first bytes of `options` that are among `only`. */
  const factor = (at: number, options: readonly (Cell | null)[], only?: ReadonlySet<number>): void => {
    for (const { bytes, able } of byFirstByte(options, only)) {
      const tails = () => compile(able.map((cell) => cell.tail));
      const head = able[0]!.head;
      if (head.kind === "frame" && able.every((c) => c.head.kind === "frame" && c.head.key === head.key)) {
        const callee = frameStart(head.frame);
        const target = tails();
        for (const [from, to] of ranges(bytes))
          states[at]!.edges.push({ from, to, guard: Guard.none, counts: false, target, callee });
      } else if (able.every((cell) => cell.head.kind === "byte")) {
        const target = tails();
        for (const byte of bytes) shift(at, byte, byte, target);
      } else {
        // A named type among others: what it stands for may be told apart where its name can't.
        const opened = able.map(openNamed);
        if (opened.every((cell, i) => cell === able[i])) throw new Ambiguous(able.map(describe).join(" | "));
        factor(at, expand(opened), bytes);
      }
    }
  };

  /** First bytes, together where the same options begin with them. */
  const byFirstByte = (options: readonly (Cell | null)[], only: ReadonlySet<number> | undefined) => {
    const able = new Map<number, Cell[]>();
    for (const cell of options)
      for (const byte of cell ? firstOfHead(cell.head) : []) {
        if (only && !only.has(byte)) continue;
        const others = able.get(byte);
        if (others) others.push(cell!);
        else able.set(byte, [cell!]);
      }
    const groups = new Map<string, { readonly bytes: Set<number>; readonly able: readonly Cell[] }>();
    for (const [byte, found] of able) {
      const key = found.map(idOf).join();
      const group = groups.get(key);
      if (group) group.bytes.add(byte);
      else groups.set(key, { bytes: new Set([byte]), able: found });
    }
    return groups.values();
  };

  const openNamed = (cell: Cell): Cell | null => {
    const { head, tail } = cell;
    if (head.kind !== "frame" || head.frame.kind !== "named") return cell;
    const inner = standsFor(head.frame.id);
    return inner ? cells.of(inner, tail) : cell;
  };

  const standsFor = (id: string): Sequence | null =>
    elements.get(id) ?? sequenceOf(table.get(id)?.type ?? { kind: "never" });

  /** Choices and fields at the head opened, doubles dropped. */
  const expand = (alternatives: readonly (Cell | null)[]): (Cell | null)[] => {
    const found = new Set<Cell | null>();
    const visit = (cell: Cell | null): void => {
      if (cell?.head.kind === "choice") for (const option of cell.head.options) visit(cells.of(option, cell.tail));
      else if (cell?.head.kind === "fields")
        for (const option of expandFields(cell.head)) visit(cells.of(option, cell.tail));
      else found.add(cell);
    };
    for (const cell of alternatives) visit(cell);
    return [...found];
  };

  // ------------------------------------------------------------ what may come first

  const firstOfHead = (head: Head): Iterable<number> =>
    head.kind === "byte" ? [head.byte] : head.kind === "frame" ? firstOf(head.frame) : firstOfAtom(head);

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
        const inner = standsFor(f.id);
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

  const start = compile([cells.of(root)]);
  for (let next = unfactored.pop(); next; next = unfactored.pop()) factor(next.at, next.options);
  for (const copy of copies) {
    const { edges, pops } = states[copy.from]!;
    states[copy.start]!.edges.push(...edges);
    states[copy.start]!.pops = pops;
  }
  return { states, start };
}

/** An alternative in the words of its key, for whoever debugs the compiler. */
function describe({ head }: Cell): string {
  return head.kind === "byte" ? `byte ${head.byte}` : head.kind === "frame" ? head.key : keyOf(head);
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
