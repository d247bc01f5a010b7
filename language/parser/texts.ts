import type { Expression, Interpolation, PlainText, TextExpression, TextPiece } from "../ast.ts";
import { syntaxProblems } from "../syntax-problems.ts";
import { marks, TextHead, TextMiddle, TextTail, TextToken, type Token } from "../tokens.ts";
import { ListReader } from "./lists.ts";

/** Reads quoted texts, those with interpolations and those in which none may stand. */
export abstract class TextParser extends ListReader {
  abstract expression(): Expression;

  textExpression(): TextExpression {
    const start = this.here();
    const parts: (TextPiece | Interpolation)[] = [];
    let block = false;
    const add = (token: Token) => {
      block = token.piece?.block ?? false;
      if (token.piece?.value) parts.push({ kind: "piece", value: token.piece.value, span: token.piece.span });
    };
    if (this.at(TextToken)) add(this.consume(TextToken));
    else {
      add(this.consume(TextHead));
      this.closing.push(TextTail);
      this.interpolation(parts);
      while (this.at(TextMiddle)) {
        add(this.consume(TextMiddle));
        this.interpolation(parts);
      }
      this.closing.pop();
      const tail = this.take(TextTail, "`}`", "after the value in a text");
      if (tail) add(tail);
    }
    return { kind: "text", parts, block, span: this.since(start) };
  }

  /** Reads what stands in `${…}`; the marks around it belong to the tokens on both sides. */
  private interpolation(parts: (TextPiece | Interpolation)[]): void {
    const start = this.endOfLast() - "${".length;
    const value = this.expression();
    if (!this.at(TextMiddle)) this.skipTo({ close: TextTail, place: "after the value in a text", lines: true });
    // A tail that the scanner made up for an unclosed text is empty.
    const closed = (this.at(TextMiddle) || this.at(TextTail)) && this.ahead().image !== "";
    const end = closed ? this.here() + "}".length : Math.max(start, this.endOfLast());
    parts.push({ kind: "interpolation", value, span: { start, end } });
  }

  /** Reads a text that takes no `${…}`; the next token must be one. `place` says what it is: "An import path". */
  protected plainText(place: string): PlainText {
    const text = this.textExpression();
    const first = text.parts.find((part) => part.kind === "interpolation");
    if (first) this.report(syntaxProblems.plainTextOnly, first.span, { place });
    const value = text.parts.map((part) => (part.kind === "piece" ? part.value : "")).join("");
    return { value, span: text.span };
  }

  /** Whether a quoted text comes next. */
  protected atText(): boolean {
    return this.at(TextToken) || this.at(TextHead);
  }
}

/** What a record, an index or a constraint stands between. */
export const parens = { open: marks.openParen, close: marks.closeParen } as const;
export const brackets = { open: marks.openBracket, close: marks.closeBracket } as const;
export const braces = { open: marks.openBrace, close: marks.closeBrace } as const;
