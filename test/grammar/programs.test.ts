import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { Span } from "../../language/ast.ts";
import { parseTokens } from "../../language/parse.ts";
import { mostProblems, problemList } from "../../language/problem-list.ts";
import { scan } from "../../language/scanner/scan.ts";
import {
  DurationToken,
  Identifier,
  NumberToken,
  PatternToken,
  TextHead,
  TextMiddle,
  TextTail,
  TextToken,
  type TokenType,
  words,
} from "../../language/tokens.ts";
import { packageRoot } from "../../runtime/package-root.ts";
import { codeBlocks } from "../docs/blocks.ts";
import { highlighted } from "./highlighting.ts";
import { openTokenizer, type Tokenizer } from "./tokenizer.ts";

let tokenize: Tokenizer;
beforeAll(async () => {
  tokenize = await openTokenizer();
});

const filesOf = (folder: string): (readonly [string, string])[] =>
  readdirSync(join(packageRoot(), folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".af"))
    .map((file) => [`${folder}/${file}`, readFileSync(join(packageRoot(), folder, file), "utf8")] as const);

const programs = [
  ...["examples", "stdlib/std", "test/language/fixtures/programs", "test/language/fixtures/format"].flatMap(filesOf),
  ...codeBlocks()
    .filter(({ language }) => language === "af")
    .map(({ page, line, text }) => [`${page}:${line}`, text] as const),
  ...highlighted.map(({ title, source }) => [title, source] as const),
];

const isOfSyntax: ReadonlySet<TokenType> = new Set(Object.values(words));

/** What one of the scopes around a token of the scanner begins with. */
const expected = new Map<TokenType, string>([
  [TextToken, "string.quoted"],
  [TextHead, "string.quoted"],
  [TextMiddle, "string.quoted"],
  [TextTail, "string.quoted"],
  [PatternToken, "string.regexp"],
  [NumberToken, "constant.numeric"],
  [DurationToken, "constant.numeric.duration"],
]);

/** The scopes around each place of a text, outermost first. */
function scopesIn(source: string): (offset: number) => readonly string[] {
  const stacks: (readonly string[])[] = [];
  for (const { start, text, scopes } of tokenize(source))
    stacks.push(...Array(start - stacks.length).fill([]), ...Array(text.length).fill(scopes));
  return (offset) => stacks[offset] ?? [];
}

/** Where the names of a tree stand: a word of the syntax that names something is none there. */
function namesIn(node: unknown, source: string, found = new Set<number>()): ReadonlySet<number> {
  if (typeof node !== "object" || node === null) return found;
  const { kind, text, span }: { kind?: unknown; text?: unknown; span?: Span } = node;
  if (span && (kind === "name" || text === source.slice(span.start, span.end))) found.add(span.start);
  for (const part of Object.values(node)) namesIn(part, source, found);
  return found;
}

/** What no name has as its innermost scope. */
const notOfNames = /^(?:keyword|storage|constant|string|comment|punctuation|invalid|meta)\./;

describe("real programs", () => {
  it.each(programs)("hold nothing that the grammar takes for a mistake: %s", (_, source) => {
    const invalid = tokenize(source).filter(({ scopes }) => scopes.some((scope) => scope.startsWith("invalid")));
    expect(invalid).toEqual([]);
  });

  it.each(programs)("are split as the scanner splits them: %s", (_, source) => {
    const at = scopesIn(source);
    const { tokens, comments } = scan(source, problemList("program.af", mostProblems));
    const wrong = [
      ...comments.filter(({ span }) => !at(span.start).some((scope) => scope.startsWith("comment.line"))),
      ...tokens.filter(({ tokenType, startOffset }) => {
        const begins = expected.get(tokenType);
        if (begins !== undefined) return !at(startOffset).some((scope) => scope.startsWith(begins));
        return tokenType === Identifier && notOfNames.test(at(startOffset).at(-1) ?? "meta.");
      }),
    ];
    expect(wrong.map((each) => ("image" in each ? each.image : each.text))).toEqual([]);
  });

  it.each(programs)("have words of the syntax where the parser has them, and names elsewhere: %s", (_, source) => {
    const at = scopesIn(source);
    const { module, tokens } = parseTokens(source, "program.af");
    const names = namesIn(module, source);
    const wrong = tokens.flatMap(({ tokenType, image, startOffset }) => {
      if (!isOfSyntax.has(tokenType)) return [];
      const scope = at(startOffset).at(-1);
      const word = /^(?:keyword|storage|constant\.language)\./.test(scope ?? "");
      // After `from` it is the one name that is a reserved word.
      const named = names.has(startOffset) && image !== "spine";
      return word === named ? [`${image} at ${startOffset}: ${scope}`] : [];
    });
    expect(wrong).toEqual([]);
  });
});
