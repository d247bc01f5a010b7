import type { Path } from "../path.ts";
import type { Row } from "./rows.ts";

/** What a person chose in the live view. */
export interface Choice {
  readonly selected?: Path;
  readonly opened?: Path;
  readonly help: boolean;
}

/** The keys that mean something, by name. */
export type Key = "up" | "down" | "enter" | "escape" | "help" | "halt" | "wind-down" | "quit";

/** What a key asks of the run. */
export type Wish = { readonly kind: "quit" } | { readonly kind: "halt" | "wind-down"; readonly path: Path };

/** What `key` changes, and what it asks of the run. Only agents can be opened, halted and wound down. */
export function pressed(
  choice: Choice,
  key: Key,
  rows: readonly Row[],
): { readonly choice: Choice; readonly wish?: Wish } {
  const { selected } = choice;
  const at = rows.findIndex((row) => row.path === selected);
  const agent = rows[at]?.agent === true ? selected : undefined;
  switch (key) {
    case "up":
    case "down": {
      const step = key === "up" ? -1 : 1;
      const next = at === -1 ? (key === "up" ? rows.length - 1 : 0) : at + step;
      const row = rows[Math.max(0, Math.min(rows.length - 1, next))];
      return { choice: row === undefined ? choice : { ...choice, selected: row.path } };
    }
    case "enter": {
      if (agent === undefined) return { choice };
      const { opened, ...rest } = choice;
      return { choice: opened === agent ? rest : { ...rest, opened: agent } };
    }
    case "escape":
      return { choice: { help: false } };
    case "help":
      return { choice: { ...choice, help: !choice.help } };
    case "halt":
    case "wind-down":
      return agent === undefined ? { choice } : { choice, wish: { kind: key, path: agent } };
    case "quit":
      return { choice, wish: { kind: "quit" } };
    default:
      return key satisfies never;
  }
}
