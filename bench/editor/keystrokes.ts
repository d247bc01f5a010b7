/** What is typed in a file of each language, and where: into a text, which leaves the file right, or as code, half written. */
export interface Typing {
  readonly title: string;
  /** In the line that is typed in, what stands right before the cursor; its last occurrence in the file's first half counts. */
  readonly after: string;
  /** Typed letter by letter, again and again; what was typed before is taken away between. */
  readonly letters: string;
}

/** Typing in our generated program. */
export const ours: readonly Typing[] = [
  { title: "in a text", after: 'system: "You plan', letters: " as one who has seen many" },
  { title: "in code", after: "(topic: string) -> int {\n", letters: "  let more = planner_3(to" },
];

/** The same in the generated TypeScript. */
export const theirs: readonly Typing[] = [
  { title: "in a text", after: '`Break "${topic}" into questions', letters: " as one who has seen many" },
  { title: "in code", after: "(topic: string): Promise<number> {\n", letters: "  const more = await planner_3(to" },
];

/** What an editor asks after a keystroke. */
export const asks = ["diagnostics", "completion", "hover", "semantic tokens", "inlay hints"] as const;
export type Ask = (typeof asks)[number];

/** Lines of a file that an editor shows at once. */
export const SHOWN = 60;

/** A file with room to type in, and the offset where that is: code gets a line of its own. */
export function roomFor(text: string, { after, title }: Typing): { readonly text: string; readonly at: number } {
  const found = text.lastIndexOf(after, text.length / 2);
  if (found < 0) throw new Error(`the generated file has no place to type ${title}: ${after}`);
  const at = found + after.length;
  return { text: after.endsWith("\n") ? `${text.slice(0, at)}\n${text.slice(at)}` : text, at };
}

/** Milliseconds that one kind of request took after each keystroke. */
export interface Times {
  readonly typing: string;
  readonly ask: Ask;
  readonly ms: readonly number[];
  /** Processor milliseconds a keystroke, where the system tells. */
  readonly cpu?: number;
}

/** The value that a share of all are at most. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
