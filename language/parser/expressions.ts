import type { Argument, BinaryOperator, Block, Expression, NameExpression, Spread } from "../ast.ts";
import { syntaxProblems } from "../syntax-problems.ts";
import {
  AnyName,
  AnyWord,
  BinaryOperatorMark,
  DurationToken,
  ExpressionStart,
  Identifier,
  isOf,
  marks,
  NumberToken,
  PrefixOperator,
  TextHead,
  TextToken,
  type Token,
  type TokenType,
  words,
} from "../tokens.ts";
import { foreignOperators, foreignPairs, foreignPrefixes } from "./foreign.ts";
import type { Enclosure, ListShape } from "./lists.ts";
import { isBinaryOperator, joined, type Operand } from "./operators.ts";
import { nameOf, spanOf } from "./reader.ts";
import { brackets, parens } from "./texts.ts";
import { TypeParser } from "./types.ts";

/** What may stand between an operator in words and its operand. */
const foreignNots: ReadonlySet<string> = new Set(["not", ...foreignPrefixes.keys()]);

/** What may follow a name that is called `not`. */
const bracketLike = [marks.openParen, marks.openBracket, marks.openBrace, marks.minus];

const chosenByIf = "A choice is written `if c { a } else { b }`.";

const argumentList: ListShape = {
  ...parens,
  lines: false,
  statements: false,
  starts: (token, second) => isOf(token, ExpressionStart) || (isOf(token, AnyWord) && isOf(second, marks.colon)),
  place: "among the arguments of a call",
};

const indexBrackets: Enclosure = { ...brackets, attached: true, place: "after the index of an element" };
const valueInParens: Enclosure = { ...parens, place: "after the value in parentheses" };

const itemList: ListShape = {
  ...brackets,
  lines: false,
  statements: false,
  starts: (token) => isOf(token, ExpressionStart) || isOf(token, marks.spread),
  place: "in a list",
};

/** Reads expressions down to their parts; what those are is told by subclasses. */
export abstract class ExpressionParser extends TypeParser {
  /** A block; the argument is a word that can only stand behind it. */
  abstract block(behind?: TokenType): Block;
  protected abstract record(): Expression;
  protected abstract choice(): Expression;
  protected abstract topology(): Expression;

  /** Operands and the binary operators between them. */
  override expression(): Expression {
    if (!this.enter()) return this.missing();
    const outer = this.measure();
    const first = this.here();
    const operands = [this.placed()];
    const operators: BinaryOperator[] = [];
    for (let operator = this.operator(); operator; operator = this.operator()) {
      const grown = this.grow(first);
      const operand = this.placed();
      if (!grown || !isBinaryOperator(operator)) continue;
      operators.push(operator);
      operands.push(operand);
    }
    this.measured(outer);
    const value = this.foreignChoice(first, joined(operands, operators) ?? this.missing());
    this.leave();
    return value;
  }

  /** Reads the operator between two operands, or what stands for it elsewhere; undefined if there is none. */
  private operator(): string | undefined {
    if (!this.at(BinaryOperatorMark)) return this.foreignOperator();
    // On a new line it begins another expression.
    if (this.at(marks.minus) && this.atLineStart()) return undefined;
    return this.foreignPair() ?? this.consume(BinaryOperatorMark).image;
  }

  /** `and`, `or`, `is` and `is not` between two operands, as what they are here. */
  private foreignOperator(): string | undefined {
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

  /** Two marks side by side that are one elsewhere, as what they are here. */
  private foreignPair(): string | undefined {
    if (this.ahead(2).startOffset !== this.ahead().end) return undefined;
    const foreign = foreignPairs.get(this.ahead().image + this.ahead(2).image);
    if (!foreign) return undefined;
    const operator = foreign.instead ?? this.ahead().image;
    this.foreign(2, foreign);
    return operator;
  }

  /** `c ? a : b` and `a ?: b`, as what they are here. */
  private foreignChoice(start: number, condition: Expression): Expression {
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
    this.skip();
    const consequent = this.only(this.expression());
    if (!this.at(marks.colon)) {
      this.report(syntaxProblems.unexpected, mark, { found: "?", place: "after a value", hint: chosenByIf });
      return condition;
    }
    this.skip();
    const otherwise = this.only(this.expression());
    const span = this.since(start);
    const [c, a, b] = [asked, consequent.span, otherwise.span].map((part) => this.source.slice(part.start, part.end));
    const edit = { span, text: `if ${c} { ${a} } else { ${b} }` };
    this.report(syntaxProblems.unknownMark, mark, { mark: "?", hint: chosenByIf, edit });
    return { kind: "if", condition, consequent, otherwise, span };
  }

  /** `x in xs`, as what it is here. */
  private foreignMember(start: number, value: Expression): Expression {
    const item = this.source.slice(start, this.endOfLast());
    const mark = spanOf(this.ahead());
    this.skip();
    const from = this.here();
    const list = this.postfix();
    const edit = { span: this.since(start), text: `${this.source.slice(from, this.endOfLast())}.contains(${item})` };
    this.report(syntaxProblems.unknownMark, mark, { mark: "in", hint: "A list is asked with `xs.contains(x)`.", edit });
    return { kind: "binary", operator: "==", left: value, right: list, span: this.since(start) };
  }

  /** A block of nothing but the expression that was just read. */
  private only(value: Expression): Block {
    const { span } = value;
    return { kind: "block", statements: [{ kind: "expression", value, span }], span };
  }

  /** `not` before an operand, which is read, or a word before a call that says nothing here. */
  private foreignPrefix(): "not" | undefined {
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
      this.skip();
      return "not";
    }
    const foreign = foreignPrefixes.get(image);
    if (foreign && isOf(next, AnyName) && this.at(marks.openParen, 3)) this.foreign(1, foreign);
    return undefined;
  }

  private placed(): Operand {
    const start = this.here();
    const value = this.operand();
    return { value, start, end: Math.max(start, this.endOfLast()) };
  }

  /** Prefix operators, then something with its fields and calls, then `from`. */
  private operand(): Expression {
    const outer = this.measure();
    const first = this.here();
    const prefixes: { token: Token; steps: Expression | undefined }[] = [];
    const negated = this.foreignPrefix() === "not";
    while (this.at(PrefixOperator)) {
      const token = this.consume(PrefixOperator);
      token.role = "prefix";
      const steps = token.tokenType === words.think && this.atSteps() ? this.primary() : undefined;
      if (this.grow(first)) prefixes.push({ token, steps });
    }
    const start = this.here();
    let value = this.postfix();
    while (!this.at(marks.colon, 2) && this.maybe(words.from)) {
      const source = this.fromSource();
      if (this.grow(first)) value = { kind: "from", operand: value, source, span: this.since(start) };
    }
    this.measured(outer);
    const whole = prefixes.reduceRight((of, { token, steps }) => this.prefixed(token, steps, of), value);
    return negated ? { kind: "unary", operator: "!", operand: whole, span: this.since(first) } : whole;
  }

  /** The number of steps after `think`: a number, or a name with the operand after it. */
  private atSteps(): boolean {
    if (this.at(NumberToken)) return true;
    if (this.at(AnyName) && this.at(AnyName, 2) && !this.ahead(2).breakBefore) return true;
    this.need("a number of steps", "after `think`", "As in `think 20 analyst(question)`.");
    return false;
  }

  private prefixed(token: Token, steps: Expression | undefined, operand: Expression): Expression {
    const span = { start: token.startOffset, end: Math.max(token.end, this.endOfLast()) };
    if (token.tokenType === words.try) return { kind: "try", operand, span };
    if (token.tokenType !== words.think) {
      return { kind: "unary", operator: token.tokenType === marks.not ? "!" : "-", operand, span };
    }
    const gap = { start: token.end, end: token.end };
    return { kind: "think", steps: steps ?? { kind: "missing", span: gap }, operand, span };
  }

  private fromSource(): Expression {
    if (!this.at(words.spine) && !this.atPrimary()) {
      this.need("`spine` or the name of a result", "after `from`");
      return this.missing();
    }
    return this.at(words.spine) ? nameExpression(this.consume(words.spine)) : this.postfix();
  }

  /** Something with the fields, indexes and calls after it. */
  protected postfix(): Expression {
    const outer = this.measure();
    const start = this.here();
    let value = this.primary();
    for (let longer = this.extended(value, start); longer; longer = this.extended(value, start)) {
      if (this.grow(start)) value = longer;
    }
    this.measured(outer);
    return value;
  }

  /** Reads a field, an index or a call of `value`, which begins at `start`, if there is one. */
  private extended(value: Expression, start: number): Expression | undefined {
    if (this.at(marks.dot) || this.at(marks.optionalDot)) {
      const optional = this.maybe(marks.optionalDot) || !this.maybe(marks.dot);
      const name = this.fieldName();
      return { kind: "field", of: value, name, optional, span: this.since(start) };
    }
    if (this.atLineStart()) return undefined;
    if (this.at(marks.openBracket)) {
      const index = this.enclosed(indexBrackets, () => this.expression());
      return { kind: "index", of: value, index, span: this.since(start) };
    }
    if (!this.at(marks.openParen)) return undefined;
    const given = this.arguments();
    return { kind: "call", callee: value, arguments: given, span: this.since(start) };
  }

  /** The name after a dot, which may be any word but must stand on its line. */
  private fieldName() {
    if (this.at(AnyWord) && !this.atLineStart()) {
      return nameOf(this.consume(AnyWord));
    }
    this.need("the name of a field", this.afterLast());
    return this.noName();
  }

  /** Reads `(a, name: b)`. */
  protected arguments(): Argument[] {
    const found: Argument[] = [];
    const open = this.consume(marks.openParen);
    open.role = "attached";
    this.entries(open, argumentList, () => {
      found.push(this.argument());
    });
    return found;
  }

  private argument(): Argument {
    const start = this.here();
    let name: Argument["name"];
    if (this.at(AnyName) && this.at(marks.assign, 2)) return this.assigned(start);
    if (this.at(marks.colon, 2) && (this.at(AnyWord) || this.atText())) {
      name = this.anyName("The name of a parameter");
      this.consume(marks.colon);
    }
    const value = this.expression();
    return { ...(name && { name }), value, span: this.since(start) };
  }

  /** An argument with `=` where `:` belongs. */
  private assigned(start: number): Argument {
    const name = nameOf(this.ahead());
    this.skip();
    this.takeOr(marks.colon, marks.assign, "`:`", "between the name of an argument and its value");
    return { name, value: this.expression(), span: this.since(start) };
  }

  /** `of` in the place of `in`. */
  protected readForeignIn(): void {
    if (this.ahead().image === "of" && !this.atLineStart()) {
      this.foreign(1, { instead: "in" });
    }
  }

  /** Whether something comes next that stands for itself: not an operator. */
  protected atPrimary(): boolean {
    return this.at(ExpressionStart) && !this.at(PrefixOperator);
  }

  protected primary(): Expression {
    if (!this.atPrimary()) {
      this.needValue();
      return this.missing();
    }
    if (this.at(AnyName) && this.at(marks.colon, 2) && this.closesTooMany()) {
      return this.record();
    }
    const token = this.ahead();
    switch (token.tokenType) {
      case NumberToken: {
        const { number = 0, integer = true } = this.consume(NumberToken);
        return { kind: "number", value: number, integer, span: spanOf(token) };
      }
      case DurationToken:
        this.consume(DurationToken);
        return { kind: "duration", milliseconds: token.number ?? 0, span: spanOf(token) };
      case words.true:
      case words.false:
        this.skip();
        return { kind: "boolean", value: token.tokenType === words.true, span: spanOf(token) };
      case words.null:
        this.skip();
        return { kind: "null", span: spanOf(token) };
      case TextToken:
      case TextHead:
        return this.textExpression();
      case marks.openBrace:
        return this.record();
      case marks.openBracket:
        return this.list();
      case marks.openParen:
        return this.enclosed(valueInParens, () => this.expression());
      case words.if:
      case words.match:
      case words.for:
        return this.choice();
      case words.ask:
        return this.ask();
    }
    return this.at(AnyName) ? nameExpression(this.consume(AnyName)) : this.topology();
  }

  private ask(): Expression {
    const start = this.here();
    this.consume(words.ask);
    const type = this.type();
    const prompt = this.question();
    return { kind: "ask", type, prompt, span: this.since(start) };
  }

  private needValue(): void {
    if (this.at(AnyWord) && !this.atLineStart()) {
      const token = this.ahead();
      this.report(syntaxProblems.unexpected, spanOf(token), { found: token.image, place: "where a value is needed" });
    } else this.need("a value", this.afterLast());
  }

  private question(): Expression {
    if (!this.atText()) {
      this.need("the text of the question", "after the type of an `ask`", 'As in `ask bool "Publish it?"`.');
      return this.missing();
    }
    return this.textExpression();
  }

  private list(): Expression {
    const start = this.here();
    const items: (Expression | Spread)[] = [];
    const open = this.consume(marks.openBracket);
    this.entries(open, itemList, () => {
      items.push(this.at(marks.spread) ? this.spread() : this.expression());
    });
    return { kind: "list", items, span: this.since(start) };
  }

  /** Reads `...rest`. */
  protected spread(): Spread {
    const start = this.here();
    this.consume(marks.spread);
    const value = this.expression();
    return { kind: "spread", value, span: this.since(start) };
  }
}

/** A word as an expression. */
export function nameExpression(token: Token): NameExpression {
  return { kind: "name", name: token.image, span: spanOf(token) };
}

/** Whether a token begins a quoted text. */
export function isText(token: Token): boolean {
  return isOf(token, TextToken) || isOf(token, TextHead);
}
