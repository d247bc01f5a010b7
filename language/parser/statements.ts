import type { Block, LetStatement, MockStatement, Property, SpineStatement, Statement } from "../ast.ts";
import { suggestNear } from "../suggest.ts";
import {
  AnyName,
  AnyWord,
  DeclarationStart,
  ExpressionStart,
  Identifier,
  isOf,
  marks,
  StatementStart,
  type Token,
  type TokenType,
  words,
  wordTable,
} from "../tokens.ts";
import { type Foreign, foreignStatements } from "./foreign.ts";
import type { ListShape } from "./lists.ts";
import { nameOf } from "./reader.ts";
import { braces } from "./texts.ts";
import { TopologyParser } from "./topologies.ts";

const statementList: ListShape = {
  ...braces,
  lines: true,
  statements: true,
  starts: (token) => isOf(token, ExpressionStart) || isOf(token, StatementStart),
  place: "among statements",
};

const statementWords = wordTable
  .filter(({ role, reserved }) => reserved && role !== "constant")
  .map(({ word }) => word);

/** Words before a name that a value gets. */
const naming = [words.let, words.for, words.with, words.fanout];

const namedOnce = (name: string): string =>
  `A name is given once and never changes: give the new value a name of its own, \`let new_${name} = …\`. ` +
  `What is to change from round to round is carried by a \`repeat 3 with ${name} = … { … }\`.`;

const propertyList: ListShape = {
  ...braces,
  lines: true,
  statements: false,
  starts: (token, second) => isOf(token, AnyName) || (isOf(token, AnyWord) && isOf(second, marks.colon)),
  place: "among properties",
};

/** Reads blocks of statements, and the properties of declarations and spines. */
export abstract class StatementParser extends TopologyParser {
  override block(behind?: TokenType): Block {
    const start = this.here();
    const statements: Statement[] = [];
    const hint = this.at(marks.colon) || this.ahead().image === "then" ? "What runs then stands in `{ }`." : undefined;
    const open = this.take(marks.openBrace, "`{`", this.afterLast(), hint);
    if (!open && !this.bodyFollows()) return { kind: "block", statements, span: this.gap() };
    const mend = (entry: Token, found: Token) => this.mendOf(entry, found);
    this.entries(open, { ...statementList, behind, mend }, () => {
      statements.push(this.statement());
    });
    return { kind: "block", statements, span: this.since(start) };
  }

  /** What was probably meant by a statement that began with `entry` and met `found`. */
  private mendOf(entry: Token, found: Token): Foreign | undefined {
    if (isOf(found, marks.assign) && isOf(entry, AnyName)) {
      if (this.isNamed(entry)) return { hint: namedOnce(entry.image) };
      return { instead: `let ${entry.image}`, hint: `To name a value, write \`let ${entry.image} = …\`.` };
    }
    if (entry.tokenType !== Identifier) return undefined;
    const foreign = foreignStatements.get(entry.image);
    if (foreign) return foreign;
    const nearest = suggestNear(entry.image, statementWords);
    return nearest === undefined ? undefined : { instead: nearest, hint: `Did you mean \`${nearest}\`?` };
  }

  /** Whether a value of the declaration around `entry` got its name before it. */
  private isNamed(entry: Token): boolean {
    for (let index = this.tokens.indexOf(entry) - 1; index > 0; index--) {
      const token = this.tokens[index] as Token;
      if (isOf(token, DeclarationStart) && token.breakBefore) return false;
      const [before, next] = [this.tokens[index - 1], this.tokens[index + 1]];
      if (token.image !== entry.image || !before || !next) continue;
      if (naming.some((word) => isOf(before, word)) || isOf(next, words.in)) return true;
      // A parameter.
      if (isOf(next, marks.colon) && (isOf(before, marks.openParen) || isOf(before, marks.comma))) return true;
    }
    return false;
  }

  private statement(): Statement {
    const start = this.here();
    if (this.at(words.let)) return this.letStatement();
    if (this.at(words.spine)) return this.spineStatement();
    if (this.at(words.mock) && this.at(AnyName, 2) && !this.ahead(2).breakBefore) return this.mockStatement();
    const kind = this.kindOfStatement();
    const value = this.expression();
    return { kind, value, span: this.since(start) };
  }

  /** What a statement is that is a word and a value, or a value alone; reads the word. */
  private kindOfStatement(): "share" | "return" | "break" | "expect" | "expression" {
    if (this.maybe(words.share)) return "share";
    if (this.maybe(words.return)) return "return";
    if (this.maybe(words.break)) return "break";
    return this.maybe(words.expect) ? "expect" : "expression";
  }

  private letStatement(): LetStatement {
    const { doc } = this.ahead();
    const start = this.here();
    this.consume(words.let);
    this.skipForeignNames();
    const name = this.readName("a name", "after `let`");
    const walrus = this.at(marks.colon) && this.at(marks.assign, 2) && this.ahead(2).startOffset === this.ahead().end;
    if (walrus) this.foreign(2, { instead: "=" });
    const type = !walrus && this.maybe(marks.colon) ? this.type() : undefined;
    if (!walrus) this.take(marks.assign, "`=`", "after the name of a `let`");
    const value = this.expression();
    return { kind: "let", name, ...(type && { type }), value, ...(doc && { doc }), span: this.since(start) };
  }

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

  private spineStatement(): SpineStatement {
    const start = this.here();
    this.consume(words.spine);
    const properties = this.properties("after `spine`");
    return { kind: "spine", properties, span: this.since(start) };
  }

  private mockStatement(): MockStatement {
    const start = this.here();
    this.consume(words.mock);
    const name = nameOf(this.consume(AnyName));
    this.takeOr(marks.arrow, marks.assign, "`->`", "after the name of a `mock`");
    const value = this.expression();
    return { kind: "mock", name, value, span: this.since(start) };
  }

  /** Reads `{ name: value, … }`. */
  protected properties(where: string): Property[] {
    const properties: Property[] = [];
    const open = this.take(marks.openBrace, "`{`", where);
    if (!open && !this.bodyFollows()) return properties;
    this.entries(open, propertyList, () => {
      properties.push(this.property());
    });
    return properties;
  }

  private property(): Property {
    const { doc } = this.ahead();
    const start = this.here();
    const name = nameOf(this.consume(AnyWord));
    this.takeOr(marks.colon, marks.assign, "`:`", "between a property and its value");
    const from = this.here();
    let value = this.expression();
    if (!this.at(marks.colon, 2) && this.maybe(words.per)) {
      const per = this.expression();
      value = { kind: "rate", count: value, per, span: this.since(from) };
    }
    return { name, value, ...(doc && { doc }), span: this.since(start) };
  }
}
