/** The interpreter of decoder tables; the native engine runs the same tables by the same rules. */
import { Action, Guard, MAX_DEPTH, type Machine } from "./machine.ts";

/** Where a text stands: the state it is in, its frame's counter, and the frames below. A value: nothing changes it. */
export interface Standing {
  readonly state: number;
  readonly counter: number;
  readonly below: Below | null;
}

interface Below {
  readonly state: number;
  readonly counter: number;
  readonly below: Below | null;
  readonly depth: number;
}

export function begin(machine: Machine): Standing {
  return { state: machine.start, counter: 0, below: null };
}

/** The standing after one more byte; null where it can't stand there. */
export function acceptByte(machine: Machine, standing: Standing, byte: number): Standing | null {
  const column = machine.classes[byte]!;
  let { state, counter, below } = standing;
  for (;;) {
    const entry = machine.entries[state * machine.classCount + column]!;
    const action = entry & 3;
    if (action === Action.fail) {
      if (machine.pops[state] === 0 || below === null) return null;
      ({ state, counter, below } = below);
      continue;
    }
    const guard = (entry >>> 2) & 3;
    if (guard === Guard.more && counter >= machine.high[state]!) return null;
    if (guard === Guard.enough && counter < machine.low[state]!) return null;
    if (entry & 16) counter += 1;
    const target = entry >>> 5;
    if (action === Action.shift) return { state: target, counter, below };
    const callee = machine.calls[2 * target]!;
    const depth: number = (below?.depth ?? 0) + 1;
    if (depth + machine.need[callee]! > MAX_DEPTH) return null;
    below = { state: machine.calls[2 * target + 1]!, counter, below, depth };
    state = callee;
    counter = 0;
  }
}

/** The standing after all of `bytes`; null where one of them can't stand. */
export function accept(machine: Machine, standing: Standing, bytes: Iterable<number>): Standing | null {
  let at: Standing | null = standing;
  for (const byte of bytes) {
    at = acceptByte(machine, at, byte);
    if (at === null) return null;
  }
  return at;
}

/** Whether the text may end here. */
export function complete(machine: Machine, standing: Standing): boolean {
  if (machine.pops[standing.state] === 0) return false;
  for (let at = standing.below; at; at = at.below) if (machine.pops[at.state] === 0) return false;
  return true;
}

/** Bytes that may come next. */
export function permitted(machine: Machine, standing: Standing): number[] {
  const found: number[] = [];
  for (let byte = 0; byte < 256; byte++) if (acceptByte(machine, standing, byte)) found.push(byte);
  return found;
}

/** The bytes that must follow: as long as only one may, and the text can't end. */
export function forced(machine: Machine, standing: Standing): number[] {
  const bytes: number[] = [];
  for (let at = standing; !complete(machine, at); ) {
    const next = permitted(machine, at);
    if (next.length !== 1) break;
    bytes.push(next[0]!);
    at = acceptByte(machine, at, next[0]!)!;
  }
  return bytes;
}

/** Bytes of the shortest way to a valid end. */
export function distance(machine: Machine, standing: Standing): number {
  let sum = costOf(machine, standing.state, standing.counter);
  for (let at = standing.below; at; at = at.below) sum += costOf(machine, at.state, at.counter);
  return sum;
}

function costOf(machine: Machine, state: number, counter: number): number {
  const short = machine.low[state]! - counter;
  return short <= 0 ? machine.end[state]! : machine.first[state]! + (short - 1) * machine.loop[state]!;
}

/** A shortest way to a valid end; the lowest byte where several are as short. */
export function closing(machine: Machine, standing: Standing): number[] {
  const bytes: number[] = [];
  let at = standing;
  for (let left = distance(machine, at); left > 0; left--) {
    let found = false;
    for (let byte = 0; byte < 256 && !found; byte++) {
      const next = acceptByte(machine, at, byte);
      if (next === null || distance(machine, next) !== left - 1) continue;
      bytes.push(byte);
      at = next;
      found = true;
    }
    if (!found) throw new Error("the tables say that the end is nearer than it is");
  }
  return bytes;
}
