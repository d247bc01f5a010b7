import type { TokenType } from "chevrotain";
import type { ProblemList } from "../problem-list.ts";
import type { Scanned } from "../scanner/scan.ts";
import { syntaxProblems } from "../syntax-problems.ts";
import {
  AnyName,
  DeclarationStart,
  isOf,
  marks,
  StatementStart,
  TextHead,
  TextMiddle,
  TextTail,
  TextToken,
  type Token,
  type TokenRole,
  words,
} from "../tokens.ts";
import { Reader, shortened, spanOf } from "./reader.ts";

/** What stands between two brackets: how it is closed, how its entries are told apart, what they begin with. */
export interface ListShape {
  readonly open: TokenType;
  readonly close: TokenType;
  /** Entries may be separated by a line break as well as by a comma. */
  readonly lines: boolean;
  /** After an entry that ends in `}` neither is needed. */
  readonly statements: boolean;
  /** Whether an entry can begin with a token and the one after it. */
  starts(token: Token, second: Token): boolean;
  /** As in "can't stand …": "among arguments". */
  readonly place: string;
  /** After an entry, a word that can only stand behind the closing mark. */
  readonly behind?: TokenType | undefined;
  /** How to mend an entry that began with `entry` and met `found`, where one was left unfinished. */
  hint?(entry: Token, found: Token): string | undefined;
}

/** What one thing stands between; `attached` to what stands before it, as an index is. */
export type Enclosure = Pick<ListShape, "open" | "close" | "place"> & { readonly attached?: boolean };

const openers: readonly TokenType[] = [marks.openBrace, marks.openParen, marks.openBracket, TextHead];
const closers: readonly TokenType[] = [marks.closeBrace, marks.closeParen, marks.closeBracket, TextMiddle, TextTail];

/** The one routine by which everything between brackets is read, and by which the parser finds its way after a mistake. */
export abstract class ListReader extends Reader {
  /** What closes the brackets around this place, outermost first. */
  protected closing: TokenType[] = [];
  /** A `}` was reported where something else was needed, so that the braces after it may not match. */
  protected extraBrace = false;
  /** How many blocks of statements are open. */
  private blocks = 0;

  protected override begin(source: string, scanned: Scanned, problems: ProblemList): void {
    super.begin(source, scanned, problems);
    this.closing = [];
    this.extraBrace = false;
    this.blocks = 0;
  }

  /**
   * Reads the entries of a list and its closing mark; `open`, the opening one, has just been read, or is missing.
   *
   * `index` must be free in the rule for chevrotain's `many` and `option`, and for a comma and the closing mark.
   */
  protected entries(index: number, open: Token | undefined, shape: ListShape, entry: () => void): void {
    if (this.RECORDING_PHASE) {
      this.many(index, () => {
        entry();
        this.option(index, () => this.consume(index, marks.comma));
      });
      this.consume(index, shape.close);
      return;
    }
    if (open) open.role = roleOf(shape, open);
    // A list that begins on a new line is expected to go on over several.
    const spread = this.ahead().breakBefore;
    this.closing.push(shape.close);
    if (shape.statements) this.blocks += 1;
    if (!this.isQuiet()) this.boundary();
    let more = true;
    while (more && !this.atListEnd(shape)) {
      const before = this.ahead();
      before.entry = true;
      if (shape.starts(before, this.ahead(2))) entry();
      else this.unexpected(shape, shape.hint?.(before, before));
      if (this.ahead() === before) this.skipBalanced();
      more = this.separated(shape, spread, before);
    }
    this.closing.pop();
    if (shape.statements) this.blocks -= 1;
    this.close(index, shape, open);
  }

  /** Reads what separates an entry from the next one, and whatever keeps it from that; false if the list ends here. */
  private separated(shape: ListShape, spread: boolean, entry: Token): boolean {
    if (this.atListEnd(shape)) return false;
    if (this.at(marks.comma)) {
      const blamed = this.isBlamed(this.here());
      this.skip();
      if (!blamed) this.boundary();
      return true;
    }
    const another = shape.starts(this.ahead(), this.ahead(2));
    if (this.atLineStart()) {
      if (shape.lines) {
        this.boundary();
        return true;
      }
      if (!spread || !another) return false;
    }
    if (!this.isQuiet()) {
      if (shape.statements && this.at(marks.closeBrace, 0)) {
        this.boundary();
        return true;
      }
      if (shape.behind && this.at(shape.behind)) return false;
      // After an argument, `{` begins what follows the call.
      if (!shape.lines && this.at(marks.openBrace)) return false;
      const hint = this.ahead(0) === entry ? shape.hint?.(entry, this.ahead()) : undefined;
      if (another) {
        if (hint) this.report(syntaxProblems.unknownStatement, spanOf(entry), { found: entry.image, hint });
        const after = shortened(this.ahead(0).image);
        this.report(syntaxProblems.missingSeparator, spanOf(this.ahead()), { lines: shape.lines, after });
        return true;
      }
      // A stray closing mark here was probably meant for this list.
      if (!shape.lines && this.atAny(closers)) return false;
      this.unexpected(shape, hint);
    }
    return this.skipToNext(shape, spread);
  }

  protected unexpected(shape: Pick<ListShape, "place">, hint?: string): void {
    const token = this.ahead();
    if (this.atAny(closers)) this.report(syntaxProblems.strayCloser, spanOf(token), { close: token.image });
    else
      this.report(syntaxProblems.unexpected, spanOf(token), {
        found: shortened(token.image),
        place: shape.place,
        hint,
      });
  }

  /** Leaves out tokens up to the next entry of the list; false if there is none. */
  private skipToNext(shape: ListShape, spread: boolean): boolean {
    while (!this.atListEnd(shape)) {
      // Where entries may have lines of their own, what follows on the same line is probably part of the mistake.
      if (this.at(marks.comma) && !shape.lines) {
        this.skip();
        this.boundary();
        return true;
      }
      this.skipBalanced();
      if (this.atLineStart()) {
        if (!shape.lines && !spread) return false;
        if (shape.lines) {
          this.boundary();
          return true;
        }
      }
    }
    return false;
  }

  /** Leaves out one token, or a bracket with all that stands in it. */
  protected skipBalanced(): void {
    let open = 0;
    do {
      if (this.atAny(openers)) open += 1;
      else if (this.atAny(closers) && !this.at(TextMiddle)) open -= 1;
      this.skip();
    } while (open > 0 && !this.atEnd() && !this.atDeclaration());
  }

  /** The list can't go on here: at a closing mark that some bracket waits for, a declaration, a statement in a record. */
  private atListEnd({ statements }: { readonly statements: boolean }): boolean {
    if (this.atEnd() || this.atDeclaration()) return true;
    if (!statements && this.blocks > 0 && this.atStatement()) return true;
    if (this.at(TextMiddle)) return this.closing.includes(TextTail);
    return closers.some((type) => this.at(type) && this.closing.includes(type));
  }

  /** A statement begins here that no expression, entry or property begins like. */
  private atStatement(): boolean {
    if (!this.ahead().breakBefore) return false;
    if (this.at(StatementStart)) return !this.at(marks.colon, 2);
    return this.at(words.mock) && this.at(AnyName, 2) && !this.ahead(2).breakBefore;
  }

  /** A declaration begins here: two such tokens at the start of a line can be nothing else. */
  protected atDeclaration(): boolean {
    if (!this.at(DeclarationStart) || !this.ahead().breakBefore || this.ahead(2).breakBefore) return false;
    return this.followsDeclarationWord(2);
  }

  /** Whether the token at that distance can be the second one of a declaration. */
  protected followsDeclarationWord(distance: number): boolean {
    const token = this.ahead(distance);
    return [AnyName, TextToken, TextHead, marks.openBrace].some((type) => isOf(token, type));
  }

  /**
   * Reads one thing between two brackets, the opening one included; `index` must be free for both.
   *
   * What stands between it and the closing mark is reported and left out.
   */
  protected enclosed<T>(index: number, shape: Enclosure, inner: () => T): T {
    const open = this.consume(index, shape.open) as Token;
    if (shape.attached && !this.RECORDING_PHASE) open.role = "attached";
    if (this.RECORDING_PHASE) {
      const value = inner();
      this.consume(index, shape.close);
      return value;
    }
    const spread = this.ahead().breakBefore;
    this.closing.push(shape.close);
    const value = inner();
    this.closing.pop();
    this.skipTo({ ...shape, lines: spread });
    if (shape.attached && this.at(shape.close)) this.ahead().role = "attached";
    this.close(index, { ...shape, lines: false }, open);
    return value;
  }

  /** Leaves out what keeps the parser from a closing mark; one that was meant for it stays. */
  protected skipTo({ close, place, lines }: Pick<ListShape, "close" | "place" | "lines">): void {
    const statements = false;
    const stop = () => this.at(close) || this.atListEnd({ statements }) || (!lines && this.atLineStart());
    if (stop() || this.atAny(closers)) return;
    this.unexpected({ place });
    while (!stop()) this.skipBalanced();
  }

  /**
   * Where an opening brace is missing, whether what should stand in it comes next: on lines of its own further in, or
   * on this line, with a closing brace too many.
   */
  protected bodyFollows(): boolean {
    if (this.atEnd() || this.atDeclaration()) return false;
    if (!this.ahead().breakBefore) return this.closesTooMany();
    return this.indentation(this.here()) > this.indentation(this.endOfLast());
  }

  /** Whether the rest of the line closes a brace that it does not open. */
  protected closesTooMany(): boolean {
    let open = 0;
    // More than a line of source has, but not more than can be looked through each time.
    for (let distance = 1; distance < 100; distance++) {
      const token = this.ahead(distance);
      if (distance > 1 && token.breakBefore) return false;
      if (isOf(token, marks.openBrace)) open += 1;
      if (isOf(token, marks.closeBrace)) open -= 1;
      if (open < 0) return true;
    }
    return false;
  }

  /** How many blanks begin the line of `offset`. */
  private indentation(offset: number): number {
    // A line may be as long as a file; of a long one the beginning does not matter.
    const near = this.source.slice(Math.max(0, offset - 500), offset);
    return /[ \t]*/.exec(near.slice(near.lastIndexOf("\n") + 1))?.[0].length ?? 0;
  }

  private close(index: number, shape: Pick<ListShape, "open" | "close" | "lines">, open: Token | undefined): void {
    if (this.at(marks.closeBrace) && this.isBlamed(this.here())) this.extraBrace = true;
    if (this.at(shape.close)) {
      this.consume(index, shape.close);
      return;
    }
    const marksOf = { open: shape.open.name, close: shape.close.name };
    if (open && this.claimSwallowed(open.startOffset, marksOf.close)) return;
    if (!shape.lines && this.atAny(closers) && !this.atListEnd({ statements: false }) && !this.isQuiet()) {
      this.report(syntaxProblems.wrongCloser, spanOf(this.ahead()), { ...marksOf, found: this.ahead().image });
      this.skip();
      return;
    }
    // Where the opening one is missing, that has been said; where one is too many, so has been what follows it.
    const left = open && !this.isQuiet() ? this.leftOpen(open) : undefined;
    if (left && !this.isReportedNear(left.startOffset)) {
      this.report(syntaxProblems.unclosedBracket, spanOf(left), marksOf);
    } else this.hush();
  }

  /**
   * The brace that was really left open, where `open` is the one that found none of its own: the first after it that
   * is closed by a `}` further out than its own line.
   */
  private leftOpen(open: Token): Token {
    if (open.tokenType !== marks.openBrace) return open;
    const stack = [open];
    const here = this.here();
    const first = this.indexOf(open.startOffset) + 1;
    for (let index = first; index < this.input.length; index++) {
      const token = this.input[index] as Token;
      if (token.startOffset >= here) break;
      if (token.tokenType === marks.openBrace) stack.push(token);
      if (token.tokenType !== marks.closeBrace) continue;
      const inner = stack.at(-1) ?? open;
      if (token.breakBefore && this.indentation(token.startOffset) < this.indentation(inner.startOffset)) return inner;
      stack.pop();
    }
    return stack.at(-1) ?? open;
  }

  /** The index of the token that begins at `offset`. */
  private indexOf(offset: number): number {
    let low = 0;
    let high = this.input.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.input[middle]?.startOffset ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function roleOf(shape: ListShape, open: Token): TokenRole {
  if (shape.statements) return "statements";
  if (shape.lines) return "lines";
  return open.role === "attached" ? "attached commas" : "commas";
}
