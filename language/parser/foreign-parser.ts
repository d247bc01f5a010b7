import type { Block, Expression } from "../ast.ts";
import { syntaxProblems } from "../syntax-problems.ts";
import { AnyName, ExpressionStart, Identifier, isOf, marks, words } from "../tokens.ts";
import { foreignOperators, foreignPairs, foreignPrefixes } from "./foreign.ts";
import { spanOf } from "./reader.ts";
import { TypeParser } from "./types.ts";

/** What may stand between an operator in words and its operand. */
const foreignNots: ReadonlySet<string> = new Set(["not", ...foreignPrefixes.keys()]);

/** What may follow a name that is called `not`. */
const bracketLike = [marks.openParen, marks.openBracket, marks.openBrace, marks.minus];

const chosenByIf = "A choice is written `if c { a } else { b }`.";

/** Reads expressions as other languages write them, says what they are here, and goes on. */
export abstract class ForeignParser extends TypeParser {
  protected abstract postfix(): Expression;

  /** `and`, `or`, `is` and `is not` between two operands, as what they are here. */
  protected foreignOperator(): string | undefined {
    if (!this.at(Identifier) || this.atLineStart()) return undefined;
    const instead = foreignOperators.get(this.ahead().image);
    if (!instead || !this.at(ExpressionStart, 2) || this.ahead(2).breakBefore) return undefined;
    const unequal = instead === "==" && this.ahead(2).image === "not";
    // Prose goes on with words.
    const third = this.ahead(3);
    const goesOn = third.tokenType === Identifier && !third.breakBefore && !foreignOperators.has(third.image);
    if (goesOn && this.ahead(2).tokenType === Identifier && !foreignNots.has(this.ahead(2).image)) return undefined;
    const operator = unequal ? "!=" : instead;
    this.foreign(unequal ? 2 : 1, { instead: operator });
    return operator;
  }

  /** `=` between two operands, as `==`. */
  protected foreignEquals(): "==" | undefined {
    if (!this.at(marks.assign) || this.atLineStart()) return undefined;
    if (!this.at(ExpressionStart, 2) || this.ahead(2).breakBefore) return undefined;
    const hint = "`=` gives a value its name; whether two values are equal is asked with `==`.";
    this.need("`==`", "between two values that are compared", hint, { span: spanOf(this.ahead()), text: "==" });
    this.advance();
    return "==";
  }

  /** Two marks side by side that are one elsewhere, as what they are here. */
  protected foreignPair(): string | undefined {
    if (this.ahead(2).startOffset !== this.ahead().end) return undefined;
    const foreign = foreignPairs.get(this.ahead().image + this.ahead(2).image);
    if (!foreign) return undefined;
    const operator = foreign.instead ?? this.ahead().image;
    this.foreign(2, foreign);
    return operator;
  }

  /** `c ? a : b` and `a ?: b`, as what they are here. */
  protected foreignChoice(start: number, condition: Expression): Expression {
    if (condition.kind === "missing") return condition;
    if (this.at(words.in) && !this.atLineStart()) return this.foreignMember(start, condition);
    if (!this.at(marks.question)) return condition;
    if (this.at(marks.colon, 2) && this.ahead(2).startOffset === this.ahead().end) {
      this.foreign(2, { instead: "??" });
      const right = this.expression();
      return { kind: "binary", operator: "??", left: condition, right, span: this.since(start) };
    }
    const mark = spanOf(this.ahead());
    const asked = { start, end: this.endOfLast() };
    this.advance();
    const consequent = this.blockOf(this.expression());
    if (!this.at(marks.colon)) {
      this.report(syntaxProblems.unexpected, mark, { found: "?", place: "after a value", hint: chosenByIf });
      return condition;
    }
    this.advance();
    const otherwise = this.blockOf(this.expression());
    const span = this.since(start);
    const [c, a, b] = [asked, consequent.span, otherwise.span].map((part) => this.source.slice(part.start, part.end));
    const edit = { span, text: `if ${c} { ${a} } else { ${b} }` };
    this.report(syntaxProblems.unknownMark, mark, { mark: "?", hint: chosenByIf, edit });
    return { kind: "if", condition, consequent, otherwise, span };
  }

  /** `x in xs`, as what it is here. */
  protected foreignMember(start: number, value: Expression): Expression {
    const item = this.source.slice(start, this.endOfLast());
    const mark = spanOf(this.ahead());
    this.advance();
    const from = this.here();
    const list = this.postfix();
    const edit = { span: this.since(start), text: `${this.source.slice(from, this.endOfLast())}.contains(${item})` };
    this.report(syntaxProblems.unknownMark, mark, { mark: "in", hint: "A list is asked with `xs.contains(x)`.", edit });
    return { kind: "binary", operator: "==", left: value, right: list, span: this.since(start) };
  }

  /** A block of nothing but the expression that was just read. */
  private blockOf(value: Expression): Block {
    const { span } = value;
    return { kind: "block", statements: [{ kind: "expression", value, span }], span };
  }

  /** `not` before an operand, which is read, or a word before a call that says nothing here. */
  protected foreignPrefix(): "not" | undefined {
    if (!this.at(Identifier) || this.ahead(2).breakBefore) return undefined;
    const { image } = this.ahead();
    const next = this.ahead(2);
    if (image === "not" && isOf(next, ExpressionStart) && !bracketLike.some((type) => isOf(next, type))) {
      // `not a == b` asks for more than the first operand.
      const alone = !/^[^(){},]*?(?:[=!]=|[<>]|\bis\b)/.test(
        this.source.slice(next.startOffset, next.startOffset + 200).split(/\n|\band\b|\bor\b|&&|\|\|/)[0] ?? "",
      );
      const span = spanOf(this.ahead());
      const edit = alone ? { span: { start: span.start, end: next.startOffset }, text: "!" } : undefined;
      this.report(syntaxProblems.unknownMark, span, { mark: "not", instead: "!", ...(edit && { edit }) });
      this.advance();
      return "not";
    }
    const foreign = foreignPrefixes.get(image);
    if (foreign && isOf(next, AnyName) && this.at(marks.openParen, 3)) this.foreign(1, foreign);
    return undefined;
  }

  /** `of` in the place of `in`. */
  protected readForeignIn(): void {
    if (this.ahead().image === "of" && !this.atLineStart()) {
      this.foreign(1, { instead: "in" });
    }
  }
}
