import type { ParserMethod, TokenType } from "chevrotain";
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
  words,
} from "../tokens.ts";
import { foreignOperators, foreignPairs, foreignPrefixes } from "./foreign.ts";
import type { ListShape } from "./lists.ts";
import { isBinaryOperator, joined, type Operand } from "./operators.ts";
import { nameOf, type Rule, spanOf } from "./reader.ts";
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
  abstract readonly block: ParserMethod<[behind?: TokenType], Block>;
  protected abstract readonly record: Rule<Expression>;
  protected abstract readonly choice: Rule<Expression>;
  protected abstract readonly topology: Rule<Expression>;

  /** Operands and the binary operators between them. */
  override readonly expression: Rule<Expression> = this.RULE("expression", (): Expression => {
    if (!this.enter()) return this.missing();
    const outer = this.measure();
    const first = this.here();
    const operands = [this.placed(0)];
    const operators: BinaryOperator[] = [];
    const add = (operator: string) => {
      const grown = this.grow(first);
      const operand = this.placed(1);
      if (!grown || !isBinaryOperator(operator)) return;
      operators.push(operator);
      operands.push(operand);
    };
    let foreign: string | undefined;
    do {
      this.many(0, {
        GATE: () => !(this.at(marks.minus) && this.atLineStart()),
        DEF: () => add(this.foreignPair() ?? this.consume(0, BinaryOperatorMark).image),
      });
      foreign = this.foreignOperator();
      if (foreign) add(foreign);
    } while (foreign);
    this.measured(outer);
    const value = this.ACTION(() => joined(operands, operators) ?? this.missing());
    const chosen = this.RECORDING_PHASE ? value : this.foreignChoice(first, value);
    this.leave();
    return chosen;
  });

  /** `and`, `or`, `is` and `is not` between two operands, as what they are here. */
  private foreignOperator(): string | undefined {
    if (this.RECORDING_PHASE || !this.at(Identifier) || this.atLineStart()) return undefined;
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
    if (this.RECORDING_PHASE || this.ahead(2).startOffset !== this.ahead().end) return undefined;
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
      const right = this.subrule(9, this.expression);
      return { kind: "binary", operator: "??", left: condition, right, span: this.since(start) };
    }
    const mark = spanOf(this.ahead());
    const asked = { start, end: this.endOfLast() };
    this.skip();
    const consequent = this.only(this.subrule(9, this.expression));
    if (!this.at(marks.colon)) {
      this.report(syntaxProblems.unexpected, mark, { found: "?", place: "after a value", hint: chosenByIf });
      return condition;
    }
    this.skip();
    const otherwise = this.only(this.subrule(9, this.expression));
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
    const list = this.subrule(9, this.postfix);
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
    if (this.RECORDING_PHASE || !this.at(Identifier) || this.ahead(2).breakBefore) return undefined;
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

  private placed(index: number): Operand {
    const start = this.here();
    const value = this.subrule(index, this.operand);
    return { value, start, end: Math.max(start, this.endOfLast()) };
  }

  /** Prefix operators, then something with its fields and calls, then `from`. */
  private readonly operand: Rule<Expression> = this.RULE("operand", (): Expression => {
    const outer = this.measure();
    const first = this.here();
    const prefixes: { token: Token; steps: Expression | undefined }[] = [];
    const negated = this.foreignPrefix() === "not";
    this.many(0, () => {
      const token = this.consume(0, PrefixOperator) as Token;
      if (!this.RECORDING_PHASE) token.role = "prefix";
      let steps: Expression | undefined;
      this.option(0, {
        GATE: () => token.tokenType === words.think && this.atSteps(),
        DEF: () => {
          steps = this.subrule(0, this.primary);
        },
      });
      if (this.grow(first)) prefixes.push({ token, steps });
    });
    const start = this.here();
    let value = this.subrule(0, this.postfix);
    this.many(1, {
      GATE: () => !this.at(marks.colon, 2),
      DEF: () => {
        this.consume(0, words.from);
        const source = this.fromSource();
        if (this.grow(first)) value = { kind: "from", operand: value, source, span: this.since(start) };
      },
    });
    this.measured(outer);
    return this.ACTION(() => {
      const whole = prefixes.reduceRight((of, { token, steps }) => this.prefixed(token, steps, of), value);
      return negated ? { kind: "unary", operator: "!", operand: whole, span: this.since(first) } : whole;
    });
  });

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
    if (!this.RECORDING_PHASE && !this.at(words.spine) && !this.atPrimary()) {
      this.need("`spine` or the name of a result", "after `from`");
      return this.missing();
    }
    return this.or(0, [
      { ALT: () => nameExpression(this.consume(0, words.spine) as Token) },
      { ALT: () => this.subrule(1, this.postfix) },
    ]);
  }

  /** Something with the fields, indexes and calls after it. */
  protected readonly postfix: Rule<Expression> = this.RULE("postfix", (): Expression => {
    const outer = this.measure();
    const start = this.here();
    let value = this.subrule(0, this.primary);
    const add = (next: () => Expression) => {
      if (this.grow(start)) value = next();
    };
    this.many(0, {
      GATE: () => !(this.at(marks.openBracket) || this.at(marks.openParen)) || !this.atLineStart(),
      DEF: () => {
        this.or(0, [
          {
            ALT: () => {
              this.consume(0, marks.dot);
              const name = this.fieldName(0);
              add(() => ({ kind: "field", of: value, name, optional: false, span: this.since(start) }));
            },
          },
          {
            ALT: () => {
              this.consume(0, marks.optionalDot);
              const name = this.fieldName(1);
              add(() => ({ kind: "field", of: value, name, optional: true, span: this.since(start) }));
            },
          },
          {
            ALT: () => {
              const shape = { ...brackets, attached: true, place: "after the index of an element" };
              const index = this.enclosed(0, shape, () => this.subrule(0, this.expression));
              add(() => ({ kind: "index", of: value, index, span: this.since(start) }));
            },
          },
          {
            ALT: () => {
              const given = this.arguments(1);
              add(() => ({ kind: "call", callee: value, arguments: given, span: this.since(start) }));
            },
          },
        ]);
      },
    });
    this.measured(outer);
    return value;
  });

  /** The name after a dot, which may be any word but must stand on its line. */
  private fieldName(index: number) {
    if (this.RECORDING_PHASE || (this.at(AnyWord) && !this.atLineStart())) {
      return nameOf(this.consume(index, AnyWord) as Token);
    }
    this.need("the name of a field", this.afterLast());
    return this.noName();
  }

  /** Reads `(a, name: b)`; `index` must be free for a list and for its marks. */
  protected arguments(index: number): Argument[] {
    const found: Argument[] = [];
    const open = this.consume(index, marks.openParen) as Token;
    if (!this.RECORDING_PHASE) open.role = "attached";
    this.entries(index, open, argumentList, () => {
      found.push(this.subrule(index, this.argument));
    });
    return found;
  }

  private readonly argument: Rule<Argument> = this.RULE("argument", (): Argument => {
    const start = this.here();
    let name: Argument["name"];
    if (!this.RECORDING_PHASE && this.at(AnyName) && this.at(marks.assign, 2)) return this.assigned(start);
    this.option(0, {
      GATE: () => this.at(marks.colon, 2),
      DEF: () => {
        name = this.anyName(0, "The name of a parameter");
        this.consume(0, marks.colon);
      },
    });
    const value = this.subrule(0, this.expression);
    return { ...(name && { name }), value, span: this.since(start) };
  });

  /** An argument with `=` where `:` belongs. */
  private assigned(start: number): Argument {
    const name = nameOf(this.ahead());
    this.skip();
    this.takeOr(0, marks.colon, marks.assign, "`:`", "between the name of an argument and its value");
    return { name, value: this.subrule(0, this.expression), span: this.since(start) };
  }

  /** `of` in the place of `in`. */
  protected readForeignIn(): void {
    if (!this.RECORDING_PHASE && this.ahead().image === "of" && !this.atLineStart()) {
      this.foreign(1, { instead: "in" });
    }
  }

  /** Whether something comes next that stands for itself: not an operator. */
  protected atPrimary(): boolean {
    return this.at(ExpressionStart) && !this.at(PrefixOperator);
  }

  protected readonly primary: Rule<Expression> = this.RULE("primary", (): Expression => {
    if (!this.RECORDING_PHASE && !this.atPrimary()) {
      this.needValue();
      return this.missing();
    }
    if (!this.RECORDING_PHASE && this.at(AnyName) && this.at(marks.colon, 2) && this.closesTooMany()) {
      return this.subrule(0, this.record);
    }
    return this.or(0, [
      {
        ALT: () => {
          const token = this.consume(0, NumberToken) as Token;
          const { number = 0, integer = true } = token;
          return { kind: "number", value: number, integer, span: spanOf(token) };
        },
      },
      {
        ALT: () => {
          const token = this.consume(0, DurationToken) as Token;
          return { kind: "duration", milliseconds: token.number ?? 0, span: spanOf(token) };
        },
      },
      { ALT: () => ({ kind: "boolean", value: true, span: spanOf(this.consume(0, words.true) as Token) }) },
      { ALT: () => ({ kind: "boolean", value: false, span: spanOf(this.consume(0, words.false) as Token) }) },
      { ALT: () => ({ kind: "null", span: spanOf(this.consume(0, words.null) as Token) }) },
      { ALT: () => nameExpression(this.consume(0, AnyName) as Token) },
      { ALT: () => this.subrule(0, this.textExpression) },
      { ALT: () => this.subrule(0, this.record) },
      { ALT: () => this.list(0) },
      {
        ALT: () => {
          const shape = { ...parens, place: "after the value in parentheses" };
          return this.enclosed(0, shape, () => this.subrule(0, this.expression));
        },
      },
      { ALT: () => this.subrule(0, this.choice) },
      { ALT: () => this.subrule(0, this.topology) },
      {
        ALT: () => {
          const start = this.here();
          this.consume(0, words.ask);
          const type = this.subrule(0, this.type);
          const prompt = this.question();
          return { kind: "ask", type, prompt, span: this.since(start) };
        },
      },
    ]);
  });

  private needValue(): void {
    if (this.at(AnyWord) && !this.atLineStart()) {
      const token = this.ahead();
      this.report(syntaxProblems.unexpected, spanOf(token), { found: token.image, place: "where a value is needed" });
    } else this.need("a value", this.afterLast());
  }

  private question(): Expression {
    if (!this.RECORDING_PHASE && !this.atText()) {
      this.need("the text of the question", "after the type of an `ask`", 'As in `ask bool "Publish it?"`.');
      return this.missing();
    }
    return this.subrule(1, this.textExpression);
  }

  private list(index: number): Expression {
    const start = this.here();
    const items: (Expression | Spread)[] = [];
    const open = this.consume(index, marks.openBracket) as Token;
    this.entries(index, open, itemList, () => {
      const item: Expression | Spread = this.or(10 + index, [
        { ALT: () => this.spread(10 + index) },
        { ALT: () => this.subrule(11 + index, this.expression) },
      ]);
      items.push(item);
    });
    return { kind: "list", items, span: this.since(start) };
  }

  /** Reads `...rest`; `index` must be free for its mark and an expression. */
  protected spread(index: number): Spread {
    const start = this.here();
    this.consume(index, marks.spread);
    const value = this.subrule(index, this.expression);
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
