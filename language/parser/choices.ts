import type {
  Expression,
  ForExpression,
  IfExpression,
  LiteralType,
  MatchArm,
  MatchExpression,
  RecordEntry,
  RecordExpression,
  Spread,
} from "../ast.ts";
import { syntaxProblems } from "../syntax-problems.ts";
import {
  AnyName,
  isOf,
  marks,
  NumberToken,
  StatementStart,
  TextHead,
  TextToken,
  type Token,
  words,
} from "../tokens.ts";
import { ExpressionParser } from "./expressions.ts";
import { foreignElses } from "./foreign.ts";
import type { ListShape } from "./lists.ts";
import { type Rule, spanOf } from "./reader.ts";
import { braces } from "./texts.ts";
import { startsField } from "./types.ts";

const recordList: ListShape = {
  ...braces,
  lines: true,
  statements: false,
  starts: (token, second) => startsField(token, second) || isOf(token, marks.spread),
  place: "among the entries of a record",
  mend: (_, found) =>
    isOf(found, StatementStart) || isOf(found, marks.openParen)
      ? { hint: "Where a value is needed, `{` begins a record and not a block of statements." }
      : undefined,
};

const literalStarts = [NumberToken, TextToken, TextHead, marks.minus, words.true, words.false, words.null];

const armList: ListShape = {
  ...braces,
  lines: true,
  statements: false,
  starts: (token) => isOf(token, AnyName) || isOf(token, words.else) || literalStarts.some((type) => isOf(token, type)),
  place: "among the cases of a `match`",
};

/** Reads records, and the expressions that choose: `if`, `match`, `for`. */
export abstract class ChoiceParser extends ExpressionParser {
  protected override readonly record: Rule<RecordExpression> = this.RULE("record", (): RecordExpression => {
    const start = this.here();
    const entries: (RecordEntry | Spread)[] = [];
    const open = this.take(0, marks.openBrace, "`{`", "before the entries of a record");
    this.entries(0, open, recordList, () => {
      const entry: RecordEntry | Spread = this.or(0, [
        { ALT: () => this.spread(0) },
        { ALT: () => this.subrule(1, this.recordEntry) },
      ]);
      entries.push(entry);
    });
    return { kind: "record", entries, span: this.since(start) };
  });

  private readonly recordEntry: Rule<RecordEntry> = this.RULE("recordEntry", (): RecordEntry => {
    const start = this.here();
    const alone = this.at(AnyName);
    const name = this.anyName(0, "The name of an entry");
    let value: Expression | undefined;
    this.option(0, () => {
      this.consume(0, marks.colon);
      value = this.subrule(0, this.expression);
    });
    return this.ACTION(() => {
      if (value) return { kind: "entry", name, value, shorthand: false, span: this.since(start) };
      if (alone && !this.at(marks.assign)) {
        const named: Expression = { kind: "name", name: name.text, span: name.span };
        return { kind: "entry", name, value: named, shorthand: true, span: this.since(start) };
      }
      this.need("`:`", "between the name of an entry and its value");
      if (this.at(marks.assign)) {
        this.skip();
        value = this.subrule(0, this.expression);
      }
      return { kind: "entry", name, value: value ?? this.missing(), shorthand: false, span: this.since(start) };
    });
  });

  protected override readonly choice: Rule<Expression> = this.RULE(
    "choice",
    (): Expression =>
      this.or(0, [
        { ALT: () => this.subrule(0, this.ifExpression) },
        { ALT: () => this.subrule(0, this.matchExpression) },
        { ALT: () => this.subrule(0, this.forExpression) },
      ]),
  );

  private readonly ifExpression: Rule<IfExpression> = this.RULE("ifExpression", (): IfExpression => {
    const outer = this.measure();
    const first = this.here();
    const branches = [{ start: first, ...this.branch(0) }];
    do {
      this.many(0, {
        GATE: () => this.at(words.if, 2),
        DEF: () => {
          this.consume(0, words.else);
          const start = this.here();
          const branch = this.branch(1);
          if (this.grow(first)) branches.push({ start, ...branch });
        },
      });
      const start = this.here();
      const branch = this.foreignBranch();
      if (branch === undefined) break;
      if (this.grow(first)) branches.push({ start, ...branch });
    } while (!this.RECORDING_PHASE);
    let otherwise: IfExpression["otherwise"];
    this.option(0, {
      GATE: () => !this.at(marks.colon, 2),
      DEF: () => {
        this.consume(1, words.else);
        otherwise = this.subrule(2, this.block);
      },
    });
    this.measured(outer);
    return this.ACTION(() => {
      for (const { start, condition, consequent } of branches.slice(1).reverse()) {
        const rest: IfExpression["otherwise"] = otherwise;
        otherwise = { kind: "if", condition, consequent, ...(rest && { otherwise: rest }), span: this.since(start) };
      }
      const [{ condition, consequent }] = branches as [(typeof branches)[number]];
      return { kind: "if", condition, consequent, ...(otherwise && { otherwise }), span: this.since(first) };
    });
  });

  private branch(index: number) {
    this.consume(index, words.if);
    const condition = this.subrule(index, this.expression);
    return { condition, consequent: this.subrule(index, this.block, { ARGS: [words.else] }) };
  }

  /** `elif c { … }` after a branch. */
  private foreignBranch(): ReturnType<ChoiceParser["branch"]> | undefined {
    if (this.RECORDING_PHASE || this.atLineStart() || !foreignElses.has(this.ahead().image)) return undefined;
    this.foreign(1, { instead: "else if" });
    const condition = this.subrule(1, this.expression);
    return { condition, consequent: this.subrule(1, this.block, { ARGS: [words.else] }) };
  }

  private readonly matchExpression: Rule<MatchExpression> = this.RULE("matchExpression", (): MatchExpression => {
    const start = this.here();
    this.consume(0, words.match);
    const subject = this.subrule(0, this.expression);
    const arms: MatchArm[] = [];
    const open = this.take(0, marks.openBrace, "`{`", "before the cases of a `match`");
    if (open || this.bodyFollows()) {
      this.entries(0, open, armList, () => {
        arms.push(this.subrule(0, this.matchArm));
      });
    }
    return { kind: "match", subject, arms, span: this.since(start) };
  });

  private readonly matchArm: Rule<MatchArm> = this.RULE("matchArm", (): MatchArm => {
    const start = this.here();
    const patterns: LiteralType[] = [];
    let rest = false;
    if (!this.RECORDING_PHASE && this.at(words.else)) {
      this.report(syntaxProblems.caseName, spanOf(this.ahead()), { name: "else" });
      this.skip();
      rest = true;
    } else
      this.or(0, [
        {
          ALT: () => {
            const token = this.consume(0, AnyName) as Token;
            rest = token.image === "_";
            this.ACTION(() => {
              if (!rest) this.report(syntaxProblems.caseName, spanOf(token), { name: token.image });
            });
          },
        },
        { ALT: () => patterns.push(this.subrule(0, this.literalType)) },
      ]);
    this.many(0, () => {
      this.consume(0, marks.bar);
      this.nextPattern(patterns);
    });
    this.takeOr(0, marks.arrow, marks.colon, "`->`", "between a case and its value");
    const value = this.subrule(0, this.expression);
    return { patterns, rest, value, span: this.since(start) };
  });

  private nextPattern(patterns: LiteralType[]): void {
    if (this.RECORDING_PHASE || this.atAny(literalStarts)) patterns.push(this.subrule(1, this.literalType));
    else this.need("a literal", "after `|`");
  }

  private readonly forExpression: Rule<ForExpression> = this.RULE("forExpression", (): ForExpression => {
    const start = this.here();
    this.consume(0, words.for);
    if (!this.RECORDING_PHASE && this.at(words.each) && this.at(AnyName, 2)) this.foreign(1, { instead: "" });
    const name = this.readName(0, "a name", "after `for`", "As in `for x in xs { … }`.");
    this.readForeignIn();
    this.take(0, words.in, "`in`", "after the name of a `for`");
    const list = this.subrule(0, this.expression);
    let condition: Expression | undefined;
    this.option(0, () => {
      this.consume(0, words.if);
      condition = this.subrule(1, this.expression);
    });
    const body = this.subrule(0, this.block);
    return { kind: "for", name, list, ...(condition && { condition }), body, span: this.since(start) };
  });
}
