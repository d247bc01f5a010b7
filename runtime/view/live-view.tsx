import { type Key as InkKey, useInput, useStdout } from "ink";
import { type ReactElement, useEffect, useRef, useState } from "react";
import type { RunControl } from "../run/options.ts";
import { ASK_LINES, AskPrompt } from "./ask.tsx";
import type { OpenQuestion } from "./asker.ts";
import { frameOf, type Scene } from "./frame.ts";
import { type Choice, type Key, nothingChosen, pressed, type Wish } from "./keys.ts";
import type { Upcoming } from "./outline.ts";
import { Frame } from "./screen-frame.tsx";
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

/** Ten frames a second are enough for people; events come far more often. */
const FRAME_MS = 100;

/** The live view: {@link Frame}, kept up to date and, where keys can be read, steered by them. */
export function LiveView({ source }: { source: LiveViewSource }): ReactElement {
  const { stdout } = useStdout();
  const choice = useRef<Choice>(nothingChosen);
  const look = (): Scene => sceneOf(source, stdout, choice.current);
  const [scene, setScene] = useState(look);
  const draw = useRef(() => {});
  draw.current = () => setScene(look());
  useEffect(() => {
    const redraw = (): void => draw.current();
    const timer = setInterval(redraw, FRAME_MS);
    stdout.on("resize", redraw);
    return () => {
      clearInterval(timer);
      stdout.off("resize", redraw);
    };
  }, [stdout]);
  return (
    <>
      {source.keys ? <Keys source={source} stdout={stdout} choice={choice} draw={() => draw.current()} /> : null}
      <Frame scene={scene} />
      {source.keys && source.asking ? (
        <AskPrompt asking={source.asking} columns={scene.columns} quit={source.quit} />
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
    const key = keyOf(input, inkKey);
    if (key === undefined) return;
    const scene = sceneOf(source, stdout, choice.current);
    const { rows, opened } = frameOf(scene);
    const next = pressed(choice.current, key, { state: scene.state, rows, ...opened });
    choice.current = next.choice;
    draw();
    if (next.wish) grant(next.wish, scene.state, source);
  });
  return null;
}

function grant(wish: Wish, state: ViewState, source: LiveViewSource): void {
  if (wish.kind === "quit") {
    source.quit();
    return;
  }
  const control = source.control();
  for (const path of wish.paths) {
    const steer = state.nodes.get(path)?.agent?.steer ?? path;
    if (wish.kind === "halt") control?.halt(steer);
    else control?.windDown(steer);
  }
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
  const asking = source.keys && source.asking?.() !== undefined;
  // A terminal that does not tell its size is taken for the smallest usual one.
  const { columns = 80, rows = 24 } = stdout;
  const steered = source.keys && state.outcome === undefined && !asking;
  const { upcoming } = source;
  return { state, now, upcoming, choice, steered, columns, rows: asking ? rows - ASK_LINES : rows };
}
