import type { Clock } from "../clock.ts";
import { EVENT_VERSION, type Event, type EventBody } from "./event.ts";

/** Gives out events one after another, each with its number, its time and the path it is about. */
export type Emit = (path: string, parent: string | undefined, body: EventBody) => void;

/** Numbers events from 0 without gaps and dates them from now on. */
export function makeEmitter(clock: Clock, sink: (event: Event) => void): Emit {
  const start = clock.now();
  let seq = 0;
  return (path, parent, body) => {
    const header = { v: EVENT_VERSION, seq: seq++, t: Math.round(clock.now() - start), path } as const;
    sink(parent === undefined ? { ...header, ...body } : { ...header, parent, ...body });
  };
}
