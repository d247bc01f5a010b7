import type { TokenType } from "chevrotain";
import type {
  Block,
  ExpressionStatement,
  LetStatement,
  MockStatement,
  Property,
  SpineStatement,
  Statement,
  TypeNode,
} from "../ast.ts";
import { suggestNear } from "../suggest.ts";
import {
  AnyName,
  AnyWord,
  ExpressionStart,
  Identifier,
  isOf,
  marks,
  StatementStart,
  type Token,
  words,
  wordTable,
} from "../tokens.ts";
import { type Foreign, foreignStatements } from "./foreign.ts";
import type { ListShape } from "./lists.ts";
import { nameOf, type Rule } from "./reader.ts";
import { braces } from "./texts.ts";
import { TopologyParser } from "./topologies.ts";

const statementList: ListShape = {
  ...braces,
  lines: true,
  statements: true,
  starts: (token) => isOf(token, ExpressionStart) || isOf(token, StatementStart),
  place: "among statements",
  mend: statementMend,
};

const statementWords = wordTable
  .filter(({ role, reserved }) => reserved && role !== "constant")
  .map(({ word }) => word);

/** What was probably meant by a statement that began with `entry` and met `found`. */
function statementMend(entry: Token, found: Token): Foreign | undefined {
  if (isOf(found, marks.assign) && isOf(entry, AnyName)) {
    return { instead: `let ${entry.image}`, hint: `To name a value, write \`let ${entry.image} = …\`.` };
  }
  if (entry.tokenType !== Identifier) return undefined;
  const foreign = foreignStatements.get(entry.image);
  if (foreign) return foreign;
  const nearest = suggestNear(entry.image, statementWords);
  return nearest === undefined ? undefined : { instead: nearest, hint: `Did you mean \`${nearest}\`?` };
}

const propertyList: ListShape = {
  ...braces,
  lines: true,
  statements: false,
  starts: (token, second) => isOf(token, AnyName) || (isOf(token, AnyWord) && isOf(second, marks.colon)),
  place: "among properties",
};

/** Reads blocks of statements, and the properties of declarations and spines. */
export abstract class StatementParser extends TopologyParser {
  override readonly block = this.RULE("block", (behind?: TokenType): Block => {
    const start = this.here();
    const statements: Statement[] = [];
    const open = this.take(0, marks.openBrace, "`{`", this.afterLast());
    if (!open && !this.bodyFollows()) return { kind: "block", statements, span: this.gap() };
    this.entries(0, open, { ...statementList, behind }, () => {
      statements.push(this.subrule(0, this.statement));
    });
    return { kind: "block", statements, span: this.since(start) };
  });

  private readonly statement: Rule<Statement> = this.RULE("statement", (): Statement => {
    const start = this.here();
    return this.or(0, [
      { ALT: () => this.subrule(0, this.letStatement) },
      { ALT: () => this.subrule(0, this.spineStatement) },
      {
        ALT: () => {
          this.consume(0, words.share);
          return { kind: "share", value: this.subrule(0, this.expression), span: this.since(start) };
        },
      },
      {
        ALT: () => {
          this.consume(0, words.return);
          return { kind: "return", value: this.subrule(1, this.expression), span: this.since(start) };
        },
      },
      {
        ALT: () => {
          this.consume(0, words.break);
          return { kind: "break", value: this.subrule(2, this.expression), span: this.since(start) };
        },
      },
      {
        ALT: () => {
          this.consume(0, words.expect);
          return { kind: "expect", value: this.subrule(3, this.expression), span: this.since(start) };
        },
      },
      {
        GATE: () => this.at(AnyName, 2) && !this.ahead(2).breakBefore,
        ALT: () => this.subrule(0, this.mockStatement),
      },
      { ALT: () => this.subrule(0, this.expressionStatement) },
    ]);
  });

  private readonly letStatement: Rule<LetStatement> = this.RULE("letStatement", (): LetStatement => {
    const { doc } = this.ahead();
    const start = this.here();
    this.consume(0, words.let);
    if (!this.RECORDING_PHASE) this.skipForeignNames();
    const name = this.readName(0, "a name", "after `let`");
    let type: TypeNode | undefined;
    this.option(0, () => {
      this.consume(0, marks.colon);
      type = this.subrule(0, this.type);
    });
    this.take(0, marks.assign, "`=`", "after the name of a `let`");
    const value = this.subrule(0, this.expression);
    return { kind: "let", name, ...(type && { type }), value, ...(doc && { doc }), span: this.since(start) };
  });

  /** After `let`: `mut`, or names that a value is taken apart into. */
  private skipForeignNames(): void {
    if (this.atLineStart()) return;
    if (this.ahead().image === "mut" && this.at(AnyName, 2) && !this.ahead(2).breakBefore) {
      this.foreign(1, { instead: "", hint: "A name is given once and never changes." });
    } else if (this.at(marks.openBrace) || this.at(marks.openBracket)) {
      const hint = "Give the whole value a name, and read its parts: `let r = …`, `r.text`, `r[0]`.";
      this.need("a name", "after `let`", hint);
      this.skipBalanced();
    }
  }

  private readonly spineStatement: Rule<SpineStatement> = this.RULE("spineStatement", (): SpineStatement => {
    const start = this.here();
    this.consume(0, words.spine);
    const properties = this.properties(0, "after `spine`");
    return { kind: "spine", properties, span: this.since(start) };
  });

  private readonly mockStatement: Rule<MockStatement> = this.RULE("mockStatement", (): MockStatement => {
    const start = this.here();
    this.consume(0, words.mock);
    const name = nameOf(this.consume(0, AnyName) as Token);
    this.takeOr(0, marks.arrow, marks.assign, "`->`", "after the name of a `mock`");
    const value = this.subrule(0, this.expression);
    return { kind: "mock", name, value, span: this.since(start) };
  });

  private readonly expressionStatement: Rule<ExpressionStatement> = this.RULE(
    "expressionStatement",
    (): ExpressionStatement => {
      const start = this.here();
      const value = this.subrule(0, this.expression);
      return { kind: "expression", value, span: this.since(start) };
    },
  );

  /** Reads `{ name: value, … }`; `index` must be free for a list, its marks and a property. */
  protected properties(index: number, where: string): Property[] {
    const properties: Property[] = [];
    const open = this.take(index, marks.openBrace, "`{`", where);
    if (!open && !this.bodyFollows()) return properties;
    this.entries(index, open, propertyList, () => {
      properties.push(this.subrule(index, this.property));
    });
    return properties;
  }

  private readonly property: Rule<Property> = this.RULE("property", (): Property => {
    const { doc } = this.ahead();
    const start = this.here();
    const name = nameOf(this.consume(0, AnyWord) as Token);
    this.takeOr(0, marks.colon, marks.assign, "`:`", "between a property and its value");
    const from = this.here();
    let value = this.subrule(0, this.expression);
    this.option(0, {
      GATE: () => !this.at(marks.colon, 2),
      DEF: () => {
        this.consume(0, words.per);
        const per = this.subrule(1, this.expression);
        value = { kind: "rate", count: value, per, span: this.since(from) };
      },
    });
    return { name, value, ...(doc && { doc }), span: this.since(start) };
  });
}
