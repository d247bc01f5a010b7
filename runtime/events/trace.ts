import { closeSync, openSync, writeSync } from "node:fs";
import { type Operation, resource } from "effection";
import type { Event } from "./event.ts";

/**
 * Writes every event as a line of JSON to `file`, from its beginning, until the scope ends. The file is the user's
 * alone: prompts stand in it. Throws what opening a file throws.
 */
export function useTrace(file: string): Operation<(event: Event) => void> {
  return resource(function* (provide) {
    const descriptor = openSync(file, "w", 0o600);
    try {
      // Written at once: what a run did before it died is what a trace is read for.
      yield* provide((event) => {
        writeSync(descriptor, `${JSON.stringify(event)}\n`);
      });
    } finally {
      closeSync(descriptor);
    }
  });
}
