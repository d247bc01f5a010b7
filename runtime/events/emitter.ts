import type { Clock } from "../clock.ts";
import { EVENT_VERSION, type Event, type EventBody } from "./event.ts";

/** Gives out events one after another, each with its number, its time and the path it is about. */
export type Emit = (path: string, parent: string | undefined, body: EventBody) => void;

/** Numbers events from 0 without gaps and dates them from now on. */
export function makeEmitter(clock: Clock, sink: (event: Event) => void): Emit {
  const start = clock.now();
  let seq = 0;
  return (path, parent, body) => {
    const t = Math.round(clock.now() - start);
    // One spread, and that last: with a second one V8 takes fifty times as long, and a run emits twenty events an agent.
    if (parent === undefined) sink({ v: EVENT_VERSION, seq: seq++, t, path, ...body });
    else sink({ v: EVENT_VERSION, seq: seq++, t, path, parent, ...body });
  };
}
