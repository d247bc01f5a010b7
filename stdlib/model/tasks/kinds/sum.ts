import type { Json } from "../../../../compiler/graph/expression.ts";
import type { Lesson } from "../lesson.ts";
import { GOODS } from "../lexicon.ts";
import { listProgram, neighbours, schemaText } from "../program.ts";
import type { Speaker } from "../speaker.ts";

const ONES = (
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen " +
  "eighteen nineteen"
).split(" ");
const TENS = "- - twenty thirty forty fifty sixty seventy eighty ninety".split(" ");

/** A number below a thousand in words. */
export function inWords(number: number): string {
  if (number < 20) return ONES[number] ?? "";
  if (number < 100) return `${TENS[Math.floor(number / 10)]}${number % 10 ? `-${ONES[number % 10]}` : ""}`;
  const rest = number % 100;
  return `${ONES[Math.floor(number / 100)]} hundred${rest ? ` and ${inWords(rest)}` : ""}`;
}

/** Two numbers in words for an operator; `{a}` and `{b}`. */
const PHRASES: Readonly<Record<string, readonly string[]>> = {
  "+": ["{a} plus {b}", "{a} and {b} together", "the sum of {a} and {b}", "{a} added to {b}"],
  "-": ["{a} minus {b}", "{a} less {b}", "the difference of {a} and {b}", "{a} take away {b}"],
  "*": ["{a} times {b}", "{a} multiplied by {b}", "the product of {a} and {b}", "{a} times {b}"],
  "/": ["{a} divided by {b}", "{a} over {b}", "{a} divided by {b}", "{a} divided by {b}"],
};

const PROMPTS = [
  "Work out ${sum}.",
  "Work out: ${sum}",
  "Use the calculator: ${sum}",
  "Solve: ${sum}",
  "${sum}",
  "Calculate ${sum}",
  "Answer this sum.\n\n${sum}",
  "Find the answer: ${sum}",
];
const SYSTEMS = [
  "You work out sums.",
  "You are good at sums.",
  "Use the calculator for every sum.",
  "You help with numbers.",
  "You never work out a sum in your head.",
];

interface Sum {
  readonly text: string;
  readonly expression: string;
}

/** A sum in words, or a small story, is worked out with `calculate`. */
export function sumLesson(speaker: Speaker, inputs: number): Lesson {
  const shape = speaker.pick(["value", "value", "working", "bare"] as const);
  const value = speaker.pick(["value", "value", "total", "answer", "result"]);
  const working = speaker.pick(["working", "working", "steps", "how", "sum"]);
  const name = speaker.pick(["Answer", "Figures", "Result", "Total"]);
  const documented = speaker.chance(30);
  const doc = (texts: readonly string[]): string | undefined => (documented ? speaker.pick(texts) : undefined);
  const fields = [
    { name: value, type: "number", doc: doc(["The result.", "What comes out.", "The number."]) },
    ...(shape === "working"
      ? [
          {
            name: working,
            type: "string(1..200)",
            doc: doc(["The sum and what comes out of it.", "How it was worked out."]),
          },
        ]
      : []),
  ];
  if (speaker.chance(20)) fields.reverse();
  const sums = Array.from({ length: inputs }, () => makeSum(speaker));
  const agent = speaker.pick(["solver", "analyst", "careful", "counter", "clerk"]);
  const near = neighbours(speaker);
  const parameter = speaker.pick(["sum", "sum", "question", "task"]);
  return {
    source: listProgram({
      head: `import { calculate } from "std/math"\n${shape === "bare" ? "" : schemaText(name, fields)}`,
      agent,
      parameters: { [parameter]: "string" },
      result: shape === "bare" ? "number" : name,
      prompt: speaker.wording(PROMPTS).replace("${sum}", () => `\${${parameter}}`),
      settings: ["tools: [calculate]", `turns: ${2 + speaker.below(3)}`],
      system: speaker.chance(60) ? speaker.wording(SYSTEMS) : undefined,
      ...(speaker.chance(40) && { tools: "calculate" }),
      shares: near.shares,
    }),
    arguments: { items: sums.map(({ text }) => text), ...near.values },
    pupils: {
      [agent]: {
        kind: "sum",
        turns: sums.map(({ expression }) => {
          const result = worth(expression);
          const answer: Json =
            shape === "bare"
              ? result
              : { [value]: result, ...(shape === "working" && { [working]: `${expression} = ${result}` }) };
          return [{ calls: [{ name: "calculate", arguments: { expression } }] }, { answer }];
        }),
      },
    },
  };
}

/** What `calculate` gives for an expression of ours: numbers, `+ - * /` and parentheses. */
export function worth(expression: string): number {
  if (!/^[\d.+\-*/() ]+$/.test(expression)) throw new Error(`No sum: ${expression}`);
  return Number(new Function(`return ${expression}`)());
}

function makeSum(speaker: Speaker): Sum {
  for (;;) {
    const way = speaker.below(20);
    const sum = (way < 6 ? story : way < 11 ? written : way < 18 ? spoken : shared)(speaker);
    const value = worth(sum.expression);
    // Results that a person would write down so: at most two places, and none that only a computer sees.
    if (Math.round(value * 100) / 100 === value && Math.abs(value) < 1e9) return sum;
  }
}

/** A number as it is said. */
function said(speaker: Speaker, number: number): string {
  return speaker.chance(20) && Number.isInteger(number) && number < 1000 ? inWords(number) : String(number);
}

function number(speaker: Speaker): number {
  const digits = speaker.below(10);
  if (digits < 3) return speaker.whole(2, 9);
  if (digits < 7) return speaker.whole(10, 99);
  if (digits < 9) return speaker.whole(100, 999);
  return speaker.chance(50) ? speaker.whole(1000, 9999) : Number(`${speaker.whole(1, 99)}.${1 + speaker.below(9)}`);
}

function pair(speaker: Speaker, operator: string): readonly [number, number] {
  const [a, b] = [number(speaker), number(speaker)];
  if (operator === "/") {
    const by = speaker.whole(2, 12);
    return [Math.round(a) * by, by];
  }
  return operator === "-" && a < b ? [b, a] : [a, b];
}

function written(speaker: Speaker): Sum {
  const operator = speaker.pick(["+", "-", "*", "/"]);
  const [a, b] = pair(speaker, operator);
  let expression = `${a} ${operator} ${b}`;
  if (speaker.chance(60)) {
    const more = speaker.pick(["+", "-", "*"]);
    if (more === "*" && speaker.chance(50)) expression = `(${expression})`;
    expression += ` ${more} ${number(speaker)}`;
  }
  const question = speaker.pick(["", "", "What is ", "How much is "]);
  return { text: `${question}${expression}${question ? "?" : ""}`, expression };
}

function spoken(speaker: Speaker): Sum {
  const operator = speaker.pick(["+", "-", "*", "/"]);
  const [a, b] = pair(speaker, operator);
  let expression = `${a} ${operator} ${b}`;
  let text = speaker
    .pick(PHRASES[operator] ?? [])
    .replace("{a}", said(speaker, a))
    .replace("{b}", said(speaker, b));
  if (speaker.chance(45)) {
    const c = number(speaker);
    const [word, sign] = speaker.pick([
      ["plus", "+"],
      ["minus", "-"],
      ["and then add", "+"],
      ["and then take away", "-"],
    ] as const);
    text += ` ${word} ${said(speaker, c)}`;
    expression += ` ${sign} ${c}`;
  }
  const frame = speaker.wording([
    "What is {s}?",
    "How much is {s}?",
    "{s}",
    "Tell me {s}.",
    "What does {s} make?",
    "I need {s}.",
  ]);
  return { text: frame.replace("{s}", () => text), expression };
}

/** Parts of a number and its multiples. */
function shared(speaker: Speaker): Sum {
  const a = number(speaker);
  const percent = speaker.pick([5, 10, 15, 20, 25, 30, 40, 50, 60, 75, 80, 90]);
  const named = said(speaker, a);
  const question = speaker.pick(["What is {s}?", "How much is {s}?", "{s}"]);
  const [text, expression] = speaker.pick([
    [`${percent} percent of ${named}`, `${a} * ${percent} / 100`],
    [`${percent}% of ${named}`, `${a} * ${percent} / 100`],
    [`half of ${named}`, `${a} / 2`],
    [`twice ${named}`, `${a} * 2`],
    [`double ${named}`, `${a} * 2`],
    [`three times ${named}`, `3 * ${a}`],
  ] as const);
  return { text: question.replace("{s}", () => text), expression };
}

function story(speaker: Speaker): Sum {
  const [a, b, c] = [number(speaker), number(speaker), number(speaker)].map((each) => Math.max(2, Math.round(each)));
  const item = speaker.chance(70) ? speaker.word(GOODS) : speaker.madeUp(2);
  const other = speaker.pick(["box", "packet", "crate", "carton"]);
  const boxes = other === "box" ? "boxes" : `${other}s`;
  const who = speaker.given();
  const say = (value = 0): string => said(speaker, value);
  const [x = 0, y = 0, z = 0] = [a, b, c];
  const [large, small] = x > y ? [x, y] : [y, x];
  return speaker.pick<() => Sum>([
    () => ({
      text: `${who} has ${say(x)} ${boxes} of ${say(y)} ${item}s. How many ${item}s is that?`,
      expression: `${x} * ${y}`,
    }),
    () => ({
      text: `${who} buys ${say(x)} ${boxes} of ${say(y)} ${item}s and ${say(z)} single ones. How many ${item}s are there?`,
      expression: `${x} * ${y} + ${z}`,
    }),
    () => ({ text: `A ${item} costs ${say(x)} dollars. What do ${say(y)} cost?`, expression: `${x} * ${y}` }),
    () => ({
      text: `A ${item} costs ${say(x)} dollars and sending it ${say(z)}. What does ${who} pay for ${say(y)} ${item}s?`,
      expression: `${x} * ${y} + ${z}`,
    }),
    () => ({
      text: `${who} had ${say(large)} ${item}s and gave away ${say(small)}. How many are left?`,
      expression: `${large} - ${small}`,
    }),
    () => ({
      text: `${who} has ${say(x)} ${item}s and gets ${say(y)} more. How many are there?`,
      expression: `${x} + ${y}`,
    }),
    () => ({
      text: `${say(x * small)} ${item}s are shared by ${say(small)} people. How many does each get?`,
      expression: `${x * small} / ${small}`,
    }),
    () => ({
      text: `There are ${say(x)} ${item}s in one room, ${say(y)} in the next and ${say(z)} in the last. How many in all?`,
      expression: `${x} + ${y} + ${z}`,
    }),
  ])();
}
