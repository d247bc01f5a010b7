import { type Key as InkKey, useInput, useStdout } from "ink";
import { type ReactElement, useEffect, useRef, useState } from "react";
import type { RunControl } from "../run/options.ts";
import { ASK_LINES, AskPrompt } from "./ask.tsx";
import type { OpenQuestion } from "./asker.ts";
import { Frame } from "./frame.tsx";
import { type Choice, type Key, pressed, type Wish } from "./keys.ts";
import type { Upcoming } from "./outline.ts";
import { rowsOf } from "./rows.ts";
import type { ViewState } from "./state.ts";

/** Where the live view gets what it shows, and what its keys do. */
export interface LiveViewSource {
  /** The newest state and the time of the run, in milliseconds. */
  readonly current: () => { readonly state: ViewState; readonly now: number };
  /** What the run will come to, known before it begins. */
  readonly upcoming: readonly Upcoming[];
  /** Whether keys can be read. */
  readonly keys: boolean;
  readonly control: () => RunControl | undefined;
  /** The question that waits for the person at the terminal. */
  readonly asking?: () => OpenQuestion | undefined;
  /** Asked for by `q` and Ctrl-C. */
  readonly quit: () => void;
}

/** The live view: {@link Frame}, kept up to date and, where keys can be read, steered by them. */
export function LiveView({ source }: { source: LiveViewSource }): ReactElement {
  const { stdout } = useStdout();
  const [seen, setSeen] = useState(() => lookAt(source, stdout));
  const [choice, setChoice] = useState<Choice>({ help: false });
  useEffect(() => {
    const look = (): void => setSeen(lookAt(source, stdout));
    // Twelve frames a second are enough for people; events come far more often.
    const timer = setInterval(look, 80);
    stdout.on("resize", look);
    return () => {
      clearInterval(timer);
      stdout.off("resize", look);
    };
  }, [source, stdout]);
  const asking = source.keys ? seen.asking : undefined;
  const steered = source.keys && seen.state.outcome === undefined && asking === undefined;
  const footer = steered ? (choice.help ? HELP : [KEYS]) : [];
  return (
    <>
      {source.keys ? <Keys source={source} choose={setChoice} /> : null}
      <Frame
        state={seen.state}
        now={seen.now}
        columns={seen.columns}
        rows={asking ? seen.rows - ASK_LINES : seen.rows}
        upcoming={source.upcoming}
        footer={footer}
        selected={steered ? choice.selected : undefined}
        opened={steered ? choice.opened : undefined}
      />
      {source.keys && source.asking ? (
        <AskPrompt asking={source.asking} columns={seen.columns} quit={source.quit} />
      ) : null}
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

function Keys({ source, choose }: { source: LiveViewSource; choose: (choice: Choice) => void }): null {
  // Two keys may come before React draws once: the second must see what the first one chose.
  const choice = useRef<Choice>({ help: false });
  useInput((input, inkKey) => {
    // While a question waits, what is typed is its answer.
    const key = source.asking?.() ? undefined : keyOf(input, inkKey);
    if (key === undefined) return;
    const { state, now } = source.current();
    const next = pressed(choice.current, key, rowsOf(state, now, source.upcoming));
    choice.current = next.choice;
    choose(next.choice);
    if (next.wish) grant(next.wish, state, source);
  });
  return null;
}

function grant(wish: Wish, state: ViewState, source: LiveViewSource): void {
  if (wish.kind === "quit") {
    source.quit();
    return;
  }
  const path = state.nodes.get(wish.path)?.agent?.steer;
  if (path === undefined) return;
  if (wish.kind === "halt") source.control()?.halt(path);
  else source.control()?.windDown(path);
}

function keyOf(input: string, key: InkKey): Key | undefined {
  if (key.ctrl) return input === "c" ? "quit" : undefined;
  if (key.upArrow) return "up";
  if (key.downArrow) return "down";
  if (key.return) return "enter";
  if (key.escape) return "escape";
  return LETTERS[input];
}

const LETTERS: Readonly<Record<string, Key>> = {
  q: "quit",
  h: "halt",
  w: "wind-down",
  "?": "help",
  j: "down",
  k: "up",
};

function lookAt(source: LiveViewSource, stdout: NodeJS.WriteStream) {
  return { ...source.current(), ...sizeOf(stdout), asking: source.asking?.() };
}

function sizeOf(stdout: NodeJS.WriteStream): { columns: number; rows: number } {
  // A terminal that does not tell its size is taken for the smallest usual one.
  return { columns: stdout.columns || 80, rows: stdout.rows || 24 };
}
