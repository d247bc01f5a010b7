import type {
  BaseFields,
  FieldDeclaration,
  LiteralType,
  MissingType,
  Name,
  Pattern,
  Range,
  RecordTypeEntry,
  TypeNode,
} from "../ast.ts";
import { syntaxProblems } from "../syntax-problems.ts";
import {
  AnyName,
  AnyWord,
  isOf,
  marks,
  NumberToken,
  PatternToken,
  TextHead,
  TextToken,
  type Token,
  TypeStart,
  words,
} from "../tokens.ts";
import type { Enclosure, ListShape } from "./lists.ts";
import { nameOf, spanOf } from "./reader.ts";
import { braces, brackets, parens, TextParser } from "./texts.ts";

/** The fields of a schema or of a record type. */
export const fieldList: ListShape = {
  ...braces,
  lines: true,
  statements: false,
  starts: (token, second) => startsField(token, second) || isOf(token, marks.spread),
  place: "among the fields of a record",
};

/** Whether a name and its `:` come next: any word, or a quoted text. */
export function startsField(token: Token, second: Token): boolean {
  if (isOf(token, AnyName) || isOf(token, TextToken) || isOf(token, TextHead)) return true;
  return isOf(token, AnyWord) && (isOf(second, marks.colon) || isOf(second, marks.question));
}

const listBounds: Enclosure = { ...brackets, attached: true, place: "in the bounds of a list" };
const typeBounds: Enclosure = { ...parens, attached: true, place: "in the bounds of a type" };
const typeInParens: Enclosure = { ...parens, place: "after the type in parentheses" };
const typeArgument: Enclosure = {
  open: marks.less,
  close: marks.greater,
  attached: true,
  place: "after the type between `<` and `>`",
};

/** Reads types. */
export abstract class TypeParser extends TextParser {
  type(): TypeNode {
    if (!this.enter()) return this.missingType();
    const outer = this.measure();
    this.maybe(marks.bar);
    const start = this.here();
    const members = [this.listType()];
    while (this.maybe(marks.bar) || this.foreignBar()) members.push(this.listType());
    if (this.at(marks.question) && !this.atLineStart()) members.push(this.nullMark());
    this.measured(outer);
    this.leave();
    const [first] = members;
    return members.length === 1 && first ? first : { kind: "union-type", members, span: this.since(start) };
  }

  /** A type and the `[…]` after it. */
  /** `or` between two types. */
  private foreignBar(): boolean {
    if (this.ahead().image !== "or" || this.atLineStart() || !this.at(TypeStart, 2)) return false;
    this.foreign(1, { instead: "|" });
    return true;
  }

  /** The `?` of `T?`, as what it means elsewhere. */
  private nullMark(): LiteralType {
    const span = spanOf(this.ahead());
    const hint = "What may be null is written `T | null`.";
    this.report(syntaxProblems.unknownMark, span, { mark: "?", hint, edit: { span, text: " | null" } });
    this.advance();
    return { kind: "literal-type", value: null, span };
  }

  private listType(): TypeNode {
    const start = this.here();
    const outer = this.measure();
    let type = this.primaryType();
    while (this.at(marks.openBracket) && !this.atLineStart()) {
      const length = this.enclosed(listBounds, () => (this.at(marks.closeBracket) ? undefined : this.range()));
      if (!this.grow(start)) continue;
      type = { kind: "list-type", element: type, ...(length && { length }), span: this.since(start) };
    }
    this.measured(outer);
    return type;
  }

  private primaryType(): TypeNode {
    if (!this.at(TypeStart) || this.atNextEntry()) {
      this.need("a type", this.afterLast());
      return this.missingType();
    }
    if (this.at(AnyName)) return this.namedType();
    if (this.at(marks.openParen)) return this.enclosed(typeInParens, () => this.type());
    if (!this.at(marks.openBrace)) return this.literalType();
    const start = this.here();
    const entries = this.recordEntries();
    return { kind: "record-type", entries, span: this.since(start) };
  }

  private namedType(): TypeNode {
    const start = this.here();
    const name = nameOf(this.consume(AnyName));
    if (!this.atLineStart() && this.at(marks.less)) {
      const argument = this.enclosed(typeArgument, () => this.type());
      return this.typeWith(name, argument, this.since(start));
    }
    const bounded = !this.atLineStart() && this.at(marks.openParen);
    const constraint = bounded ? this.enclosed(typeBounds, () => this.constraint()) : undefined;
    return { kind: "named-type", name, ...(constraint && { constraint }), span: this.since(start) };
  }

  private typeWith(name: Name, argument: TypeNode, span: TypeNode["span"]): TypeNode {
    if (name.text === "map") return { kind: "map-type", value: argument, span };
    if (name.text === "result") return { kind: "result-type", value: argument, span };
    const inner = this.source.slice(argument.span.start, argument.span.end);
    const isList = /^(?:list|array|set|iterable|sequence)$/i.test(name.text) && argument.kind !== "missing-type";
    const instead = isList ? (argument.kind === "union-type" ? `(${inner})[]` : `${inner}[]`) : undefined;
    this.report(syntaxProblems.typeArgument, span, { name: name.text, instead });
    return { kind: "missing-type", span };
  }

  private constraint(): Range | Pattern {
    if (!this.at(PatternToken)) return this.range();
    const token = this.consume(PatternToken);
    const source = token.image.slice(1).replace(/\/$/, "");
    return { kind: "pattern", source, span: spanOf(token) };
  }

  /** `1..5`, `0..`, `..9`, or `3`. */
  private range(): Range {
    const start = this.here();
    const low = this.atNumber() ? this.signedNumber() : undefined;
    let high = low;
    if (low !== undefined && this.at(marks.minus) && this.at(NumberToken, 2)) {
      this.foreign(1, { instead: ".." });
      high = this.signedNumber();
    } else if (this.maybe(marks.range)) high = this.atNumber() ? this.signedNumber() : undefined;
    if (this.endOfLast() <= start) this.need("a number or a range such as `1..5`", this.afterLast());
    const span = this.since(start);
    return { kind: "range", ...(low !== undefined && { low }), ...(high !== undefined && { high }), span };
  }

  private atNumber(): boolean {
    return this.at(NumberToken) || this.at(marks.minus);
  }

  private signedNumber(): number {
    let sign = 1;
    if (this.at(marks.minus)) {
      this.consume(marks.minus).role = "prefix";
      sign = -1;
    }
    const token = this.take(NumberToken, "a number", "after `-`");
    // Adding 0 makes 0 of -0.
    return sign * (token?.number ?? 0) + 0;
  }

  literalType(): LiteralType {
    const start = this.here();
    const value = this.literal();
    return { kind: "literal-type", value, span: this.since(start) };
  }

  private literal(): LiteralType["value"] {
    if (this.atText()) return this.plainText("A type").value;
    if (this.maybe(words.true)) return true;
    if (this.maybe(words.false)) return false;
    return this.maybe(words.null) ? null : this.signedNumber();
  }

  /** The fields between `{` and `}`, both included. */
  protected recordEntries(): RecordTypeEntry[] {
    const entries: RecordTypeEntry[] = [];
    const open = this.take(marks.openBrace, "`{`", "before the fields");
    if (!open && !this.bodyFollows()) return entries;
    this.entries(open, fieldList, () => {
      entries.push(this.recordTypeEntry());
    });
    return entries;
  }

  private recordTypeEntry(): RecordTypeEntry {
    return this.at(marks.spread) ? this.baseFields() : this.field();
  }

  private baseFields(): BaseFields {
    const start = this.here();
    this.consume(marks.spread);
    const name = this.readName("the name of a schema", "after `...`");
    return { kind: "base", name, span: this.since(start) };
  }

  private field(): FieldDeclaration {
    const doc = this.ahead().doc;
    const start = this.here();
    const name = this.anyName("The name of a field");
    const optional = this.maybe(marks.question);
    this.takeOr(marks.colon, marks.assign, "`:`", "between a field and its type");
    const type = this.type();
    return { kind: "field", name, optional, type, ...(doc && { doc }), span: this.since(start) };
  }

  /** Reads any word, or a quoted name. */
  protected anyName(place: string): Name {
    if (this.at(AnyWord)) return nameOf(this.consume(AnyWord));
    const { value, span } = this.plainText(place);
    return { text: value, span };
  }

  protected missingType(): MissingType {
    return { kind: "missing-type", span: this.gap() };
  }
}
