import { performance } from "node:perf_hooks";
import { sleep } from "effection";
import type { Clock } from "./clock.ts";

/** The time of the world outside. */
export const realClock: Clock = {
  now: () => performance.now(),
  sleep,
};
