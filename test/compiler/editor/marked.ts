import type { Analysis } from "../../../compiler/editor/analysis.ts";
import type { DefinitionPlace, Place } from "../../../compiler/editor/definition.ts";
import { openWorkspace, type Workspace } from "../../../compiler/editor/workspace.ts";
import type { Span } from "../../../language/index.ts";
import { fixtures } from "../sources.ts";

/** Programs with marks in them: `¦` is where the cursor stands, and what is between `⟦` and `⟧` is a part to compare with. */
export interface Marked {
  readonly workspace: Workspace;
  /** Of `main.af`. */
  readonly analysis: Analysis;
  readonly cursor: number;
  /** The marked parts of all files, those of `main.af` first. */
  readonly parts: readonly Place[];
}

/** Opens a workspace over programs with marks; other files beside `main.af` are given by their paths. */
export function marked(main: string, others: Readonly<Record<string, string>> = {}): Marked {
  const texts = new Map<string, string>();
  const parts: Place[] = [];
  let cursor = -1;
  for (const [path, source] of Object.entries({ "main.af": main, ...others })) {
    const read = withoutMarks(source);
    texts.set(path, read.text);
    parts.push(...read.parts.map((span) => ({ path, span })));
    if (path === "main.af") cursor = read.cursor;
  }
  const workspace = openWorkspace({
    read: (path) => texts.get(path) ?? (path.startsWith("std/") ? fixtures.read(path) : undefined),
    files: () => [...texts.keys()],
  });
  const analysis = workspace.analyse("main.af");
  if (!analysis) throw new Error("there is a main.af");
  return { workspace, analysis, cursor, parts };
}

function withoutMarks(source: string): { text: string; cursor: number; parts: Span[] } {
  let text = "";
  let cursor = -1;
  const parts: Span[] = [];
  const open: number[] = [];
  for (const each of source) {
    if (each === "¦") cursor = text.length;
    else if (each === "⟦") open.push(text.length);
    else if (each === "⟧") parts.push({ start: open.pop() ?? 0, end: text.length });
    else text += each;
  }
  return { text, cursor, parts };
}

/** The texts of some places, as `path: text`, or the text alone in `main.af`. */
export function textsOf(workspace: Workspace, places: readonly (Place | DefinitionPlace)[]): string[] {
  return places.map((place) => {
    const { start, end } = "name" in place ? place.name : place.span;
    const text = workspace.analyse(place.path)?.text.slice(start, end) ?? "";
    return place.path === "main.af" ? text : `${place.path}: ${text}`;
  });
}

/** The names of some places as parts, to compare with what is marked. */
export function namesOf(places: readonly DefinitionPlace[]): Place[] {
  return places.map(({ path, name }) => ({ path, span: name }));
}
