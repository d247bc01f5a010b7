import type { TokenType } from "chevrotain";
import type {
  BaseFields,
  FieldDeclaration,
  LiteralType,
  MissingType,
  Name,
  NamedType,
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
import type { ListShape } from "./lists.ts";
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

/** Reads types. */
export abstract class TypeParser extends TextParser {
  readonly type = this.RULE("type", (): TypeNode => {
    if (!this.enter()) return this.missingType();
    const outer = this.measure();
    this.option(0, () => this.consume(0, marks.bar));
    const start = this.here();
    const members = [this.subrule(0, this.listType)];
    this.many(0, () => {
      this.consume(1, marks.bar);
      members.push(this.subrule(1, this.listType));
    });
    this.measured(outer);
    this.leave();
    const [first] = members;
    return members.length === 1 && first ? first : { kind: "union-type", members, span: this.since(start) };
  });

  /** A type and the `[…]` after it. */
  private readonly listType = this.RULE("listType", (): TypeNode => {
    const start = this.here();
    const outer = this.measure();
    let type = this.subrule(0, this.primaryType);
    this.many(0, {
      GATE: () => !this.atLineStart(),
      DEF: () => {
        let length: Range | undefined;
        this.enclosed(0, { ...brackets, attached: true, place: "in the bounds of a list" }, () => {
          this.option(0, {
            GATE: () => !this.at(marks.closeBracket),
            DEF: () => {
              length = this.subrule(0, this.range);
            },
          });
        });
        this.ACTION(() => {
          if (!this.grow(start)) return;
          type = { kind: "list-type", element: type, ...(length && { length }), span: this.since(start) };
        });
      },
    });
    this.measured(outer);
    return type;
  });

  private readonly primaryType = this.RULE("primaryType", (): TypeNode => {
    if (!this.RECORDING_PHASE && !this.at(TypeStart)) {
      this.need("a type", this.afterLast());
      return this.missingType();
    }
    return this.or(0, [
      { ALT: () => this.namedType() },
      { ALT: () => this.subrule(0, this.literalType) },
      {
        ALT: () =>
          this.enclosed(0, { ...parens, place: "after the type in parentheses" }, () => this.subrule(0, this.type)),
      },
      {
        ALT: () => {
          const start = this.here();
          const entries = this.recordEntries(2);
          return { kind: "record-type", entries, span: this.since(start) };
        },
      },
    ]);
  });

  private namedType(): TypeNode {
    const start = this.here();
    const name = nameOf(this.consume(0, AnyName) as Token);
    let constraint: Range | Pattern | undefined;
    let argument: TypeNode | undefined;
    this.option(0, {
      GATE: () => !this.atLineStart(),
      DEF: () => {
        this.enclosed(1, { ...parens, attached: true, place: "in the bounds of a type" }, () => {
          constraint = this.subrule(0, this.constraint);
        });
      },
    });
    this.option(1, {
      GATE: () => !this.atLineStart() && constraint === undefined,
      DEF: () => {
        this.enclosed(
          0,
          { open: marks.less, close: marks.greater, attached: true, place: "after the type between `<` and `>`" },
          () => {
            argument = this.subrule(1, this.type);
          },
        );
      },
    });
    const span = this.since(start);
    return this.ACTION(() => (argument ? this.typeWith(name, argument, span) : namedType(name, constraint, span)));
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

  private readonly constraint = this.RULE("constraint", (): Range | Pattern => {
    return this.or(0, [
      {
        ALT: () => {
          const token = this.consume(0, PatternToken) as Token;
          const source = token.image.slice(1).replace(/\/$/, "");
          return { kind: "pattern", source, span: spanOf(token) };
        },
      },
      { ALT: () => this.subrule(0, this.range) },
    ]);
  });

  /** `1..5`, `0..`, `..9`, or `3`. */
  private readonly range = this.RULE("range", (): Range => {
    const start = this.here();
    let low: number | undefined;
    let high: number | undefined;
    this.option(0, () => {
      low = this.signedNumber(0);
      high = low;
    });
    this.option(1, () => {
      this.consume(0, marks.range);
      high = undefined;
      this.option(2, () => {
        high = this.signedNumber(1);
      });
    });
    if (this.endOfLast() <= start) this.need("a number or a range such as `1..5`", this.afterLast());
    const span = this.since(start);
    return { kind: "range", ...(low !== undefined && { low }), ...(high !== undefined && { high }), span };
  });

  private signedNumber(index: number): number {
    let sign = 1;
    this.option(10 + index, () => {
      const token = this.consume(index, marks.minus) as Token;
      if (!this.RECORDING_PHASE) token.role = "prefix";
      sign = -1;
    });
    const token = this.take(index, NumberToken, "a number", "after `-`");
    // Adding 0 makes 0 of -0.
    return sign * (token?.number ?? 0) + 0;
  }

  readonly literalType = this.RULE("literalType", (): LiteralType => {
    const start = this.here();
    const value: LiteralType["value"] = this.or(0, [
      { ALT: () => this.plainText(0, "A type").value },
      { ALT: () => this.signedNumber(0) },
      { ALT: () => this.constant(words.true, true) },
      { ALT: () => this.constant(words.false, false) },
      { ALT: () => this.constant(words.null, null) },
    ]);
    return { kind: "literal-type", value, span: this.since(start) };
  });

  private constant<T>(type: TokenType, value: T): T {
    this.consume(0, type);
    return value;
  }

  /** The fields between `{` and `}`, both included. */
  protected recordEntries(index: number): RecordTypeEntry[] {
    const entries: RecordTypeEntry[] = [];
    const open = this.take(index, marks.openBrace, "`{`", "before the fields");
    if (!open && !this.bodyFollows()) return entries;
    this.entries(index, open, fieldList, () => {
      entries.push(this.subrule(index, this.recordTypeEntry));
    });
    return entries;
  }

  private readonly recordTypeEntry = this.RULE("recordTypeEntry", (): RecordTypeEntry => {
    return this.or(0, [{ ALT: () => this.subrule(0, this.field) }, { ALT: () => this.subrule(0, this.baseFields) }]);
  });

  private readonly baseFields = this.RULE("baseFields", (): BaseFields => {
    const start = this.here();
    this.consume(0, marks.spread);
    const name = this.readName(0, "the name of a schema", "after `...`");
    return { kind: "base", name, span: this.since(start) };
  });

  private readonly field = this.RULE("field", (): FieldDeclaration => {
    const doc = this.ahead().doc;
    const start = this.here();
    const name = this.anyName(0, "The name of a field");
    let optional = false;
    this.option(0, () => {
      this.consume(0, marks.question);
      optional = true;
    });
    this.takeOr(0, marks.colon, marks.assign, "`:`", "between a field and its type");
    const type = this.subrule(0, this.type);
    return { kind: "field", name, optional, type, ...(doc && { doc }), span: this.since(start) };
  });

  /** Reads any word, or a quoted name; `index` must be free for `or` and `consume`. */
  protected anyName(index: number, place: string): Name {
    return this.or(100 + index, [
      { ALT: () => nameOf(this.consume(100 + index, AnyWord) as Token) },
      {
        ALT: () => {
          const text = this.plainText(101 + index, place);
          return this.ACTION(() => ({ text: text.value, span: text.span }));
        },
      },
    ]);
  }

  protected missingType(): MissingType {
    return { kind: "missing-type", span: this.gap() };
  }
}

function namedType(name: Name, constraint: Range | Pattern | undefined, span: NamedType["span"]): NamedType {
  return { kind: "named-type", name, ...(constraint && { constraint }), span };
}
