import type { Task } from "effection";
import type { ExitCode } from "./io.ts";

/** Exit codes of what a signal ended, as shells write them. */
const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** What signals have asked for. */
export interface Interrupts {
  /** What Ctrl-C does: the first time it asks, the second time it ends the process at once. */
  readonly interrupt: () => void;
  /** The exit code of the signal that came; undefined as long as none has. */
  readonly code: () => ExitCode | undefined;
  /** Leaves signals alone again. */
  readonly release: () => void;
}

/** From here on signals halt the task instead of ending the process. */
export function haltOnInterrupt(task: Pick<Task<unknown>, "halt">): Interrupts {
  let code: ExitCode | undefined;
  const receive = (signal: keyof typeof SIGNALS): void => {
    if (code !== undefined) process.exit(SIGNALS[signal]);
    code = SIGNALS[signal];
    // Halting begins when somebody waits for it; what goes wrong on the way is the task's own error.
    void task.halt().then(undefined, () => {});
  };
  for (const signal of Object.keys(SIGNALS)) process.on(signal, receive);
  return {
    interrupt: () => receive("SIGINT"),
    code: () => code,
    release: () => {
      for (const signal of Object.keys(SIGNALS)) process.off(signal, receive);
    },
  };
}
