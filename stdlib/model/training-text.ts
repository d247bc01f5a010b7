import { type Dice, makeDice } from "./random.ts";
import { ENUM_VALUES, FIELD_NAMES, FIRST_NAMES, LAST_NAMES, QUALITIES, SMALL_WORDS, THINGS, VERBS } from "./words.ts";

/**
 * The text that the small model's vocabulary is trained on: sentences, support messages, prompts, schemas and compact
 * JSON, made from our own word lists. The same seed gives the same text.
 */
export function trainingText(options: { readonly seed: number; readonly lines: number }): string {
  const dice = makeDice(options.seed);
  const lines = [...fixedText];
  for (let line = 0; line < options.lines; line++) lines.push(dice.pick(makers)(dice));
  return lines.join("\n");
}

/** What runs write in just these words, so that it costs few tokens. */
const fixedText: readonly string[] = Array.from({ length: 20 }).flatMap(() => [
  "system user assistant",
  "Tools:\nTo call one, write:\nAnswer with JSON of this schema, and nothing else:",
  '{"name": "search", "arguments": {"query":"tea and sleep"}}',
  '{"name":"search","description":"","parameters":{"type":"object","properties":{}}}',
  '{"name": "<name>", "arguments": <object>}',
  '{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","properties":{},"required":[],"additionalProperties":false}',
  '{"type":"string","minLength":1,"maxLength":80},{"type":"number","minimum":0,"maximum":1},{"type":"integer"},{"type":"boolean"}',
  '{"type":"array","items":{"$ref":"#/$defs/Finding"},"minItems":0,"maxItems":8},{"enum":[]},{"const":null},{"anyOf":[]}',
]);

const makers: readonly ((dice: Dice) => string)[] = [
  sentence,
  sentence,
  supportMessage,
  prompt,
  (dice) => record(dice, 2),
  (dice) => `${dice.pick(FIELD_NAMES)}: ${record(dice, 1)}`,
  schema,
  callOrResult,
];

function sentence(dice: Dice): string {
  const words = Array.from({ length: 5 + dice.below(9) }, () => word(dice));
  const text = words.join(" ").replace(/ (\w+)$/, dice.below(3) === 0 ? ", $1" : " $1");
  return text.charAt(0).toUpperCase() + text.slice(1) + dice.pick([".", ".", ".", "?", "!"]);
}

function word(dice: Dice): string {
  const kind = dice.below(10);
  if (kind < 4) return dice.pick(SMALL_WORDS);
  if (kind < 7) return dice.pick(THINGS) + dice.pick(["", "", "s"]);
  return dice.pick(kind < 9 ? VERBS : QUALITIES);
}

function supportMessage(dice: Dice): string {
  const name = `${dice.pick(FIRST_NAMES)} ${dice.pick(LAST_NAMES)}`;
  const greeting = dice.pick(["Hi, I'm", "Hello, this is", "Hey,", "Dear team, my name is"]);
  const thing = dice.pick(THINGS);
  const trouble = dice.pick([
    `I was charged ${amount(dice)} dollars twice`,
    `the ${thing} doesn't work`,
    `how do I ${dice.pick(VERBS)} my ${thing}`,
    `my ${thing} is ${dice.pick(QUALITIES)}, and I can't ${dice.pick(VERBS)} it`,
  ]);
  return `${greeting} ${name}. ${trouble}, please ${dice.pick(VERBS)} it ${dice.pick(["today!", "soon.", "now."])}`;
}

function prompt(dice: Dice): string {
  return dice.pick([
    `Read this support message and fill in the ticket.\n\n${supportMessage(dice)}`,
    `You are one of a team that investigates how ${dice.pick(THINGS)} affects ${dice.pick(THINGS)}. State only what you can support.`,
    `Break "${dice.pick(THINGS)} and ${dice.pick(THINGS)}" into independent questions.`,
    `Find out: ${sentence(dice)}`,
    `Write the report on ${dice.pick(THINGS)} from what the team found.`,
    `Review the draft above. Rewrite it; heed every remark.`,
    `You write for children of ten. Write a paragraph on ${dice.pick(THINGS)}.`,
    `You sort support messages. Judge: ${sentence(dice)}`,
  ]);
}

function record(dice: Dice, depth: number): string {
  const fields = Array.from({ length: 1 + dice.below(4) }, () => `"${dice.pick(FIELD_NAMES)}":${value(dice, depth)}`);
  return `{${fields.join(",")}}`;
}

function value(dice: Dice, depth: number): string {
  const kind = dice.below(depth > 0 ? 9 : 6);
  if (kind === 0) return `"${dice.pick(ENUM_VALUES)}"`;
  if (kind === 1) return dice.pick(["true", "false", "null"]);
  if (kind === 2) return amount(dice);
  if (kind < 6) return JSON.stringify(sentence(dice));
  const elements = Array.from({ length: dice.below(4) }, () =>
    kind === 8 ? record(dice, depth - 1) : value(dice, depth - 1),
  );
  return `[${elements.join(",")}]`;
}

function amount(dice: Dice): string {
  return dice.below(3) === 0 ? `0.${1 + dice.below(99)}` : String(dice.below(10 ** (1 + dice.below(4))));
}

function schema(dice: Dice): string {
  const names = Array.from({ length: 1 + dice.below(4) }, () => dice.pick(FIELD_NAMES));
  const types = ['{"type":"string","maxLength":80}', '{"type":"number"}', '{"type":"boolean"}', '{"enum":["a","b"]}'];
  const properties = names.map((name) => `"${name}":${dice.pick(types)}`).join(",");
  const required = names.map((name) => `"${name}"`).join(",");
  return `{"type":"object","properties":{${properties}},"required":[${required}],"additionalProperties":false}`;
}

function callOrResult(dice: Dice): string {
  const query = `${dice.pick(THINGS)} ${dice.pick(THINGS)}`;
  return dice.pick([
    `\n{"name": "${dice.pick(["search", "calculate", "lookup"])}", "arguments": {"query":"${query}"}}\n`,
    `[{"title":"${query}","text":"${sentence(dice)}","source":"${dice.pick(THINGS)}.md","score":${amount(dice)}}]`,
  ]);
}
