import type { Span } from "./ast.ts";
import { problem } from "./catalogue.ts";
import type { Edit, Fix } from "./diagnostic.ts";
import { foreignRests } from "./parser/foreign.ts";

/** The catalogue's section on syntax: what scanning and parsing say. */
export const syntaxProblems = {
  unclosedText: problem({
    code: "AF0101",
    severity: "error",
    title: "unclosed text",
    message: (p: { block: boolean; edit?: Edit | undefined }) =>
      p.block
        ? 'The text that begins here has no closing `"""`.'
        : "The text that begins here isn't closed on its line.",
    label: (p) => (p.block ? 'no `"""` ends this' : 'no `"` ends this'),
    hint: (p) => (p.block ? undefined : 'A text over several lines is written between `"""` and `"""`.'),
    fix: (p) => p.edit && { title: 'Write `"`', edits: [p.edit] },
  }),
  unknownEscape: problem({
    code: "AF0102",
    severity: "error",
    title: "unknown escape",
    message: (p: { escape: string }) => `\`${p.escape}\` stands for nothing in a text.`,
    label: "not an escape",
    fix: (p, span) => writeInstead(span, escapes[p.escape] ?? `\\${p.escape}`),
    hint: 'The escapes are \\n \\t \\" \\\\ \\u{1F600} and \\${; a backslash itself is written \\\\.',
  }),
  unknownMark: problem({
    code: "AF0103",
    severity: "error",
    title: "unknown mark",
    message: (p: { mark: string; hint?: string; instead?: string; edit?: Edit; edits?: readonly Edit[] }) =>
      `\`${p.mark}\` means nothing in agentflow.`,
    label: (p) => (p.instead ? `write \`${p.instead}\`` : undefined),
    hint: (p) => p.hint,
    fix: (p, span) =>
      p.edit || p.edits
        ? { title: p.instead ? `Write \`${p.instead}\`` : "Mend it", edits: p.edits ?? (p.edit ? [p.edit] : []) }
        : p.instead
          ? writeInstead(span, p.instead)
          : undefined,
  }),
  foreignQuotes: problem({
    code: "AF0104",
    severity: "error",
    title: "foreign quotes",
    message: (p: { written: string; meant: string }) => `Texts stand between \`"\`, not between \`${p.written[0]}\`.`,
    label: 'write it between `"`',
    fix: (p, span) => ({ title: 'Write it between `"`', edits: [{ span, text: p.meant }] }),
  }),
  badName: problem({
    code: "AF0105",
    severity: "error",
    title: "unusable name",
    message: (p: { name: string }) =>
      `\`${p.name}\` can't be a name: names are made of a to z, A to Z, 0 to 9 and \`_\`.`,
    label: "not a name",
  }),
  badNumber: problem({
    code: "AF0106",
    severity: "error",
    title: "unreadable number",
    message: (p: { written: string; why: string; instead?: string | undefined }) =>
      `\`${p.written}\` isn't a number: ${p.why}.`,
    label: "not a number",
    fix: (p, span) => (p.instead === undefined ? undefined : writeInstead(span, p.instead)),
    hint: "Numbers look like 12, 0.5, 1_000 or 32k; durations like 500ms, 30s, 2m or 1h.",
  }),
  unclosedPattern: problem({
    code: "AF0107",
    severity: "error",
    title: "unclosed pattern",
    message: () => "The pattern that begins here has no closing `/` on its line.",
    label: "no `/` ends this",
  }),
  unclosedBracket: problem({
    code: "AF0108",
    severity: "error",
    title: "unclosed bracket",
    message: (p: { open: string; close: string }) => `This \`${p.open}\` is never closed.`,
    label: (p) => `no \`${p.close}\` for this`,
  }),
  strayCloser: problem({
    code: "AF0109",
    severity: "error",
    title: "stray bracket",
    message: (p: { close: string }) => `This \`${p.close}\` closes nothing.`,
    label: "nothing is open here",
    fix: (_, span) => ({ title: "Take it away", edits: [{ span, text: "" }] }),
  }),
  wrongCloser: problem({
    code: "AF0120",
    severity: "error",
    title: "wrong bracket",
    message: (p: { open: string; close: string; found: string }) =>
      `What \`${p.open}\` opens is closed by \`${p.close}\`, not by \`${p.found}\`.`,
    label: (p) => `write \`${p.close}\``,
    fix: (p, span) => writeInstead(span, p.close),
  }),
  missing: problem({
    code: "AF0110",
    severity: "error",
    title: "something missing",
    message: (p: { what: string; where: string; found: string; hint?: string | undefined; edit?: Edit | undefined }) =>
      `${capital(p.what)} is needed ${p.where}, but ${p.found}.`,
    label: (p) => `${p.what} belongs here`,
    hint: (p) => p.hint,
    fix: (p) => p.edit && { title: `Write ${p.what}`, edits: [p.edit] },
  }),
  unexpected: problem({
    code: "AF0111",
    severity: "error",
    title: "out of place",
    message: (p: { found: string; place: string; hint?: string | undefined }) =>
      `\`${p.found}\` can't stand ${p.place}.`,
    label: "not here",
    hint: (p) => p.hint,
  }),
  missingSeparator: problem({
    code: "AF0112",
    severity: "error",
    title: "missing separator",
    message: (p: { lines: boolean; after: string; end?: number | undefined }) =>
      `${p.lines ? "A line break or a comma" : "A comma"} is missing after \`${p.after}\`.`,
    label: (p) => (p.lines ? "a new line, or a comma before this" : "a comma before this"),
    fix: ({ end }) =>
      end === undefined ? undefined : { title: "Write a comma", edits: [{ span: { start: end, end }, text: "," }] },
  }),
  plainTextOnly: problem({
    code: "AF0113",
    severity: "error",
    title: "no interpolation here",
    message: (p: { place: string }) => `${p.place} takes no \`\${…}\`: it must be known before anything runs.`,
    label: "a value can't go in here",
    hint: "To mean a dollar sign and a brace, write \\${.",
  }),
  tooDeep: problem({
    code: "AF0114",
    severity: "error",
    title: "nested too deeply",
    message: (p: { most: number }) => `This stands more than ${p.most} levels deep.`,
    label: "too deep",
    hint: "Give an inner part a name with `let`, or move it to a flow or a schema of its own.",
  }),
  tooLong: problem({
    code: "AF0115",
    severity: "error",
    title: "chain too long",
    message: (p: { most: number }) => `This joins more than ${p.most} parts in one expression.`,
    label: "too many parts",
    hint: "Give some of the parts a name with `let`.",
  }),
  reservedName: problem({
    code: "AF0116",
    severity: "error",
    title: "reserved word",
    message: (p: { word: string }) => `\`${p.word}\` is a word of the language, so it can't be a name here.`,
    label: "a reserved word",
    hint: (p) => `Call it \`${p.word}_\`, or something else.`,
  }),
  unknownDeclaration: problem({
    code: "AF0117",
    severity: "error",
    title: "unknown declaration",
    message: (p: { found: string; nearest?: string | undefined }) =>
      `A file has no declarations that begin with \`${p.found}\`.`,
    hint: (p) =>
      p.nearest
        ? `Did you mean \`${p.nearest}\`?`
        : "A file is made of: import, schema, type, model, tool, agent, flow, test.",
    fix: (p, span) => (p.nearest ? writeInstead(span, p.nearest) : undefined),
  }),
  quotedName: problem({
    code: "AF0118",
    severity: "error",
    title: "quoted name",
    message: (p: { place: string; name: string }) => `${p.place} can't have a quoted name.`,
    label: "write a plain name",
    fix: (p, span) => (/^[A-Za-z_]\w*$/.test(p.name) ? writeInstead(span, p.name) : undefined),
  }),
  typeArgument: problem({
    code: "AF0121",
    severity: "error",
    title: "no type argument",
    message: (p: { name: string; instead?: string | undefined }) =>
      `Only \`map\` and \`result\` take a type between \`<\` and \`>\`, \`${p.name}\` does not.`,
    hint: (p) => (p.instead ? "A list is written `T[]`." : undefined),
    fix: (p, span) => (p.instead ? writeInstead(span, p.instead) : undefined),
  }),
  caseName: problem({
    code: "AF0122",
    severity: "error",
    title: "not a case",
    message: (p: { name: string }) =>
      `\`${p.name}\` can't be a case of a \`match\`: a case is a literal, or \`_\` for the rest.`,
    label: "not a literal",
    hint: (p) => {
      if (p.name === "case") return "Write the value alone, as in `1 -> …`.";
      return foreignRests.has(p.name) ? "The rest is written `_ -> …`." : `To mean a text, write "${p.name}".`;
    },
    fix: (p, span) =>
      p.name === "case" ? undefined : writeInstead(span, foreignRests.has(p.name) ? "_" : `"${p.name}"`),
  }),
  unclosedInterpolation: problem({
    code: "AF0123",
    severity: "error",
    title: "unclosed interpolation",
    message: () => "What `${` begins here isn't closed by a `}`.",
    label: "no `}` ends this",
    hint: "To mean a dollar sign and a brace, write \\${.",
  }),
  unknownStatement: problem({
    code: "AF0124",
    severity: "error",
    title: "unknown statement",
    message: (p: { found: string; hint: string; instead?: string | undefined }) =>
      `No statement begins with \`${p.found}\`.`,
    hint: (p) => p.hint,
    fix: (p, span) => (p.instead ? writeInstead(span, p.instead) : undefined),
  }),
  notText: problem({
    code: "AF0125",
    severity: "error",
    title: "not a text",
    message: (p: { binary: boolean }) =>
      p.binary
        ? "This file holds bytes that no text has: it is no agentflow program."
        : "This file isn't saved as UTF-8: here stand bytes that are no letter.",
    label: "no text from here on",
    hint: (p) => (p.binary ? undefined : "Save it as UTF-8. To mean the character itself, write \\u{FFFD}."),
  }),
  tooMany: problem({
    code: "AF0119",
    severity: "error",
    title: "too many mistakes",
    message: (p: { most: number }) =>
      `The first ${p.most} mistakes are shown; what follows this place was not looked at.`,
    label: "and more from here on",
  }),
};

function writeInstead(span: Span, text: string): Fix {
  return { title: `Write \`${text}\``, edits: [{ span, text }] };
}

/** Escapes of other languages. */
const escapes: Readonly<Record<string, string>> = {
  "\\'": "'",
  "\\`": "`",
  "\\$": "$",
  "\\r": "\\u{D}",
  "\\0": "\\u{0}",
};

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
