import type { Operation } from "effection";
import type { TypeTable } from "../../compiler/graph/type.ts";
import type { Event } from "../../runtime/events/event.ts";
import type { RunControl, RunOptions } from "../../runtime/run/options.ts";
import { type Asker, makeAsker } from "../../runtime/view/asker.ts";
import type { Upcoming } from "../../runtime/view/outline.ts";
import { plainLine } from "../../runtime/view/plain.ts";
import { reduceView } from "../../runtime/view/reduce.ts";
import { emptyView, type ViewState } from "../../runtime/view/state.ts";
import { coloured, type Io, inCi } from "../io.ts";
import { askLineByLine } from "./ask-line.ts";

/** What shows a run while it goes on, and asks the person who looks on. */
export interface Screen {
  readonly show: (quit: () => void) => Operation<void>;
  readonly onEvent: (event: Event) => void;
  readonly onControl: (control: RunControl) => void;
  readonly state: () => ViewState;
  /** Absent where nobody can answer. */
  readonly ask?: NonNullable<RunOptions["ask"]>;
}

/** What a screen has to know before anything happens. */
export interface ScreenOptions {
  readonly plain: boolean;
  readonly upcoming: readonly Upcoming[];
  /** The types that answers are checked against. */
  readonly types: TypeTable;
}

/** The live view on a terminal, elsewhere a line an event. */
export async function openScreen({ plain, upcoming, types }: ScreenOptions, io: Io): Promise<Screen> {
  let state: ViewState = emptyView;
  let control: RunControl | undefined;
  let began = performance.now();
  const { stdin, stderr, env } = io;
  const person = stdin.isTTY === true && stderr.isTTY === true && !inCi(env);
  const live = stderr.isTTY === true && !inCi(env) && env.TERM !== "dumb" && !plain;
  const terminal = live ? await loadTerminalView(coloured(stderr, env)) : undefined;
  const asker: Asker = makeAsker(types);
  const ask = terminal ? asker.ask : askLineByLine(asker, io);
  return {
    *show(quit) {
      if (!terminal) return;
      const current = () => ({
        state,
        now: state.outcome ? state.now : Math.max(state.now, performance.now() - began),
      });
      const source = { current, upcoming, control: () => control, asking: asker.current, quit };
      yield* terminal.useTerminalView({ output: stderr, input: stdin, ...source });
    },
    onEvent(event) {
      state = reduceView(state, event);
      if (event.kind === "run-started") began = performance.now() - event.t;
      const line = terminal ? undefined : plainLine(event);
      if (line !== undefined) stderr.write(`${line}\n`);
    },
    onControl(given) {
      control = given;
    },
    state: () => state,
    ...(person ? { ask } : {}),
  };
}

// Its library looks once, while it loads, whether there are colours, and looks at stdout, where the view is not.
async function loadTerminalView(color: boolean): Promise<typeof import("../../runtime/view/terminal.tsx")> {
  const before = process.env.FORCE_COLOR;
  process.env.FORCE_COLOR = color ? "1" : "0";
  try {
    return await import("../../runtime/view/terminal.tsx");
  } finally {
    if (before === undefined) delete process.env.FORCE_COLOR;
    else process.env.FORCE_COLOR = before;
  }
}
