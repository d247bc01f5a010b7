import { syntaxProblems } from "../syntax-problems.ts";
import { AnyName, AnyWord, Identifier, marks, type Token, type TokenRole, type TokenType } from "../tokens.ts";
import { Bearings, closers } from "./bearings.ts";
import type { Foreign } from "./foreign.ts";
import { shortened, spanOf } from "./reader.ts";

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
  mend?(entry: Token, found: Token): Foreign | undefined;
}

/** What one thing stands between; `attached` to what stands before it, as an index is. */
export type Enclosure = Pick<ListShape, "open" | "close" | "place"> & { readonly attached?: boolean };

/** The one routine by which everything between brackets is read, whatever is wrong in there. */
export abstract class ListReader extends Bearings {
  /** Reads the entries of a list and its closing mark; `open`, the opening one, has just been read, or is missing. */
  protected entries(open: Token | undefined, shape: ListShape, entry: () => void): void {
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
      else this.unexpected(shape, shape.mend?.(before, before)?.hint);
      if (this.ahead() === before) this.skipBalanced();
      more = this.separated(shape, spread, before);
    }
    this.closing.pop();
    if (shape.statements) this.blocks -= 1;
    this.close(shape, open);
  }

  /** Reads what separates an entry from the next one, and whatever keeps it from that; false if the list ends here. */
  private separated(shape: ListShape, spread: boolean, entry: Token): boolean {
    if (this.atListEnd(shape)) return false;
    if (this.at(marks.comma)) {
      const blamed = this.isBlamed(this.here());
      this.advance();
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
      const mend = this.ahead(0) === entry ? shape.mend?.(entry, this.ahead()) : undefined;
      const { hint, instead } = mend ?? {};
      if (another) {
        const last = this.ahead(0);
        if (hint) this.report(syntaxProblems.unknownStatement, spanOf(entry), { found: entry.image, hint, instead });
        this.lettered();
        const after = shortened(last.image);
        // Two statements on a line, or a value and a word, are rather one that is written wrongly.
        const end = shape.statements || (this.at(AnyWord) && !this.at(AnyName)) ? undefined : last.end;
        this.report(syntaxProblems.missingSeparator, spanOf(this.ahead()), { lines: shape.lines, after, end });
        return true;
      }
      // A stray closing mark here was probably meant for this list.
      if (!shape.lines && this.atAny(closers)) return false;
      this.unexpected(shape, hint);
    }
    return this.skipToNext(shape, spread);
  }

  /** Says that a letter stands right before a text, as in `f"…"`. */
  private lettered(): void {
    const last = this.ahead(0);
    const text = this.ahead();
    if (last.tokenType !== Identifier || last.end !== text.startOffset || text.piece === undefined) return;
    const hint = "Every text takes `${…}`, and needs no letter before it.";
    this.report(syntaxProblems.unknownMark, spanOf(last), {
      mark: last.image,
      hint,
      edit: { span: spanOf(last), text: "" },
    });
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
        this.advance();
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

  /** Reads one thing between two brackets, the opening one included; what else stands there is reported and left out. */
  protected enclosed<T>(shape: Enclosure, inner: () => T): T {
    const open = this.consume(shape.open);
    if (shape.attached) open.role = "attached";
    const spread = this.ahead().breakBefore;
    this.closing.push(shape.close);
    const value = inner();
    this.closing.pop();
    this.skipTo({ ...shape, lines: spread });
    if (shape.attached && this.at(shape.close)) this.ahead().role = "attached";
    this.close({ ...shape, lines: false }, open);
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

  private close(shape: Pick<ListShape, "open" | "close" | "lines">, open: Token | undefined): void {
    if (this.at(marks.closeBrace) && this.isBlamed(this.here())) this.extraBrace = true;
    if (this.maybe(shape.close)) return;
    const marksOf = { open: shape.open.name, close: shape.close.name };
    if (open && this.claimSwallowed(open.startOffset, marksOf.close)) return;
    if (!shape.lines && this.atAny(closers) && !this.atListEnd({ statements: false }) && !this.isQuiet()) {
      this.report(syntaxProblems.wrongCloser, spanOf(this.ahead()), { ...marksOf, found: this.ahead().image });
      this.advance();
      return;
    }
    // Where the opening one is missing, that has been said; where one is too many, so has been what follows it.
    const left = open && !this.isQuiet() ? this.leftOpen(open) : undefined;
    if (left && !this.isReportedNear(left.startOffset)) {
      this.report(syntaxProblems.unclosedBracket, spanOf(left), marksOf);
    } else this.hush();
  }
}

function roleOf(shape: ListShape, open: Token): TokenRole {
  if (shape.statements) return "statements";
  if (shape.lines) return "lines";
  return open.role === "attached" ? "attached commas" : "commas";
}
