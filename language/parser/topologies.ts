import type {
  Argument,
  ChainExpression,
  DagExpression,
  DivergeExpression,
  Expression,
  FanoutExpression,
  ListForm,
  Name,
  ParallelExpression,
  RaceExpression,
  RecordForm,
  ReduceExpression,
  RepeatExpression,
  TopologyEntry,
} from "../ast.ts";
import { suggestNear } from "../suggest.ts";
import { syntaxProblems } from "../syntax-problems.ts";
import {
  AnyName,
  AnyWord,
  ExpressionStart,
  Identifier,
  isOf,
  marks,
  NumberToken,
  type TokenType,
  words,
} from "../tokens.ts";
import { ChoiceParser } from "./choices.ts";
import type { ListShape } from "./lists.ts";
import { nameOf, spanOf } from "./reader.ts";
import { braces, brackets } from "./texts.ts";
import { startsField } from "./types.ts";

const entryList: ListShape = {
  ...braces,
  lines: true,
  statements: false,
  starts: startsField,
  place: "among the entries of a topology",
};

const raceList: ListShape = {
  ...braces,
  lines: true,
  statements: false,
  starts: (token) => isOf(token, ExpressionStart),
  place: "among the branches of a `race`",
};

const nameList: ListShape = {
  ...brackets,
  lines: false,
  statements: false,
  starts: (token) => isOf(token, AnyName),
  place: "in a list of names",
};

const topologyWords: ReadonlyMap<string, TokenType> = new Map(
  [words.parallel, words.chain, words.fanout, words.dag, words.diverge, words.race, words.reduce, words.repeat].map(
    (word) => [word.name, word],
  ),
);

/** Reads the topologies: what runs side by side, one after the other, or again. */
export abstract class TopologyParser extends ChoiceParser {
  protected override topology(word = this.ahead().tokenType): Expression {
    if (word === words.parallel) return this.parallel();
    if (word === words.chain) return this.chain();
    if (word === words.fanout) return this.fanout();
    if (word === words.dag) return this.dag();
    if (word === words.diverge) return this.diverge();
    if (word === words.race) return this.race();
    return word === words.reduce ? this.reduce() : this.repeat();
  }

  /** Reads a topology whose word is misspelt, where what follows can follow no name; says what the word was meant to be. */
  protected override misspeltTopology(): Expression | undefined {
    if (!this.at(Identifier) || this.ahead(2).breakBefore || !this.followsTopologyWord()) return undefined;
    const token = this.ahead();
    const nearest = suggestNear(token.image, topologyWords.keys());
    const word = nearest === undefined ? undefined : topologyWords.get(nearest);
    if (!nearest || !word) return undefined;
    const hint = `Did you mean \`${nearest}\`?`;
    this.report(syntaxProblems.unknownMark, spanOf(token), { mark: token.image, instead: nearest, hint });
    return this.topology(word);
  }

  /** `q in`, `map =`, `notes by`, `3`, `{ name:` or `(max: 4) …` after the next token. */
  private followsTopologyWord(): boolean {
    if (this.at(NumberToken, 2)) return true;
    if (this.at(AnyName, 2)) return !this.ahead(3).breakBefore && this.atAny([words.in, marks.assign, words.by], 3);
    if (this.at(marks.openBrace, 2)) return this.at(AnyWord, 3) && this.at(marks.colon, 4);
    const limited = this.at(marks.openParen, 2) && this.ahead(3).image === "max" && this.at(marks.closeParen, 6);
    return limited && !this.ahead(7).breakBefore && this.atAny([AnyName, marks.openBrace], 7);
  }

  private parallel(): ParallelExpression {
    const start = this.here();
    this.advance();
    const options = this.options(false);
    const over = this.over("`parallel`");
    return { kind: "parallel", options, over, span: this.since(start) };
  }

  private chain(): ChainExpression {
    const start = this.here();
    this.advance();
    const over = this.over("`chain`");
    return { kind: "chain", over, span: this.since(start) };
  }

  private fanout(): FanoutExpression {
    const start = this.here();
    this.advance();
    const options = this.options(false);
    const name = this.readName("a name for the survey", "after `fanout`");
    this.takeOr(marks.assign, marks.colon, "`=`", "after the name of the survey");
    const survey = this.expression();
    this.take(words.each, "`each`", "after the survey of a `fanout`");
    const each = this.listForm("`each`");
    return { kind: "fanout", name, survey, each, options, span: this.since(start) };
  }

  private dag(): DagExpression {
    const start = this.here();
    this.advance();
    const options = this.options(false);
    const entries = this.topologyEntries("`dag`");
    return { kind: "dag", options, entries, span: this.since(start) };
  }

  private diverge(): DivergeExpression {
    const start = this.here();
    this.advance();
    const options = this.options(true);
    const count = this.expression();
    const body = this.block(words.by);
    const hint = "One of: by vote, by perplexity, by judge(an_agent).";
    let by: Expression | undefined;
    if (this.take(words.by, "`by`", "after the block of a `diverge`", hint)) by = this.postfix();
    return { kind: "diverge", count, body, by: by ?? this.missing(), options, span: this.since(start) };
  }

  private race(): RaceExpression {
    const start = this.here();
    this.advance();
    const branches: Expression[] = [];
    const open = this.take(marks.openBrace, "`{`", "after `race`");
    if (open || this.bodyFollows()) {
      this.entries(open, raceList, () => {
        branches.push(this.expression());
      });
    }
    return { kind: "race", branches, span: this.since(start) };
  }

  private reduce(): ReduceExpression {
    const start = this.here();
    this.advance();
    const options = this.options(true);
    const list = this.expression();
    this.take(words.by, "`by`", "after the list of a `reduce`", "As in `reduce notes by 8 { merger(it) }`.");
    const by = this.expression();
    const body = this.block();
    return { kind: "reduce", list, by, body, options, span: this.since(start) };
  }

  private repeat(): RepeatExpression {
    const start = this.here();
    this.advance();
    const count = this.expression();
    const hint = "As in `repeat 3 with draft = writer(topic) { … }`.";
    this.take(words.with, "`with`", "after the bound of a `repeat`", hint);
    const name = this.readName("a name", "after `with`");
    this.takeOr(marks.assign, marks.colon, "`=`", "after the name of a `repeat`");
    const first = this.expression();
    const body = this.block();
    return { kind: "repeat", count, name, first, body, span: this.since(start) };
  }

  /** `(max: 4)` right after the word; `named` where a value in parentheses could stand there as well. */
  private options(named: boolean): Argument[] {
    const given = this.at(marks.openParen) && !this.atLineStart() && (!named || this.at(marks.colon, 3));
    return given ? this.arguments() : [];
  }

  /** `{ a: …, b: … }` or `x in xs { … }`. */
  private over(word: string): ListForm | RecordForm {
    if (!this.at(marks.openBrace) && !this.at(marks.colon, 2)) return this.listForm(word);
    const start = this.here();
    const entries = this.topologyEntries(word);
    return { kind: "record-form", entries, span: this.since(start) };
  }

  private listForm(word: string): ListForm {
    const start = this.here();
    if ((this.at(words.for) || this.at(words.each)) && this.at(AnyName, 2)) this.foreign(1, { instead: "" });
    const name = this.readName("a name, as in `x in xs`,", `after ${word}`);
    this.readForeignIn();
    if (name.text === "" && !this.at(words.in)) {
      const body = { kind: "block", statements: [], span: this.gap() } as const;
      return { kind: "list-form", name, list: this.missing(), body, span: this.since(start) };
    }
    this.take(words.in, "`in`", `after \`${name.text}\``, "As in `parallel x in xs { … }`.");
    const list = this.expression();
    const body = this.block();
    return { kind: "list-form", name, list, body, span: this.since(start) };
  }

  private topologyEntries(word: string): TopologyEntry[] {
    const entries: TopologyEntry[] = [];
    const open = this.take(marks.openBrace, "`{`", `after ${word}`);
    if (!open && !this.bodyFollows()) return entries;
    this.entries(open, entryList, () => {
      const entry = this.topologyEntry();
      const [name] = entry.after;
      if (word !== "`dag`" && name) {
        this.report(syntaxProblems.unexpected, name.span, { found: "after", place: "outside a `dag`" });
      }
      entries.push(entry);
    });
    return entries;
  }

  private topologyEntry(): TopologyEntry {
    const start = this.here();
    const name = this.anyName("The name of an entry");
    this.takeOr(marks.colon, marks.assign, "`:`", "between the name of an entry and its value");
    const value = this.expression();
    const after = !this.at(marks.colon, 2) && this.maybe(words.after) ? this.names() : [];
    return { name, value, after, span: this.since(start) };
  }

  private names(): Name[] {
    const names: Name[] = [];
    const open = this.take(marks.openBracket, "`[`", "after `after`", "As in `after [draft, review]`.");
    if (!open) return names;
    this.entries(open, nameList, () => {
      names.push(nameOf(this.consume(AnyName)));
    });
    return names;
  }
}
