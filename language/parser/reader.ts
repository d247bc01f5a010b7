import type { MissingExpression, Name, Span } from "../ast.ts";
import type { ParametersOf, Problem } from "../catalogue.ts";
import type { Edit } from "../diagnostic.ts";
import { mostProblems, type ProblemList } from "../problem-list.ts";
import type { Scanned } from "../scanner/scan.ts";
import { syntaxProblems } from "../syntax-problems.ts";
import {
  AnyName,
  AnyWord,
  EndOfFile,
  ExpressionStart,
  isOf,
  marks,
  type Token,
  type TokenType,
  TypeStart,
  words,
} from "../tokens.ts";
import type { Foreign } from "./foreign.ts";

/** What a place needs: "a name", "after `let`", and perhaps how to mend it. */
export type Need = readonly [what: string, where: string, hint?: string];

/** How deep brackets, blocks and operands may stand in each other: the parser and every later phase recurse on them. */
export const mostLevels = 64;

/** How many levels a tree may have where it grows without nesting, as in `a + b + c` or `x.a.b.c`. */
export const mostHeight = 250;

const endOfFile: Token = {
  tokenType: EndOfFile,
  image: "",
  startOffset: Number.NaN,
  end: 0,
  breakBefore: false,
  doc: undefined,
  number: undefined,
  integer: undefined,
  piece: undefined,
  flaw: undefined,
  role: undefined,
  entry: false,
};

/**
 * The base of the parser: reads tokens, makes spans, and reports.
 *
 * Each rule of the grammar is a method; one token decides which comes next, seldom a second. Nothing here ever throws:
 * what is missing is reported and taken as read, lists and blocks find their next entry themselves (`lists.ts`), and
 * after a report the parser is *quiet* until the next clean boundary between two entries, so that one mistake gives one
 * diagnostic.
 */
export abstract class Reader {
  protected readonly source: string;
  protected readonly scanned: Scanned;
  protected readonly tokens: readonly Token[];
  protected readonly problems: ProblemList;
  /** How many tokens have been read. */
  private count = 0;
  /** Nothing is reported until the next boundary. */
  private quiet = false;
  /** Makes the first report that was left out. */
  protected withheld: (() => void) | undefined;
  /** Where the last report was. */
  private blamedAt = -1;
  /** Where the entry that is being read began. */
  private boundaryAt = 0;
  /** The flawed tokens, in order, with the closing marks they may have swallowed and no bracket has claimed. */
  private readonly flaws: { readonly at: number; closers: string }[];
  private depth = 0;
  /** The height of the highest tree among those read so far for the node that is being built. */
  private height = 0;

  constructor(source: string, scanned: Scanned, problems: ProblemList) {
    this.source = source;
    this.scanned = scanned;
    this.tokens = scanned.tokens;
    this.problems = problems;
    this.flaws = scanned.tokens
      .filter(({ flaw }) => flaw !== undefined)
      // More would take long to look through, and say no more.
      .slice(0, 2 * mostProblems)
      .map(({ startOffset, flaw = "" }) => ({ at: startOffset, closers: flaw }));
    if (scanned.flawedEnd) this.flaws.push({ at: source.length, closers: "" });
  }

  // ---------------------------------------------------------------- tokens

  /** The next token, or one further on. */
  protected ahead(distance = 1): Token {
    return this.tokens[this.count + distance - 1] ?? endOfFile;
  }

  protected at(type: TokenType, distance = 1): boolean {
    return isOf(this.ahead(distance), type);
  }

  protected atAny(types: readonly TokenType[], distance = 1): boolean {
    const token = this.ahead(distance);
    return types.some((type) => isOf(token, type));
  }

  protected atEnd(): boolean {
    return this.count >= this.tokens.length;
  }

  /** The next token stands on a later line than the one before it, or is the end of the file. */
  protected atLineStart(): boolean {
    return this.atEnd() || this.ahead().breakBefore;
  }

  /** Reads the next token, which is known to be of `type`. */
  protected consume(type: TokenType): Token {
    const token = this.ahead();
    if (!isOf(token, type)) throw new Error(`the parser takes ${token.tokenType.name} for ${type.name}`);
    this.count += 1;
    return token;
  }

  /** Reads a token of `type` if there is one. */
  protected maybe(type: TokenType): boolean {
    if (!this.at(type)) return false;
    this.count += 1;
    return true;
  }

  /** Reads a token of `type`; where there is none, says what is needed and goes on as if it were there. */
  protected take(type: TokenType, ...need: Need): Token | undefined {
    if (this.at(type)) return this.consume(type);
    const [what, where, hint] = need;
    this.need(what, where, hint, this.isAloneMissing(type) ? this.inserted(type) : undefined);
    return undefined;
  }

  /** Whether nothing but `type` is missing here: at the end of a line, or before a body, more may be. */
  protected isAloneMissing(type: TokenType): boolean {
    if (this.atLineStart() || !(this.at(ExpressionStart) || this.at(TypeStart))) return false;
    return [marks.colon, marks.assign, marks.arrow, words.in].includes(type);
  }

  /** Like {@link take}, but reads what was written in place of it, such as `=` for `:`. */
  protected takeOr(type: TokenType, instead: TokenType, ...need: Need): Token | undefined {
    if (!this.at(instead) || this.atLineStart()) return this.take(type, ...need);
    const [what, where, hint] = need;
    this.need(what, where, hint, { span: spanOf(this.ahead()), text: type.name });
    this.advance();
    return undefined;
  }

  /** The edit that puts a mark or word behind the last token. */
  protected inserted(type: TokenType): Edit {
    const text = type.name;
    return { span: this.gap(), text: text === ":" || text === "," ? text : ` ${text}` };
  }

  /** Says what the next tokens, which mean something in another language, are here; leaves them out. */
  protected foreign(count: number, { instead, hint }: Foreign): void {
    const span = { start: this.here(), end: this.ahead(count).end };
    const mark = shortened(this.source.slice(span.start, span.end));
    // What is taken away goes with the blanks behind it.
    const edit = instead === "" ? { span: { ...span, end: this.ahead(count + 1).startOffset }, text: "" } : undefined;
    this.report(syntaxProblems.unknownMark, span, {
      mark,
      ...(hint && { hint }),
      ...(instead && { instead }),
      ...(edit && { edit }),
    });
    for (let skipped = 0; skipped < count; skipped++) this.advance();
  }

  /** Goes on behind the next token. */
  protected advance(): void {
    if (!this.atEnd()) this.count += 1;
  }

  /** Reads a name; a reserved word in its place is reported and taken for one. */
  protected readName(...need: Need): Name {
    if (this.at(AnyName)) return nameOf(this.consume(AnyName));
    if (this.at(AnyWord) && !this.atLineStart()) {
      const token = this.ahead();
      this.report(syntaxProblems.reservedName, spanOf(token), { word: token.image });
      this.advance();
      return { text: token.image, span: spanOf(token) };
    }
    this.need(...need);
    return this.noName();
  }

  // ---------------------------------------------------------------- spans

  /** Where the next token begins. */
  protected here(): number {
    return this.atEnd() ? this.source.length : this.ahead().startOffset;
  }

  /** Whether the next line begins with a name and its colon: it is an entry, and no part of what this line says. */
  protected atNextEntry(): boolean {
    return this.atLineStart() && this.at(AnyWord) && this.at(marks.colon, 2);
  }

  /** Where the token before this place ends. */
  protected endOfLast(): number {
    return this.ahead(0).end;
  }

  /** From `start` to the end of the last token read. */
  protected since(start: number): Span {
    return { start, end: Math.max(start, this.endOfLast()) };
  }

  /** The empty span right after the last token, where something is missing. */
  protected gap(): Span {
    const end = this.endOfLast();
    return { start: end, end };
  }

  protected missing(): MissingExpression {
    return { kind: "missing", span: this.gap() };
  }

  protected noName(): Name {
    return { text: "", span: this.gap() };
  }

  // ---------------------------------------------------------------- reports

  /** Reports `problem`, unless it probably follows from one that was reported already. */
  protected report<P extends object>(problem: Problem<P>, span: Span, ...parameters: ParametersOf<P>): void {
    if (!this.isQuiet() && !this.flawFollows(span.start)) {
      this.problems.add(problem, span, ...parameters);
      this.blamedAt = span.start;
    } else this.withheld ??= () => this.problems.add(problem, span, ...parameters);
    this.quiet = true;
  }

  /** Says what a place needs and what stands there instead. */
  protected need(what: string, where: string, hint?: string, edit?: Edit): void {
    const lineEnds = this.atLineStart();
    const span = lineEnds ? this.gap() : spanOf(this.ahead());
    const found = this.atEnd() ? "the file ends" : lineEnds ? "the line ends" : `here stands ${quoted(this.ahead())}`;
    this.report(syntaxProblems.missing, span, { what, where, found, hint, edit });
  }

  /** "after `x`", where x is the token before this place. */
  protected afterLast(): string {
    const last = this.ahead(0);
    return Number.isNaN(last.startOffset) ? "at the start of the file" : `after ${quoted(last)}`;
  }

  /** Between two entries nothing is pending: whatever is wrong from here on is a mistake of its own. */
  protected boundary(): void {
    this.quiet = false;
    this.boundaryAt = this.here();
  }

  /** From here on nothing is reported until the next boundary. */
  protected hush(): void {
    this.quiet = true;
  }

  /** Whether the last report was about the token at `offset`. */
  protected isBlamed(offset: number): boolean {
    return this.blamedAt === offset;
  }

  /** Whether something was reported on the line of `offset`, there or further on. */
  protected isReportedNear(offset: number): boolean {
    return this.problems.diagnostics.some(
      ({ span }) => span.start >= offset && !this.source.slice(offset, span.start).includes("\n"),
    );
  }

  protected isQuiet(): boolean {
    if (this.quiet || this.problems.full) return true;
    const here = this.here();
    return this.flaws.some(({ at }) => at >= this.boundaryAt && at <= here);
  }

  /** Whether something flawed comes later on the line: quotes that don't match make the words before them code. */
  private flawFollows(offset: number): boolean {
    const next = this.flaws.find(({ at }) => at >= offset);
    return next !== undefined && !this.source.slice(offset, next.at).includes("\n");
  }

  /** Whether something flawed between `open` and here may have swallowed the closing mark `close`; claims it. */
  protected claimSwallowed(open: number, close: string): boolean {
    const here = this.here();
    const flaw = this.flaws.find(({ at, closers }) => at >= open && at <= here && closers.includes(close));
    if (flaw) flaw.closers = flaw.closers.replace(close, "");
    return flaw !== undefined;
  }

  // ---------------------------------------------------------------- bounds

  /** Goes a level deeper; false, and a report, where that is too deep. Follow it with {@link leave}. */
  protected enter(): boolean {
    if (this.depth < mostLevels) {
      this.depth += 1;
      return true;
    }
    this.report(syntaxProblems.tooDeep, this.atEnd() ? this.gap() : spanOf(this.ahead()), { most: mostLevels });
    return false;
  }

  protected leave(): void {
    this.depth -= 1;
  }

  /** Begins to measure the height of a node; give the answer to {@link measured}. */
  protected measure(): number {
    const outer = this.height;
    this.height = 0;
    return outer;
  }

  /** Makes the node that is being built one level higher; false, and a report, where that is too high. */
  protected grow(start: number): boolean {
    if (this.height >= mostHeight) {
      this.report(syntaxProblems.tooLong, this.since(start), { most: mostHeight });
      return false;
    }
    this.height += 1;
    return true;
  }

  protected measured(outer: number): void {
    this.height = Math.max(outer, this.height + 1);
  }
}

/** The span of a token. */
export function spanOf(token: Token): Span {
  return { start: token.startOffset, end: token.end };
}

/** A token as a name. */
export function nameOf(token: Token): Name {
  return { text: token.image, span: spanOf(token) };
}

/** A token as it stands in a sentence. */
export function quoted(token: Token): string {
  return `\`${shortened(token.image)}\``;
}

/** At most 30 characters of something that was written, on one line. */
export function shortened(written: string): string {
  const line = written.split("\n", 1)[0]?.trimEnd() ?? "";
  return line.length === written.length && line.length <= 30 ? line : `${line.slice(0, 29)}…`;
}
