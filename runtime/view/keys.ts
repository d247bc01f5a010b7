import type { Path } from "../path.ts";
import type { Folds, Row } from "./rows.ts";
import { nodeAt, type ViewState } from "./state.ts";
import { agentsAtWork, failsWith, hasBegun, nameAgents } from "./steer.ts";
import { around } from "./tree.ts";

/** What a person chose in the live view. */
export interface Choice {
  readonly selected?: Path;
  /** The agent whose context is shown instead of the tree. */
  readonly opened?: Path;
  /** The first line of it that is shown; absent while the newest ones are. */
  readonly scroll?: number;
  readonly folds: Folds;
  readonly help: boolean;
  /** What the same key, pressed again, will do. */
  readonly confirm?: { readonly paths: readonly Path[]; readonly text: string };
  /** What the last key did, where that can't be seen. */
  readonly notice?: string;
}

/** Nothing chosen yet. */
export const nothingChosen: Choice = { folds: new Map(), help: false };

/** The keys that mean something, by name. */
export type Key = "up" | "down" | "page-up" | "page-down" | "enter" | "escape" | "help" | "halt" | "wind-down" | "quit";

/** What a key asks of the run. */
export type Wish = { readonly kind: "quit" } | { readonly kind: "halt" | "wind-down"; readonly paths: readonly Path[] };

/** What stands on the screen when a key is pressed. */
export interface Sight {
  readonly state: ViewState;
  readonly rows: readonly Row[];
  /** Of an opened context: its lines, and how many of them are shown. */
  readonly lines: number;
  readonly height: number;
}

/** What a key changes, and what it asks of the run. */
export interface Pressed {
  readonly choice: Choice;
  readonly wish?: Wish;
}

/** What `key` changes, and what it asks of the run. */
export function pressed(before: Choice, key: Key, sight: Sight): Pressed {
  const { confirm, notice: _, ...choice } = before;
  switch (key) {
    case "up":
    case "down":
    case "page-up":
    case "page-down": {
      const step =
        (key === "up" || key === "page-up" ? -1 : 1) * (key.startsWith("page") ? Math.max(1, sight.height - 1) : 1);
      return { choice: choice.opened === undefined ? moved(choice, step, sight) : scrolled(choice, step, sight) };
    }
    case "enter":
      return { choice: entered(choice, sight) };
    case "escape":
      return { choice: confirm ? choice : stepBack(choice) };
    case "help":
      return { choice: { ...choice, help: !choice.help } };
    case "halt":
    case "wind-down":
      return steered(choice, key, sight, confirm?.paths);
    case "quit":
      return { choice, wish: { kind: "quit" } };
    default:
      return key satisfies never;
  }
}

/** The line that is chosen: where its node is folded away, the one that it is folded into. */
export function chosenRow(rows: readonly Row[], selected: Path | undefined): number {
  for (let path = selected; path !== undefined; path = around(path)) {
    const at = rows.findIndex((row) => row.path === path);
    if (at >= 0) return at;
  }
  return -1;
}

function moved(choice: Choice, step: number, { rows }: Sight): Choice {
  const at = chosenRow(rows, choice.selected);
  const next = at === -1 ? (step < 0 ? rows.length - 1 : 0) : at + step;
  const row = rows[Math.max(0, Math.min(rows.length - 1, next))];
  return row === undefined ? choice : { ...choice, selected: row.path };
}

function scrolled(choice: Choice, step: number, { lines, height }: Sight): Choice {
  const { scroll, ...rest } = choice;
  const last = Math.max(0, lines - height);
  const next = Math.max(0, (scroll ?? last) + step);
  // At its end it goes on with what comes.
  return next >= last ? rest : { ...rest, scroll: next };
}

function entered(choice: Choice, { rows }: Sight): Choice {
  if (choice.opened !== undefined) return closed(choice);
  const row = rows[chosenRow(rows, choice.selected)];
  if (row?.agent === true) return { ...choice, selected: row.path, opened: row.path };
  if (row === undefined || row.inside === "none") {
    const text = row === undefined ? "choose a line first, with ↑ and ↓" : "there is nothing inside to show";
    return { ...choice, notice: text };
  }
  return { ...choice, folds: new Map(choice.folds).set(row.path, row.inside === "folded") };
}

function stepBack(choice: Choice): Choice {
  if (choice.help) return { ...choice, help: false };
  if (choice.opened !== undefined) return closed(choice);
  // The view follows what happens again.
  const { selected: _, ...rest } = choice;
  return rest;
}

function closed(choice: Choice): Choice {
  const { opened: _, scroll: __, ...rest } = choice;
  return rest;
}

/** Acts on the chosen agent, or on all that are at work inside what is chosen. */
function steered(
  choice: Choice,
  kind: "halt" | "wind-down",
  { state, rows }: Sight,
  confirmed: readonly Path[] | undefined,
): Pressed {
  const row = rows[chosenRow(rows, choice.selected)];
  const chosen = choice.opened === undefined ? (row?.steps ?? (row && [row.path])) : [choice.opened];
  if (chosen === undefined) return { choice: { ...choice, notice: "choose a line first, with ↑ and ↓" } };
  const paths = chosen.flatMap((path) => agentsAtWork(state, path));
  if (paths.length === 0) {
    const works = chosen.some((path) => nodeAt(state, path)?.phase.kind === "running");
    const only = works ? `; only agents can be ${kind === "halt" ? "halted" : "wound down"}` : "";
    const notice = `no agent is at work there${only}`;
    return { choice: { ...choice, notice } };
  }
  if (kind === "wind-down") {
    const begun = paths.filter((path) => hasBegun(state, path));
    if (begun.length === 0) return { choice: { ...choice, notice: "nothing has begun there yet; h ends it" } };
    const text = `asked ${nameAgents(state, begun)} for the best value so far`;
    return { choice: { ...choice, notice: text }, wish: { kind, paths: begun } };
  }
  const names = nameAgents(state, paths);
  const fails = paths.map((path) => failsWith(state, path)).find((what) => what !== undefined);
  const again = confirmed !== undefined && paths.every((path) => confirmed.includes(path));
  if (fails === undefined || again) return { choice: { ...choice, notice: `halting ${names}` }, wish: { kind, paths } };
  const text = `halting ${names} fails ${fails}: h again to do so`;
  return { choice: { ...choice, confirm: { paths, text } } };
}
