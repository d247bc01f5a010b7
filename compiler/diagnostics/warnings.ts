import { counted } from "../../language/amount.ts";
import { problem } from "../../language/catalogue.ts";
import type { Edit } from "../../language/diagnostic.ts";
import { mendBy } from "./fixes.ts";

const figure = (n: number): string => n.toLocaleString("en-US");
const amount = (n: number, noun: string): string => counted(n, noun, figure);

/** AF06xx: what runs, but is probably not meant. */
export const warnings = {
  unusedValue: problem({
    code: "AF0601",
    severity: "warning",
    title: "unused value",
    message: (p: { name?: string | undefined; edit?: Edit | undefined }) =>
      p.name === undefined ? "This value is never used." : `The value \`${p.name}\` is never used.`,
    label: () => "never used",
    fix: (p) => mendBy(p.edit?.text === "" ? "Take it away" : `Call it \`${p.edit?.text}\``, p.edit),
  }),
  neverCalled: problem({
    code: "AF0602",
    severity: "warning",
    title: "never called",
    message: (p: { name: string; what: string }) => `The ${p.what} \`${p.name}\` is never called.`,
    label: () => "never called",
  }),
  unreadShare: problem({
    code: "AF0603",
    severity: "warning",
    title: "unread share",
    message: () => "No later agent reads what is shared here.",
    label: () => "no later agent reads it",
  }),
  unusedImport: problem({
    code: "AF0604",
    severity: "warning",
    title: "unused import",
    message: (p: { name: string; edit: Edit }) => `The import \`${p.name}\` is never used.`,
    label: () => "never used",
    fix: (p) => mendBy("Take it away", p.edit),
  }),
  unreachable: problem({
    code: "AF0605",
    severity: "warning",
    title: "never runs",
    message: () => "This never runs: what stands above it ends the block.",
    label: () => "never runs",
  }),
  untoldParameter: problem({
    code: "AF0606",
    severity: "warning",
    title: "untold parameter",
    message: (p: { name: string; agent: string }) =>
      `Neither the prompt nor the system text of \`${p.agent}\` mentions \`${p.name}\`, so the model is never told it.`,
    label: () => "the model is never told it",
    hint: (p) => `Write \`\${${p.name}}\` into the prompt.`,
  }),
  shortestTooLong: problem({
    code: "AF0607",
    severity: "warning",
    title: "answer too long",
    message: (p: { agent: string; type: string; tokens: number; bytes: number }) =>
      `\`${p.agent}\` may write ${amount(p.tokens, "token")}, and the shortest ${p.type} takes ${amount(p.bytes, "byte")}.`,
    label: (p) => `no ${p.type} fits into its tokens`,
    hint: (p) => `Allow \`${p.agent}\` more \`tokens\`, or ask for less.`,
  }),
  mayNotFit: problem({
    code: "AF0608",
    severity: "warning",
    title: "may not fit",
    message: (p: { flow: string; cells: number; model: string; context: number; mends: readonly string[] }) =>
      `\`${p.flow}\` may need ${amount(p.cells, "token")} of context at once, and \`${p.model}\` has ${figure(p.context)}.`,
    label: () => "here it needs the most",
    hint: (p) => (p.mends.length > 0 ? `It would fit with ${p.mends.join(", or ")}.` : undefined),
  }),
  unreadField: problem({
    code: "AF0609",
    severity: "warning",
    title: "unread field",
    message: (p: { agent: string; field: string }) =>
      `\`${p.field}\` of what \`${p.agent}\` gives is written by the model, and nothing reads it.`,
    label: () => "nothing reads all that it gives",
    hint: () => "Take the field out of the type, or use it.",
  }),
  noGrant: problem({
    code: "AF0610",
    severity: "warning",
    title: "no grant",
    message: (p: { tool: string }) => `\`${p.tool}\` is protected, and no grant covers it.`,
    label: () => "no grant covers it",
    hint: (p) => `A person is asked before each call; \`--grant ${p.tool}\` lets it run.`,
  }),
  cutAnswer: problem({
    code: "AF0611",
    severity: "warning",
    title: "answer may be cut",
    message: (p: { agent: string; tokens: number; type: string; takes: string }) =>
      `\`${p.agent}\` may write ${amount(p.tokens, "token")}, and the longest ${p.type} ${p.takes}.`,
    label: () => "its answer may be cut",
    hint: (p) => `Allow \`${p.agent}\` more \`tokens\`, or bound the texts and lists of its answer.`,
  }),
  missingFile: problem({
    code: "AF0612",
    severity: "warning",
    title: "missing file",
    message: (p: { path: string }) => `There is no file \`${p.path}\`, so the tool can't run.`,
    label: () => "no such file",
    hint: () => "Make it, or mend the path.",
  }),
};
