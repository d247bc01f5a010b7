import { action } from "effection";
import type { Clock } from "../../clock.ts";

/**
 * A clock on which nothing takes time but what sleeps on it: when all else is idle it jumps to the next moment at which
 * somebody wakes. A run of hours takes milliseconds, and the same run takes the same time again.
 */
export function createSimulatedClock(start = 0): Clock {
  const sleepers: { readonly at: number; readonly order: number; wake(): void }[] = [];
  let now = start;
  let order = 0;
  let watching = false;

  function watch(): void {
    if (watching || sleepers.length === 0) return;
    watching = true;
    // Two turns of the event loop, so that what others put off for one turn comes first.
    setImmediate(() => setImmediate(look));
  }

  function look(): void {
    watching = false;
    if (worksOutside()) {
      // Real work ends in real time, and gets some: waiting in a busy loop would only slow it down.
      watching = true;
      setTimeout(look, 1);
      return;
    }
    const next = sleepers[0];
    if (!next) return;
    now = next.at;
    // All who wake at this moment, in the order in which they went to sleep; who sleeps anew does so after them.
    const awake = sleepers.filter((sleeper) => sleeper.at === now);
    sleepers.splice(0, awake.length);
    for (const sleeper of awake) sleeper.wake();
    watch();
  }

  return {
    now: () => now,
    sleep(milliseconds) {
      return action<void>((resolve) => {
        const sleeper = { at: now + Math.max(0, milliseconds), order: order++, wake: () => resolve() };
        const after = sleepers.findIndex((other) => other.at > sleeper.at);
        sleepers.splice(after < 0 ? sleepers.length : after, 0, sleeper);
        watch();
        return () => {
          const index = sleepers.indexOf(sleeper);
          if (index >= 0) sleepers.splice(index, 1);
        };
      }, `sleep(${milliseconds})`);
    },
  };
}

/** Whether files, name lookups or processes are at work for someone. */
function worksOutside(): boolean {
  return process
    .getActiveResourcesInfo()
    .some((name) => /^(FSReq|CloseReq|GetAddrInfo|GetNameInfo|Process|ZlibOp)/.test(name));
}
