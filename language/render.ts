import type { Diagnostic, Severity } from "./diagnostic.ts";
import { lineAt, positionAt } from "./source.ts";
import { shownCharacter, widthOf, wrapped } from "./width.ts";

/** How a diagnostic is shown. */
export interface RenderOptions {
  /** Whether to add colour; whatever it says is also said without it. */
  readonly color?: boolean;
  /** Columns of the terminal; 80 if left out. */
  readonly width?: number;
}

/**
 * Shows a diagnostic as people read it: a head with the place, the lines of the source with the part underlined, the
 * sentence, and how to mend it. `text` is that of the diagnostic's file. Ends without a line break.
 *
 * ```text
 * error AF0110 · something missing                                      plan.af:2:11
 *
 *   1 │ flow plan() {
 *   2 │   let x =
 *     │          ╰ a value belongs here
 *
 *   A value is needed after `=`, but the line ends.
 * ```
 */
export function renderDiagnostic(diagnostic: Diagnostic, text: string, options: RenderOptions = {}): string {
  const { color = false, width = 80 } = options;
  const paint = color ? painted : unpainted;
  const paragraphs = [
    head(diagnostic, text, width, paint),
    excerpt(diagnostic, text, width, paint),
    ...(diagnostic.label ? [paragraph(diagnostic.message, width)] : []),
    ...(diagnostic.hint ? [paragraph(diagnostic.hint, width)] : []),
  ];
  return paragraphs.map((lines) => lines.map((line) => line.trimEnd()).join("\n")).join("\n\n");
}

type Style = Severity | "strong" | "faint";
type Paint = (style: Style, text: string) => string;

const codes: Readonly<Record<Style, string>> = { error: "31", warning: "33", strong: "1", faint: "2" };
const painted: Paint = (style, text) => (text === "" ? "" : `\u001b[${codes[style]}m${text}\u001b[0m`);
const unpainted: Paint = (_, text) => text;

function head({ severity, code, title, file, span }: Diagnostic, text: string, width: number, paint: Paint): string[] {
  const { line, column } = positionAt(text, span.start);
  const place = `${file}:${line}:${column}`;
  const left = `${paint(severity, severity)} ${paint("strong", `${code} · ${title}`)}`;
  const room = width - widthOf(`${severity} ${code} · ${title}`) - widthOf(place);
  if (room >= 2) return [left + " ".repeat(room) + paint("faint", place)];
  return [left, " ".repeat(Math.max(2, width - widthOf(place))) + paint("faint", place)];
}

function excerpt(diagnostic: Diagnostic, text: string, width: number, paint: Paint): string[] {
  const { span } = diagnostic;
  const start = positionAt(text, span.start);
  const end = positionAt(text, Math.max(span.start, span.end));
  const line = lineAt(text, start.line) ?? "";
  const before = start.line > 1 ? (lineAt(text, start.line - 1) ?? "") : "";
  const digits = String(start.line).length;
  const gutter = (label: string) => `  ${paint("faint", `${label.padStart(digits)} │`)} `;
  const room = Math.max(20, width - digits - 5);

  const from = Math.min(start.column - 1, line.length);
  const to = end.line === start.line ? Math.min(Math.max(end.column - 1, from), line.length) : line.length;
  const view = clip(line, from, to, room);
  const under = underline(view.columns, end.line > start.line);
  const said = (diagnostic.label ?? diagnostic.message) + (end.line > start.line ? ` (to line ${end.line})` : "");
  const labels = label(said, view.at, widthOf(under), room);

  const lines: string[] = [];
  if (before.trim() !== "") lines.push(gutter(String(start.line - 1)) + clip(before, view.cut, view.cut, room).text);
  lines.push(gutter(String(start.line)) + view.text);
  const [first = "", ...rest] = labels.lines;
  const marked = " ".repeat(view.at) + paint(diagnostic.severity, under);
  lines.push(gutter("") + marked + (labels.beside ? ` ${first}` : ""));
  const below = labels.beside ? rest : labels.lines;
  for (const each of below) lines.push(gutter("") + " ".repeat(labels.indent) + each);
  return lines;
}

/** `╰──╯` under so many columns; without its end where the part goes on below. */
function underline(columns: number, goesOn: boolean): string {
  if (goesOn) return `╰${"─".repeat(Math.max(1, columns - 1))}┄`;
  return columns < 2 ? "╰" : `╰${"─".repeat(columns - 2)}╯`;
}

/** Where the words of a label stand: beside the underline if they fit, else in lines under it. */
function label(said: string, at: number, under: number, room: number) {
  const indent = at + under + 1;
  if (indent + widthOf(said) <= room) return { beside: true, indent, lines: [said] };
  // In less than a third of the line, words are easier to read under the mark than beside it.
  if (room - indent >= room / 3) return { beside: true, indent, lines: wrapped(said, room - indent) };
  const lines = wrapped(said, room);
  const longest = Math.max(...lines.map(widthOf));
  return { beside: false, indent: Math.max(0, Math.min(at, room - longest)), lines };
}

/** The part of a line that fits into `room` columns around `from` to `to`, as a terminal shows it. */
function clip(line: string, from: number, to: number, room: number) {
  // A line may be as long as a file: nothing further off than the room itself is ever shown.
  let cut = to <= 2 * room && widthOf(line.slice(0, to + room)) <= room ? 0 : Math.max(0, from - room);
  const near = line.slice(0, from + 2 * room);
  const lead = Math.min(10, room >> 2);
  while (cut < from && widthOf(near.slice(cut, Math.min(to, from + room) + lead)) >= room) cut += 1;
  // A surrogate pair stays whole.
  if (/[\udc00-\udfff]/.test(line[cut] ?? "")) cut += 1;
  // The mark of what was cut off at the left takes the place of one more character.
  const begin = cut === 0 ? "" : "…";
  let text = begin;
  let width = begin.length;
  let end = "";
  const rest = near.slice(cut);
  const tooLong = width + widthOf(rest) > room || near.length < line.length;
  for (const character of rest) {
    const next = widthOf(character);
    if (width + next > room - (tooLong ? 1 : 0)) {
      end = "…";
      break;
    }
    text += shownCharacter(character);
    width += next;
  }
  const at = Math.min(begin.length + widthOf(line.slice(cut, Math.max(cut, from))), room - 1);
  const columns = Math.min(widthOf(line.slice(from, Math.min(to, from + room))), Math.max(1, room - at));
  return { text: text + end, at, columns, cut };
}

function paragraph(text: string, width: number): string[] {
  return text
    .split("\n")
    .flatMap((line) => (line.startsWith("    ") ? [line] : wrapped(line, width - 2)))
    .map((line) => `  ${line}`);
}
