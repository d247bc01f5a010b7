import { type Operation, resource } from "effection";
import { render } from "ink";
import { LiveView, type LiveViewSource } from "./live-view.tsx";

export interface TerminalViewOptions extends Omit<LiveViewSource, "keys"> {
  /** Where it is drawn: results go to stdout, so this is stderr. */
  readonly output: NodeJS.WriteStream;
  /** Where keys come from; without a terminal there are none. In raw mode Ctrl-C is one of them, and no signal. */
  readonly input: NodeJS.ReadStream;
}

/**
 * Shows a run on the terminal until the scope that called it ends; the last frame stays, and the cursor and the
 * terminal's mode are as they were.
 */
export function useTerminalView(options: TerminalViewOptions): Operation<void> {
  return resource(function* (provide) {
    const source: LiveViewSource = { ...options, keys: options.input.isTTY === true };
    const ink = render(<LiveView source={source} />, {
      stdout: options.output,
      stderr: options.output,
      stdin: options.input,
      // What a user's tool prints goes above the view instead of through it; results are not printed by `console`.
      patchConsole: true,
      exitOnCtrlC: false,
    });
    try {
      yield* provide();
    } finally {
      // A new key makes it look once more: the last frame shows how all ended.
      ink.rerender(<LiveView key="end" source={source} />);
      ink.unmount();
    }
  });
}
