import type { Clock } from "../clock.ts";
import type { Engine } from "../engine/engine.ts";
import type { EventBody } from "./event.ts";

type EngineTick = Extract<EventBody, { readonly kind: "engine-tick" }>;

/** At most five a second. */
const INTERVAL_MS = 200;

/**
 * Reads an engine's usage, whenever it is asked and enough time has gone by since it was read last. It has no timer of
 * its own: whoever hears of work on the engine asks.
 */
export function makeGauge(clock: Clock, model: string, engine: Engine, give: (tick: EngineTick) => void): () => void {
  let before = { at: clock.now(), ticks: 0, tokens: 0 };
  let first = true;
  return () => {
    const at = clock.now();
    if (!first && at - before.at < INTERVAL_MS) return;
    first = false;
    const usage = engine.usage();
    const tokens = usage.sampled + usage.forced;
    const seconds = (at - before.at) / 1000;
    const rate = (count: number): number => (seconds > 0 ? Math.round(count / seconds) : 0);
    give({
      kind: "engine-tick",
      model,
      ticks: usage.ticks,
      branches: usage.branches,
      cells: usage.cells,
      shared: usage.shared,
      limit: engine.limits.cells,
      waiting: usage.waiting,
      tokensPerSecond: rate(tokens - before.tokens),
      ticksPerSecond: rate(usage.ticks - before.ticks),
    });
    before = { at, ticks: usage.ticks, tokens };
  };
}
