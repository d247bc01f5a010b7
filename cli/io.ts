import type { RunOptions } from "../runtime/run/options.ts";

/** The process as a command sees it, so that tests can hand it another one. */
export interface Io {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** How runs open their models; natively if left out. */
  readonly engine?: RunOptions["engine"];
  /** The folder that runs are recorded in; `.agentflow/runs` where the command runs if left out. */
  readonly runs?: string;
}

/** What a command ends with: 0 done, 1 a problem in the program or the run, 2 wrong usage, 3 paused for a person, 128 and the number of the signal (130 for Ctrl-C) interrupted. */
export type ExitCode = 0 | 1 | 2 | 3 | 129 | 130 | 143;

/** Whether texts for `stream` may be coloured. */
export function coloured(stream: NodeJS.WriteStream, env: Io["env"]): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== "") return env.FORCE_COLOR !== "0";
  return stream.isTTY === true && env.TERM !== "dumb";
}

/** Whether a machine reads along: the same rule as Ink's, which draws nothing there. */
export function inCi(env: Io["env"]): boolean {
  if (env.CI === "0" || env.CI === "false") return false;
  return Object.keys(env).some((name) => name === "CI" || name === "CONTINUOUS_INTEGRATION" || name.startsWith("CI_"));
}

/** Columns of `stream`, 80 where it is no terminal. */
export function widthOf(stream: NodeJS.WriteStream): number {
  return stream.isTTY === true && stream.columns > 0 ? stream.columns : 80;
}

/** Writes a text and a line break, and resolves when the stream has taken it. */
export function say(stream: NodeJS.WriteStream, text: string): Promise<void> {
  return new Promise((resolve) => {
    // A reader that went away (`| head`) is no problem of ours: what it didn't want is dropped.
    stream.write(`${text}\n`, () => resolve());
  });
}
