import { type Operation, resource } from "effection";
import { render } from "ink";
import type { Event } from "../events/event.ts";
import type { RunControl } from "../run/options.ts";
import { LiveView, type LiveViewSource } from "./live-view.tsx";
import { reduceView } from "./reduce.ts";
import { emptyView, type ViewState } from "./state.ts";

/** The live view while it is on the terminal. */
export interface TerminalView {
  readonly onEvent: (event: Event) => void;
  readonly onControl: (control: RunControl) => void;
}

export interface TerminalViewOptions {
  /** Where it is drawn: results go to stdout, so this is stderr. */
  readonly output: NodeJS.WriteStream;
  /** Where keys come from; without a terminal there are none. */
  readonly input: NodeJS.ReadStream;
  /** What `q` and Ctrl-C do: in raw mode Ctrl-C is a byte and no signal. */
  readonly quit: () => void;
}

/**
 * Shows a run on the terminal until the scope that called it ends; the last frame stays, the cursor and the terminal's
 * mode are as they were.
 */
export function useTerminalView(options: TerminalViewOptions): Operation<TerminalView> {
  return resource(function* (provide) {
    let state: ViewState = emptyView;
    let control: RunControl | undefined;
    let began = performance.now();
    const source: LiveViewSource = {
      current: () => ({ state, now: state.outcome ? state.now : Math.max(state.now, performance.now() - began) }),
      keys: options.input.isTTY === true,
      control: () => control,
      quit: options.quit,
    };
    const ink = render(<LiveView source={source} />, {
      stdout: options.output,
      stdin: options.input,
      patchConsole: false,
      exitOnCtrlC: false,
    });
    try {
      yield* provide({
        onEvent(event) {
          state = reduceView(state, event);
          if (event.kind === "run-started") began = performance.now() - event.t;
        },
        onControl(given) {
          control = given;
        },
      });
    } finally {
      // A new key makes it look once more: the last frame shows how all ended.
      ink.rerender(<LiveView key="end" source={source} />);
      ink.unmount();
    }
  });
}
