/**
 * Decoder tables: a deterministic pushdown automaton over bytes that accepts the canonical JSON of a type, as flat
 * arrays that one short interpreter runs, here (`run.ts`) and natively.
 *
 * A *frame* is one value being written that can nest or must count: a list, a map, a string, a named type. A state
 * belongs to a frame; each frame has one counter (list elements, or code points of a string). At a byte, a state's
 * entry says what happens: fail, *shift* to a state of the same frame, or *call* another frame and look at the byte again
 * there. A state that *pops* ends its frame where it has no entry for the byte, and the byte is looked at again by the
 * frame below. Guards compare the counter with the state's bounds, so a length of 2,000 costs as much as one of 2.
 *
 * Every state can reach the end of its frame, and knows the fewest bytes it takes. So whatever was accepted can be
 * completed, and how long that takes is a sum over the frames on the stack.
 */
export interface Machine {
  /** The class of each of the 256 byte values; bytes of one class behave alike everywhere. */
  readonly classes: Uint8Array;
  readonly classCount: number;
  /** `entries[state * classCount + class]`, see {@link entry}. */
  readonly entries: Uint32Array;
  /** Pairs: the callee's first state, the state to come back to. */
  readonly calls: Uint32Array;
  /** 1 where the state may end its frame. */
  readonly pops: Uint8Array;
  /** Bounds of the frame's counter, as this state's guards see them; {@link UNBOUNDED} for none. */
  readonly low: Uint32Array;
  readonly high: Uint32Array;
  /** Fewest bytes to the end of the frame when the counter has reached `low` … */
  readonly end: Uint32Array;
  /** … when it is one short of it, and … */
  readonly first: Uint32Array;
  /** … what each further one adds. */
  readonly loop: Uint32Array;
  /** Frames that the shortest way to the frame's end still opens, one inside the other. */
  readonly need: Uint16Array;
  readonly start: number;
}

export const UNBOUNDED = 0xffff_ffff;

/** Frames on the stack at most; deeper values are not accepted. Bounds the memory of a state. */
export const MAX_DEPTH = 64;

export const Action = { fail: 0, shift: 1, call: 2 } as const;
export const Guard = { none: 0, more: 1, enough: 2 } as const;

/** Packs an entry: bits 0–1 action, 2–3 guard, 4 counts one, from 5 on the state (shift) or the index of a call. */
export function entry(action: number, guard: number, counts: boolean, target: number): number {
  return (action | (guard << 2) | (counts ? 16 : 0) | (target << 5)) >>> 0;
}
