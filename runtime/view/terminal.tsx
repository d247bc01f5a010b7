import { type Operation, resource } from "effection";
import { render } from "ink";
import { type Drawn, LiveView, type LiveViewSource } from "./live-view.tsx";
import { addedRows } from "./reflow.ts";

export interface TerminalViewOptions extends Omit<LiveViewSource, "keys"> {
  /** Where it is drawn: results go to stdout, so this is stderr. */
  readonly output: NodeJS.WriteStream;
  /** Where keys come from; without a terminal there are none. In raw mode Ctrl-C is one of them, and no signal. */
  readonly input: NodeJS.ReadStream;
}

const MOST_FRAMES = 10;
const ERASE_AND_UP = "\u001b[2K\u001b[1A";

/**
 * Shows a run on the terminal until the scope that called it ends; the last frame stays, and the cursor and the
 * terminal's mode are as they were.
 */
export function useTerminalView(options: TerminalViewOptions): Operation<void> {
  return resource(function* (provide) {
    const source: LiveViewSource = { ...options, keys: options.input.isTTY === true };
    const { output } = options;
    const drawn: Drawn = { lines: [] };
    const ink = render(<LiveView source={source} drawn={drawn} />, {
      stdout: keepingHistory(output),
      stderr: output,
      stdin: options.input,
      // What a user's tool prints goes above the view instead of through it; results are not printed by `console`.
      patchConsole: true,
      exitOnCtrlC: false,
      maxFps: MOST_FRAMES,
    });
    let columns = output.columns;
    // Ink erases as many rows as it has drawn lines, and draws what it had. Before it does, what the terminal has broken
    // into more rows is erased, and what fits the new size is there to be drawn.
    const resized = (): void => {
      const added = output.columns < columns ? addedRows(drawn.lines, output.columns) : 0;
      columns = output.columns;
      output.write(ERASE_AND_UP.repeat(added));
      ink.rerender(<LiveView source={source} drawn={drawn} />);
    };
    output.prependListener("resize", resized);
    try {
      yield* provide();
    } finally {
      output.off("resize", resized);
      // A new key makes it look once more: the last frame shows how all ended.
      ink.rerender(<LiveView key="end" source={source} />);
      ink.unmount();
    }
  });
}

const FORGET_HISTORY = "\u001b[3J";

/** The same stream, but for what Ink does to a terminal that became lower than its frame: it forgets all that stood above. */
function keepingHistory(output: NodeJS.WriteStream): NodeJS.WriteStream {
  const write = (text: string): boolean => output.write(text.replaceAll(FORGET_HISTORY, ""));
  return new Proxy(output, {
    get(stream, name) {
      if (name === "write") return write;
      const value: unknown = Reflect.get(stream, name, stream);
      return typeof value === "function" ? value.bind(stream) : value;
    },
  });
}
