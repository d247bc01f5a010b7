import type { Span } from "../../language/ast.ts";
import { problem } from "../../language/catalogue.ts";
import type { Edit } from "../../language/diagnostic.ts";
import { mendBy, rename } from "./fixes.ts";

const path = (names: readonly string[]) => names.join(" -> ");

/** AF04xx: flows, statements and topologies. */
export const flowProblems = {
  flowCycle: problem({
    code: "AF0401",
    severity: "error",
    title: "flow calls itself",
    message: (p: { cycle: readonly string[] }) =>
      p.cycle.length === 2
        ? `The flow \`${p.cycle[0]}\` calls itself, and might never end.`
        : `The flow \`${p.cycle[0]}\` calls itself through others, and might never end: ${path(p.cycle)}.`,
    label: (p) => (p.cycle.length === 2 ? "calls itself" : path(p.cycle)),
    hint: () => "Use `repeat`, which has a bound.",
  }),
  noValue: problem({
    code: "AF0402",
    severity: "error",
    title: "no value",
    message: (p: { flow: string; wanted: string; edit?: Edit | undefined }) =>
      `Not every path through \`${p.flow}\` ends with its value, ${p.wanted}.`,
    label: (p) => `not every path gives ${p.wanted}`,
    hint: () => "End it with `return …`.",
    fix: (p) => mendBy("Return it", p.edit),
  }),
  misplacedStatement: problem({
    code: "AF0403",
    severity: "error",
    title: "out of place",
    message: (p: { statement: string; why: string; mend?: string | undefined }) =>
      `\`${p.statement}\` can't stand here: ${p.why}.`,
    label: (p) => p.why,
    hint: (p) => p.mend,
  }),
  misplacedCall: problem({
    code: "AF0404",
    severity: "error",
    title: "no calls here",
    message: (p: { what: string; where: string; mend?: string | undefined }) => `${p.what} can't stand in ${p.where}.`,
    label: (p) => `not in ${p.where}`,
    hint: (p) => p.mend ?? "Calls belong into a flow.",
  }),
  emptyBlock: problem({
    code: "AF0405",
    severity: "error",
    title: "block without value",
    message: (p: { what: string; edit?: Edit | undefined }) =>
      `The last line of this block gives no value, and ${p.what} needs one.`,
    label: (p) => `${p.what} needs a value here`,
    hint: () => "Let its last line be an expression.",
    fix: (p) => mendBy("Let it be the value", p.edit),
  }),
  missingElse: problem({
    code: "AF0406",
    severity: "error",
    title: "missing else",
    message: () => "This `if` is used for its value, so it needs an `else`.",
    label: () => "no value without an `else`",
  }),
  dagCycle: problem({
    code: "AF0407",
    severity: "error",
    title: "cycle in dag",
    message: (p: { cycle: readonly string[] }) =>
      p.cycle.length === 2
        ? `The entry \`${p.cycle[0]}\` waits for itself.`
        : `These entries wait for each other: ${path(p.cycle)}.`,
    label: (p) => `waits for itself: ${path(p.cycle)}`,
  }),
  fromNothing: problem({
    code: "AF0408",
    severity: "error",
    title: "nothing to fork",
    message: () => "No agent runs in what stands before this `from`.",
    label: () => "no agent runs here",
  }),
  wrongSource: problem({
    code: "AF0409",
    severity: "error",
    title: "no context",
    message: (p: { what: string }) => `After \`from\` stands what one agent gave, unchanged; ${p.what}.`,
    label: (p) => p.what,
    hint: () => "Name an agent's result, an element or field that is one, a thought, or `spine`.",
  }),
  literalNeeded: problem({
    code: "AF0410",
    severity: "error",
    title: "bound not fixed",
    message: (p: { what: string; least: number }) =>
      `${p.what} is a whole number from ${p.least}, written out: every bound is known before the program runs.`,
    label: (p) => `a whole number from ${p.least} is needed`,
  }),
  effectInRace: problem({
    code: "AF0411",
    severity: "error",
    title: "effect in a race",
    message: (p: { tool: string; through: readonly string[]; topology: string }) =>
      `\`${p.tool}\` writes somewhere (\`effect: true\`)${
        p.through.length === 0 ? "" : `, and ${p.through.map((name) => `\`${name}\``).join(" -> ")} may call it`
      }: what a \`${p.topology}\` throws away can't be undone.`,
    label: (p) => (p.through.length === 0 ? "has an effect" : `may call \`${p.tool}\`, which has an effect`),
  }),
  thinkOperand: problem({
    code: "AF0412",
    severity: "error",
    title: "nothing to think",
    message: () => "After `think` and its number of steps stands the call of an agent.",
    label: () => "not the call of an agent",
  }),
  wrongJudge: problem({
    code: "AF0413",
    severity: "error",
    title: "wrong judge",
    message: (p: { name: string; why: string }) => `\`${p.name}\` can't be the judge: ${p.why}.`,
    label: (p) => p.why,
    hint: () => "A judge is an agent that takes the list of attempts and gives an `int`, the index of the best.",
  }),
  unknownChoice: problem({
    code: "AF0414",
    severity: "error",
    title: "unknown choice",
    message: () => "A `diverge` is decided `by vote`, `by perplexity` or `by judge(an_agent)`.",
    label: () => "no way to choose",
  }),
  unknownOption: problem({
    code: "AF0415",
    severity: "error",
    title: "unknown option",
    message: (p: { name: string; topology: string; nearest?: string | undefined; span?: Span | undefined }) =>
      p.name === "" ? `\`${p.topology}\` takes its options by name.` : `\`${p.topology}\` has no option \`${p.name}\`.`,
    label: () => "no such option",
    hint: () => "It knows one: `max: 4`, how many run at once.",
    fix: (p) => rename(p.span ? [p.span] : [], p.nearest),
  }),
  nothingToTry: problem({
    code: "AF0416",
    severity: "error",
    title: "nothing to try",
    message: () => "Nothing in what stands after this `try` can fail.",
    label: () => "can't fail",
    hint: () => "It catches agents, tools, flows, `expect`, checked `let` and `ask`.",
  }),
  wrongMock: problem({
    code: "AF0417",
    severity: "error",
    title: "wrong mock",
    message: (p: { name: string; what: string }) => `\`${p.name}\` is ${p.what}; only tools and agents can be mocked.`,
    label: (p) => p.what,
  }),
  mockTwice: problem({
    code: "AF0418",
    severity: "error",
    title: "mocked twice",
    message: (p: { name: string }) => `\`${p.name}\` is mocked already in this test.`,
    label: () => "mocked already",
  }),
  unmeasured: problem({
    code: "AF0419",
    severity: "error",
    title: "no perplexity",
    message: (p: { why: string }) => `Perplexity can't decide here: ${p.why}.`,
    label: (p) => p.why,
  }),
  emptyTopology: problem({
    code: "AF0420",
    severity: "error",
    title: "nothing to run",
    message: (p: { topology: string }) => `This \`${p.topology}\` has nothing to run.`,
    label: () => "empty",
  }),
  thoughtInTry: problem({
    code: "AF0421",
    severity: "error",
    title: "thought in a result",
    message: () => "A thought can't be part of a `result`: it has no text.",
    label: () => "gives a thought",
    hint: () => "Let the `try` take in what comes after it: `try solver(q) from …`.",
  }),
  looseMock: problem({
    code: "AF0422",
    severity: "error",
    title: "mock not fixed",
    message: () => "A mock stands in throughout its test, so its value is made of literals alone.",
    label: () => "not a literal",
  }),
};
