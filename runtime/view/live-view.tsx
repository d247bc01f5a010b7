import { useInput, useStdout } from "ink";
import { type ReactElement, useEffect, useState } from "react";
import type { Path } from "../path.ts";
import type { RunControl } from "../run/options.ts";
import { Frame } from "./frame.tsx";
import { rowsOf } from "./rows.ts";
import type { ViewState } from "./state.ts";

/** Where the live view gets what it shows, and what its keys do. */
export interface LiveViewSource {
  /** The newest state and the time of the run, in milliseconds. */
  readonly current: () => { readonly state: ViewState; readonly now: number };
  /** Whether keys can be read. */
  readonly keys: boolean;
  readonly control: () => RunControl | undefined;
  /** Asked for by `q` and Ctrl-C. */
  readonly quit: () => void;
}

/** The live view: {@link Frame}, kept up to date and, where keys can be read, steered by them. */
export function LiveView({ source }: { source: LiveViewSource }): ReactElement {
  const { stdout } = useStdout();
  const [seen, setSeen] = useState(() => ({ ...source.current(), ...sizeOf(stdout) }));
  const [selected, setSelected] = useState<Path>();
  const [opened, setOpened] = useState<Path>();
  const [help, setHelp] = useState(false);
  useEffect(() => {
    const look = (): void => setSeen({ ...source.current(), ...sizeOf(stdout) });
    // Twelve frames a second are enough for people; events come far more often.
    const timer = setInterval(look, 80);
    stdout.on("resize", look);
    return () => {
      clearInterval(timer);
      stdout.off("resize", look);
    };
  }, [source, stdout]);
  const ended = seen.state.outcome !== undefined;
  const footer = ended || !source.keys ? [] : help ? HELP : [KEYS];
  return (
    <>
      {source.keys ? (
        <Keys
          source={source}
          selected={selected}
          select={setSelected}
          toggleOpen={(path) => setOpened(opened === path ? undefined : path)}
          close={() => {
            setOpened(undefined);
            setSelected(undefined);
          }}
          toggleHelp={() => setHelp(!help)}
        />
      ) : null}
      <Frame {...seen} footer={footer} selected={ended ? undefined : selected} opened={ended ? undefined : opened} />
    </>
  );
}

const KEYS = "↑↓ move   ⏎ open   h halt   w wind down   q quit   ? help ";

const HELP: readonly string[] = [
  "↑↓ choose a line   ⏎ show what the chosen agent wrote   esc close ",
  "h end the chosen agent now   w ask it for the best value it has ",
  "q or Ctrl-C end the run, a second time at once   ? close this help ",
  "✓ done   ✗ failed   ⊘ halted   ▾ goes on inside   ● writes   ◐ works   ○ waits ",
];

function Keys(props: {
  source: LiveViewSource;
  selected: Path | undefined;
  select: (path: Path | undefined) => void;
  toggleOpen: (path: Path) => void;
  close: () => void;
  toggleHelp: () => void;
}): null {
  const { source, selected } = props;
  useInput((input, key) => {
    const { state, now } = source.current();
    if ((key.ctrl && input === "c") || input === "q") return source.quit();
    if (key.upArrow || key.downArrow) {
      const rows = rowsOf(state, now);
      const at = rows.findIndex((row) => row.path === selected);
      const next = at === -1 ? (key.upArrow ? rows.length - 1 : 0) : at + (key.upArrow ? -1 : 1);
      return props.select(rows[Math.max(0, Math.min(rows.length - 1, next))]?.path);
    }
    if (key.escape) return props.close();
    if (input === "?") return props.toggleHelp();
    const agent = selected === undefined ? undefined : state.nodes.get(selected)?.agent;
    if (selected === undefined || agent === undefined) return;
    if (key.return) return props.toggleOpen(selected);
    if (input === "h") return source.control()?.halt(agent.steer);
    if (input === "w") return source.control()?.windDown(agent.steer);
  });
  return null;
}

function sizeOf(stdout: NodeJS.WriteStream): { columns: number; rows: number } {
  // A terminal that does not tell its size is taken for the smallest usual one.
  return { columns: stdout.columns || 80, rows: stdout.rows || 24 };
}
