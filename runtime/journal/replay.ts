import type { Operation } from "effection";
import type { Clock } from "../clock.ts";
import type { Event } from "../events/event.ts";

/**
 * Gives recorded events out again: at the pace at which they came, so many times as fast, or all at once (`Infinity`).
 *
 * @example
 * ```ts
 * yield* replay(run.events(1), { clock: realClock, speed: 2, onEvent: screen.onEvent });
 * ```
 */
export function* replay(
  events: readonly Event[],
  options: { readonly clock: Clock; readonly speed: number; readonly onEvent: (event: Event) => void },
): Operation<void> {
  const { clock, speed, onEvent } = options;
  const start = clock.now();
  for (const event of events) {
    const due = start + event.t / speed - clock.now();
    if (due > 0) yield* clock.sleep(due);
    onEvent(event);
  }
}
