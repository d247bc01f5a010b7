import { closeSync, openSync, writeSync } from "node:fs";
import { type Operation, resource } from "effection";
import type { Event } from "./event.ts";

/**
 * Writes every event as a line of JSON to `file`, from its beginning, until the scope ends. The file is the user's
 * alone: prompts stand in it. Throws what opening a file throws. Where a line can't be written (a full disk), `onLost`
 * is told why, once, and no more are: a run is worth more than its trace.
 */
export function useTrace(file: string, onLost: (reason: string) => void): Operation<(event: Event) => void> {
  return resource(function* (provide) {
    const descriptor = openSync(file, "w", 0o600);
    let lost = false;
    try {
      // Written at once: what a run did before it died is what a trace is read for.
      yield* provide((event) => {
        if (lost) return;
        try {
          writeSync(descriptor, `${JSON.stringify(event)}\n`);
        } catch (error) {
          lost = true;
          onLost(error instanceof Error ? error.message : String(error));
        }
      });
    } finally {
      closeSync(descriptor);
    }
  });
}
