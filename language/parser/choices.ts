import type {
  Block,
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
import { AnyName, isOf, marks, NumberToken, StatementStart, TextHead, TextToken, words } from "../tokens.ts";
import { ExpressionParser } from "./expressions.ts";
import { foreignElses } from "./foreign.ts";
import type { ListShape } from "./lists.ts";
import { spanOf } from "./reader.ts";
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

/** A condition of an `if` with its block. */
interface Branch {
  readonly start: number;
  readonly condition: Expression;
  readonly consequent: Block;
}

/** Reads records, and the expressions that choose: `if`, `match`, `for`. */
export abstract class ChoiceParser extends ExpressionParser {
  protected override record(): RecordExpression {
    const start = this.here();
    const entries: (RecordEntry | Spread)[] = [];
    const open = this.take(marks.openBrace, "`{`", "before the entries of a record");
    this.entries(open, recordList, () => {
      entries.push(this.at(marks.spread) ? this.spread() : this.recordEntry());
    });
    return { kind: "record", entries, span: this.since(start) };
  }

  private recordEntry(): RecordEntry {
    const start = this.here();
    const alone = this.at(AnyName);
    const name = this.anyName("The name of an entry");
    if (alone && !this.at(marks.colon) && !this.at(marks.assign)) {
      const value: Expression = { kind: "name", name: name.text, span: name.span };
      return { kind: "entry", name, value, shorthand: true, span: this.since(start) };
    }
    let given = this.maybe(marks.colon);
    if (!given) {
      this.need("`:`", "between the name of an entry and its value");
      given = this.maybe(marks.assign);
    }
    const value = given ? this.expression() : this.missing();
    return { kind: "entry", name, value, shorthand: false, span: this.since(start) };
  }

  protected override choice(): Expression {
    if (this.at(words.if)) return this.ifExpression();
    return this.at(words.match) ? this.matchExpression() : this.forExpression();
  }

  private ifExpression(): IfExpression {
    const outer = this.measure();
    const first = this.here();
    this.consume(words.if);
    const head = this.branch(first);
    const branches: Branch[] = [];
    for (let branch = this.nextBranch(); branch; branch = this.nextBranch()) {
      if (this.grow(first)) branches.push(branch);
    }
    const last = !this.at(marks.colon, 2) && this.maybe(words.else) ? this.block() : undefined;
    this.measured(outer);
    const join = (otherwise: IfExpression["otherwise"], { start, condition, consequent }: Branch): IfExpression => {
      return { kind: "if", condition, consequent, ...(otherwise && { otherwise }), span: this.since(start) };
    };
    return join(branches.reduceRight(join, last), head);
  }

  private branch(start: number): Branch {
    const condition = this.expression();
    return { start, condition, consequent: this.block(words.else) };
  }

  /** Reads `else if c { … }`, or what stands for it elsewhere; undefined if there is none. */
  private nextBranch(): Branch | undefined {
    const start = this.here();
    if (this.at(words.if, 2) && this.maybe(words.else)) {
      const inner = this.here();
      this.consume(words.if);
      return this.branch(inner);
    }
    if (this.atLineStart() || !foreignElses.has(this.ahead().image)) return undefined;
    this.foreign(1, { instead: "else if" });
    return this.branch(start);
  }

  private matchExpression(): MatchExpression {
    const start = this.here();
    this.consume(words.match);
    const subject = this.expression();
    const arms: MatchArm[] = [];
    const open = this.take(marks.openBrace, "`{`", "before the cases of a `match`");
    if (open || this.bodyFollows()) {
      this.entries(open, armList, () => {
        arms.push(this.matchArm());
      });
    }
    return { kind: "match", subject, arms, span: this.since(start) };
  }

  private matchArm(): MatchArm {
    const start = this.here();
    const patterns: LiteralType[] = [];
    let rest = false;
    if (this.at(words.else)) {
      this.report(syntaxProblems.caseName, spanOf(this.ahead()), { name: "else" });
      this.advance();
      rest = true;
    } else if (this.at(AnyName)) {
      const token = this.consume(AnyName);
      rest = token.image === "_";
      if (!rest) this.report(syntaxProblems.caseName, spanOf(token), { name: token.image });
    } else patterns.push(this.literalType());
    while (this.maybe(marks.bar)) {
      if (this.atAny(literalStarts)) patterns.push(this.literalType());
      else this.need("a literal", "after `|`");
    }
    this.takeOr(marks.arrow, marks.colon, "`->`", "between a case and its value");
    const value = this.expression();
    return { patterns, rest, value, span: this.since(start) };
  }

  private forExpression(): ForExpression {
    const start = this.here();
    this.consume(words.for);
    if (this.at(words.each) && this.at(AnyName, 2)) this.foreign(1, { instead: "" });
    const name = this.readName("a name", "after `for`", "As in `for x in xs { … }`.");
    this.readForeignIn();
    this.take(words.in, "`in`", "after the name of a `for`");
    const list = this.expression();
    const condition = this.maybe(words.if) ? this.expression() : undefined;
    const body = this.block();
    return { kind: "for", name, list, ...(condition && { condition }), body, span: this.since(start) };
  }
}
