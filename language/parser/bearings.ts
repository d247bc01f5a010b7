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
  type TokenType,
  words,
} from "../tokens.ts";
import { Reader } from "./reader.ts";

const openers: readonly TokenType[] = [marks.openBrace, marks.openParen, marks.openBracket, TextHead];
/** What closes a bracket, or a part of a text. */
export const closers: readonly TokenType[] = [
  marks.closeBrace,
  marks.closeParen,
  marks.closeBracket,
  TextMiddle,
  TextTail,
];

/** Knows where in a file the parser is when something is wrong: what is open, what begins here, what is left open. */
export abstract class Bearings extends Reader {
  /** What closes the brackets around this place, outermost first. */
  protected readonly closing: TokenType[] = [];
  /** A `}` was reported where something else was needed, so that the braces after it may not match. */
  protected extraBrace = false;
  /** How many blocks of statements are open. */
  protected blocks = 0;

  /** Leaves out one token, or a bracket with all that stands in it. */
  protected skipBalanced(): void {
    let open = 0;
    do {
      if (this.atAny(openers)) open += 1;
      else if (this.atAny(closers) && !this.at(TextMiddle)) open -= 1;
      this.advance();
    } while (open > 0 && !this.atEnd() && !this.atDeclaration());
  }

  /** The list can't go on here: at a closing mark that some bracket waits for, a declaration, a statement in a record. */
  protected atListEnd({ statements }: { readonly statements: boolean }): boolean {
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
   * Where an opening brace is missing, whether what should stand in it comes next: on lines of its own further in, or
   * on this line, with a closing brace too many.
   */
  protected bodyFollows(): boolean {
    if (this.atEnd() || this.atDeclaration()) return false;
    if (!this.ahead().breakBefore) return this.closesTooMany();
    return this.indentation(this.here()) > this.indentation(this.endOfLast());
  }

  /** A missing `{` is all that is missing if the line closes it. */
  protected override isAloneMissing(type: TokenType): boolean {
    return super.isAloneMissing(type) || (type === marks.openBrace && !this.atLineStart() && this.closesTooMany());
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

  /**
   * The brace that was really left open, where `open` is the one that found none of its own: the first after it that
   * is closed by a `}` further out than its own line.
   */
  protected leftOpen(open: Token): Token {
    if (open.tokenType !== marks.openBrace) return open;
    const stack = [open];
    const here = this.here();
    const first = this.indexOf(open.startOffset) + 1;
    for (let index = first; index < this.tokens.length; index++) {
      const token = this.tokens[index] as Token;
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
    let high = this.tokens.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.tokens[middle]?.startOffset ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
