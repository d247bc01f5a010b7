import type { Argument, BinaryOperator, Block, Expression, NameExpression, Spread } from "../ast.ts";
import { syntaxProblems } from "../syntax-problems.ts";
import {
  AnyName,
  AnyWord,
  BinaryOperatorMark,
  DurationToken,
  ExpressionStart,
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
import { ForeignParser } from "./foreign-parser.ts";
import type { Enclosure, ListShape } from "./lists.ts";
import { isBinaryOperator, joined, type Operand } from "./operators.ts";
import { nameOf, spanOf } from "./reader.ts";
import { brackets, parens } from "./texts.ts";

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
export abstract class ExpressionParser extends ForeignParser {
  /** A block; the argument is a word that can only stand behind it. */
  abstract block(behind?: TokenType): Block;
  protected abstract record(): Expression;
  protected abstract choice(): Expression;
  protected abstract topology(): Expression;
  /** A topology whose word is misspelt, if there is one. */
  protected abstract misspeltTopology(): Expression | undefined;

  /** Operands and the binary operators between them. */
  override expression(): Expression {
    if (!this.enter()) return this.missing();
    const outer = this.measure();
    const first = this.here();
    // Where an entry begins, `=` belongs to a name.
    const inner = !this.ahead().entry;
    const operands = [this.placed()];
    const operators: BinaryOperator[] = [];
    for (let operator = this.operator(inner); operator; operator = this.operator(inner)) {
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
  private operator(inner: boolean): string | undefined {
    if (!this.at(BinaryOperatorMark)) return this.foreignOperator() ?? (inner ? this.foreignEquals() : undefined);
    // On a new line it begins another expression.
    if (this.at(marks.minus) && this.atLineStart()) return undefined;
    return this.foreignPair() ?? this.consume(BinaryOperatorMark).image;
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
  protected override postfix(): Expression {
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
    this.advance();
    this.takeOr(marks.colon, marks.assign, "`:`", "between the name of an argument and its value");
    return { name, value: this.expression(), span: this.since(start) };
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
    if (this.atNextEntry()) {
      this.needValue();
      return this.missing();
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
        this.advance();
        return { kind: "boolean", value: token.tokenType === words.true, span: spanOf(token) };
      case words.null:
        this.advance();
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
    if (!this.at(AnyName)) return this.topology();
    return this.misspeltTopology() ?? nameExpression(this.consume(AnyName));
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
