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
import { syntaxProblems } from "../syntax-problems.ts";
import { AnyName, ExpressionStart, isOf, marks, type Token, words } from "../tokens.ts";
import { ChoiceParser } from "./choices.ts";
import type { ListShape } from "./lists.ts";
import { nameOf, type Rule } from "./reader.ts";
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

/** Reads the topologies: what runs side by side, one after the other, or again. */
export abstract class TopologyParser extends ChoiceParser {
  protected override readonly topology: Rule<Expression> = this.RULE(
    "topology",
    (): Expression =>
      this.or(0, [
        { ALT: () => this.subrule(0, this.parallel) },
        { ALT: () => this.subrule(0, this.chain) },
        { ALT: () => this.subrule(0, this.fanout) },
        { ALT: () => this.subrule(0, this.dag) },
        { ALT: () => this.subrule(0, this.diverge) },
        { ALT: () => this.subrule(0, this.race) },
        { ALT: () => this.subrule(0, this.reduce) },
        { ALT: () => this.subrule(0, this.repeat) },
      ]),
  );

  private readonly parallel: Rule<ParallelExpression> = this.RULE("parallel", (): ParallelExpression => {
    const start = this.here();
    this.consume(0, words.parallel);
    const options = this.options(0, false);
    const over = this.over(1, "`parallel`");
    return { kind: "parallel", options, over, span: this.since(start) };
  });

  private readonly chain: Rule<ChainExpression> = this.RULE("chain", (): ChainExpression => {
    const start = this.here();
    this.consume(0, words.chain);
    const over = this.over(1, "`chain`");
    return { kind: "chain", over, span: this.since(start) };
  });

  private readonly fanout: Rule<FanoutExpression> = this.RULE("fanout", (): FanoutExpression => {
    const start = this.here();
    this.consume(0, words.fanout);
    const options = this.options(0, false);
    const name = this.readName(1, "a name for the survey", "after `fanout`");
    this.takeOr(0, marks.assign, marks.colon, "`=`", "after the name of the survey");
    const survey = this.subrule(1, this.expression);
    this.take(0, words.each, "`each`", "after the survey of a `fanout`");
    const each = this.listForm(2, "`each`");
    return { kind: "fanout", name, survey, each, options, span: this.since(start) };
  });

  private readonly dag: Rule<DagExpression> = this.RULE("dag", (): DagExpression => {
    const start = this.here();
    this.consume(0, words.dag);
    const options = this.options(0, false);
    const entries = this.topologyEntries(1, "`dag`");
    return { kind: "dag", options, entries, span: this.since(start) };
  });

  private readonly diverge: Rule<DivergeExpression> = this.RULE("diverge", (): DivergeExpression => {
    const start = this.here();
    this.consume(0, words.diverge);
    const options = this.options(0, true);
    const count = this.subrule(1, this.expression);
    const body = this.subrule(0, this.block, { ARGS: [words.by] });
    const hint = "One of: by vote, by perplexity, by judge(an_agent).";
    let by: Expression | undefined;
    if (this.take(0, words.by, "`by`", "after the block of a `diverge`", hint)) by = this.subrule(0, this.postfix);
    return { kind: "diverge", count, body, by: by ?? this.missing(), options, span: this.since(start) };
  });

  private readonly race: Rule<RaceExpression> = this.RULE("race", (): RaceExpression => {
    const start = this.here();
    this.consume(0, words.race);
    const branches: Expression[] = [];
    const open = this.take(0, marks.openBrace, "`{`", "after `race`");
    if (open || this.bodyFollows()) {
      this.entries(0, open, raceList, () => {
        branches.push(this.subrule(0, this.expression));
      });
    }
    return { kind: "race", branches, span: this.since(start) };
  });

  private readonly reduce: Rule<ReduceExpression> = this.RULE("reduce", (): ReduceExpression => {
    const start = this.here();
    this.consume(0, words.reduce);
    const options = this.options(0, true);
    const list = this.subrule(1, this.expression);
    this.take(0, words.by, "`by`", "after the list of a `reduce`", "As in `reduce notes by 8 { merger(it) }`.");
    const by = this.subrule(2, this.expression);
    const body = this.subrule(0, this.block);
    return { kind: "reduce", list, by, body, options, span: this.since(start) };
  });

  private readonly repeat: Rule<RepeatExpression> = this.RULE("repeat", (): RepeatExpression => {
    const start = this.here();
    this.consume(0, words.repeat);
    const count = this.subrule(0, this.expression);
    const hint = "As in `repeat 3 with draft = writer(topic) { … }`.";
    this.take(0, words.with, "`with`", "after the bound of a `repeat`", hint);
    const name = this.readName(0, "a name", "after `with`");
    this.takeOr(0, marks.assign, marks.colon, "`=`", "after the name of a `repeat`");
    const first = this.subrule(1, this.expression);
    const body = this.subrule(0, this.block);
    return { kind: "repeat", count, name, first, body, span: this.since(start) };
  });

  /** `(max: 4)` right after the word; `named` where a value in parentheses could stand there as well. */
  private options(index: number, named: boolean): Argument[] {
    let options: Argument[] = [];
    this.option(100 + index, {
      GATE: () => !this.atLineStart() && (!named || this.at(marks.colon, 3)),
      DEF: () => {
        options = this.arguments(index);
      },
    });
    return options;
  }

  /** `{ a: …, b: … }` or `x in xs { … }`. */
  private over(index: number, word: string): ListForm | RecordForm {
    const start = this.here();
    const record = (): RecordForm => {
      const entries = this.topologyEntries(index, word);
      return { kind: "record-form", entries, span: this.since(start) };
    };
    const list = () => this.listForm(index, word);
    if (this.RECORDING_PHASE) return this.or(index, [{ ALT: record }, { ALT: list }]);
    return this.at(marks.openBrace) || this.at(marks.colon, 2) ? record() : list();
  }

  private listForm(index: number, word: string): ListForm {
    const start = this.here();
    if (!this.RECORDING_PHASE && (this.at(words.for) || this.at(words.each)) && this.at(AnyName, 2)) {
      this.foreign(1, { instead: "" });
    }
    const name = this.readName(index, "a name, as in `x in xs`,", `after ${word}`);
    this.readForeignIn();
    if (name.text === "" && !this.at(words.in) && !this.RECORDING_PHASE) {
      const body = { kind: "block", statements: [], span: this.gap() } as const;
      return { kind: "list-form", name, list: this.missing(), body, span: this.since(start) };
    }
    this.take(index, words.in, "`in`", `after \`${name.text}\``, "As in `parallel x in xs { … }`.");
    const list = this.subrule(100 + index, this.expression);
    const body = this.subrule(100 + index, this.block);
    return { kind: "list-form", name, list, body, span: this.since(start) };
  }

  private topologyEntries(index: number, word: string): TopologyEntry[] {
    const entries: TopologyEntry[] = [];
    const open = this.take(index, marks.openBrace, "`{`", `after ${word}`);
    if (!open && !this.bodyFollows()) return entries;
    this.entries(index, open, entryList, () => {
      const entry = this.subrule(200 + index, this.topologyEntry);
      this.ACTION(() => {
        const [name] = entry.after;
        if (word !== "`dag`" && name) {
          this.report(syntaxProblems.unexpected, name.span, { found: "after", place: "outside a `dag`" });
        }
        entries.push(entry);
      });
    });
    return entries;
  }

  private readonly topologyEntry: Rule<TopologyEntry> = this.RULE("topologyEntry", (): TopologyEntry => {
    const start = this.here();
    const name = this.anyName(0, "The name of an entry");
    this.takeOr(0, marks.colon, marks.assign, "`:`", "between the name of an entry and its value");
    const value = this.subrule(0, this.expression);
    let after: Name[] = [];
    this.option(0, {
      GATE: () => !this.at(marks.colon, 2),
      DEF: () => {
        this.consume(0, words.after);
        after = this.names(0);
      },
    });
    return { name, value, after, span: this.since(start) };
  });

  private names(index: number): Name[] {
    const names: Name[] = [];
    const open = this.take(index, marks.openBracket, "`[`", "after `after`", "As in `after [draft, review]`.");
    if (!open) return names;
    this.entries(1 + index, open, nameList, () => {
      names.push(nameOf(this.consume(index, AnyName) as Token));
    });
    return names;
  }
}
