import type { Declared, NamedDeclaration } from "../bind/target.ts";

/** Ids and names of declarations in the graph. */
export interface Ids {
  /** The declared name; a second declaration of it from another file is `name@2`. */
  readonly ids: ReadonlyMap<NamedDeclaration, string>;
  /** What a model calls a tool or an agent by: no two are the same, since they may stand in one list. */
  readonly calledAs: ReadonlyMap<NamedDeclaration, string>;
}

/** Gives every declaration its id, the entry file's first. */
export function nameDeclarations(all: readonly Declared[]): Ids {
  const ids = new Map<NamedDeclaration, string>();
  const calledAs = new Map<NamedDeclaration, string>();
  const taken = new Set<string>(all.map(({ declaration }) => declaration.name.text));
  const counts = new Map<string, number>();
  for (const { declaration } of all) {
    const { kind } = declaration;
    if (kind === "schema" || kind === "type") continue;
    const name = declaration.name.text;
    // Tools and agents share their ids' names, because a model may be shown both.
    const key = `${kind === "agent" ? "tool" : kind} ${name}`;
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    ids.set(declaration, count === 1 ? name : `${name}@${count}`);
    if (kind === "tool" || kind === "agent")
      calledAs.set(declaration, count === 1 ? name : freeName(name, count, taken));
  }
  return { ids, calledAs };
}

function freeName(name: string, count: number, taken: Set<string>): string {
  for (let n = count; ; n++) {
    const candidate = `${name}_${n}`;
    if (taken.has(candidate)) continue;
    taken.add(candidate);
    return candidate;
  }
}
