import type { Operation } from "effection";

/** Time as the runtime knows it, so that tests run on a simulated one. */
export interface Clock {
  /** Milliseconds since some fixed moment; never goes back. */
  now(): number;
  sleep(milliseconds: number): Operation<void>;
}
