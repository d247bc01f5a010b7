import { action, type Operation } from "effection";
import { NoRoom } from "./engine.ts";

/** Rank of those who hold nothing: they need not be refused for others to go on. */
export const HOLDS_NOTHING = 2;

/** Someone who waits for room. */
export interface Waiter {
  readonly path: string;
  /** The least goes first; among equals, who came first. Below {@link HOLDS_NOTHING} those who hold room, or for whom such wait. */
  readonly rank: number;
  /** Takes what it waits for if that is there right now. */
  take(): boolean;
  /** What it is told if it is refused. */
  readonly refusal: string;
  readonly onWait?: ((waits: boolean) => void) | undefined;
}

/**
 * Where admissions and appends wait for room, first come, first served: nobody is let in before the one at the head.
 * Those who hold room go before those who don't, because only they can give some back.
 */
export interface WaitingRoom {
  /** Ends when the waiter has taken what it waits for. Halted, it has left the queue. */
  enter(waiter: Waiter): Operation<void>;
  /** Lets in who can be. To be called whenever there may be more room. */
  admit(): void;
  /** How many wait. */
  waiting(): number;
  /** Those who wait though they hold room, or though others who do wait for them. */
  holding(): readonly Waiter[];
}

interface Place {
  readonly waiter: Waiter;
  done: boolean;
  error: unknown;
  go(): void;
}

/** An empty room. `stuck` says that no room will come back by itself. */
export function createWaitingRoom(stuck: () => boolean): WaitingRoom {
  const queue: Place[] = [];
  let admitting = false;
  let again = false;

  function leave(place: Place): void {
    const index = queue.indexOf(place);
    if (index >= 0) queue.splice(index, 1);
  }

  function settle(place: Place, error?: unknown): void {
    leave(place);
    place.done = true;
    place.error = error;
    place.go();
  }

  function tryTake(place: Place): boolean {
    try {
      if (!place.waiter.take()) return false;
      settle(place);
    } catch (error) {
      settle(place, error);
    }
    return true;
  }

  function holding(): readonly Place[] {
    const end = queue.findIndex(({ waiter }) => waiter.rank >= HOLDS_NOTHING);
    return end < 0 ? queue : queue.slice(0, end);
  }

  function round(): void {
    for (let head = queue[0]; head; head = queue[0]) {
      if (tryTake(head)) continue;
      if (!stuck()) return;
      // Nobody is left who could give anything up: it is told so, and the others try.
      settle(head, new NoRoom(head.waiter.refusal));
    }
  }

  function admit(): void {
    again = true;
    if (admitting) return;
    admitting = true;
    try {
      while (again) {
        again = false;
        round();
      }
    } finally {
      admitting = false;
    }
  }

  return {
    *enter(waiter) {
      const place: Place = { waiter, done: false, error: undefined, go: () => {} };
      const behind = queue.findIndex((other) => other.waiter.rank > waiter.rank);
      queue.splice(behind < 0 ? queue.length : behind, 0, place);
      admit();
      if (!place.done) {
        waiter.onWait?.(true);
        try {
          yield* action<void>((resolve) => {
            place.go = resolve;
            return () => leave(place);
          });
        } finally {
          leave(place);
          waiter.onWait?.(false);
          if (!place.done) admit();
        }
      }
      if (place.error !== undefined) throw place.error;
    },
    admit,
    waiting: () => queue.length,
    holding: () => holding().map((place) => place.waiter),
  };
}
