import { type Key as InkKey, useInput, useStdout } from "ink";
import { type ReactElement, useEffect, useReducer, useRef } from "react";
import type { RunControl } from "../run/options.ts";
import { AskPrompt, askHeight } from "./ask.tsx";
import type { OpenQuestion } from "./asker.ts";
import { frameOf, type Scene } from "./frame.ts";
import { type Choice, type Key, nothingChosen, pressed, type Wish } from "./keys.ts";
import { textOf } from "./line.ts";
import { Lines } from "./lines.tsx";
import type { Upcoming } from "./outline.ts";
import { nodeAt, type ViewState } from "./state.ts";

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

/** Ten frames a second are enough for people; events come far more often. */
const FRAME_MS = 100;

/** What was drawn last, for whoever has to take it back. */
export interface Drawn {
  lines: readonly string[];
}

/** The live view: {@link frameOf}, kept up to date and, where keys can be read, steered by them. */
export function LiveView({ source, drawn }: { source: LiveViewSource; drawn?: Drawn }): ReactElement {
  const { stdout } = useStdout();
  const choice = useRef<Choice>(nothingChosen);
  // What is shown is looked up while it is drawn; the number only says that it is time to.
  const [, again] = useReducer((drawings: number) => drawings + 1, 0);
  useEffect(() => {
    const timer = setInterval(again, FRAME_MS);
    return () => clearInterval(timer);
  }, []);
  const scene = sceneOf(source, stdout, choice.current);
  const { lines } = frameOf(scene);
  if (drawn) drawn.lines = lines.map((line) => textOf(line).trimEnd());
  return (
    <>
      {source.keys ? <Keys source={source} stdout={stdout} choice={choice} draw={again} /> : null}
      <Lines lines={lines} />
      {source.keys && source.asking ? (
        <AskPrompt asking={source.asking} {...sizeOf(stdout)} quit={source.quit} />
      ) : null}
    </>
  );
}

interface KeysProps {
  readonly source: LiveViewSource;
  readonly stdout: NodeJS.WriteStream;
  /** Two keys may come before React draws once: the second must see what the first one chose. */
  readonly choice: { current: Choice };
  readonly draw: () => void;
}

function Keys({ source, stdout, choice, draw }: KeysProps): null {
  useInput((input, inkKey) => {
    // While a question waits, what is typed is its answer.
    if (source.asking?.()) return;
    // Letters that were typed faster than they are read come together.
    for (const letter of input === "" ? [""] : input) {
      const key = keyOf(letter, inkKey);
      if (key === undefined) continue;
      const scene = sceneOf(source, stdout, choice.current);
      const { rows, opened } = frameOf(scene);
      const next = pressed(choice.current, key, { state: scene.state, rows, ...opened });
      choice.current = next.choice;
      if (next.wish && !grant(next.wish, scene.state, source)) choice.current = { ...next.choice, notice: REPLAYED };
    }
    draw();
  });
  return null;
}

const REPLAYED = "this is a replay: nothing of it can be changed";

/** Does what a key asks for; false where there is nothing that could be steered. */
function grant(wish: Wish, state: ViewState, source: LiveViewSource): boolean {
  if (wish.kind === "quit") {
    source.quit();
    return true;
  }
  const control = source.control();
  if (!control) return false;
  for (const path of wish.paths) {
    const steer = nodeAt(state, path)?.agent?.steer ?? path;
    if (wish.kind === "halt") control.halt(steer);
    else control.windDown(steer);
  }
  return true;
}

function keyOf(input: string, key: InkKey): Key | undefined {
  if (key.ctrl) return input === "c" ? "quit" : undefined;
  if (key.upArrow) return "up";
  if (key.downArrow) return "down";
  if (key.pageUp) return "page-up";
  if (key.pageDown || input === " ") return "page-down";
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

function sceneOf(source: LiveViewSource, stdout: NodeJS.WriteStream, choice: Choice): Scene {
  const { state, now } = source.current();
  const asking = source.keys ? source.asking?.() : undefined;
  const { columns, rows } = sizeOf(stdout);
  const steered = source.keys && state.outcome === undefined && asking === undefined;
  const { upcoming } = source;
  return {
    state,
    now,
    upcoming,
    choice,
    steered,
    columns,
    rows: rows - (asking ? askHeight(asking, columns, rows) : 0),
  };
}

/** A terminal that does not tell its size is taken for the smallest usual one. */
function sizeOf({ columns = 80, rows = 24 }: Partial<NodeJS.WriteStream>): {
  readonly columns: number;
  readonly rows: number;
} {
  return { columns, rows };
}
