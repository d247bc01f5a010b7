import type { Json } from "../../../compiler/graph/expression.ts";
import { prompt } from "./lesson.ts";
import type { Speaker } from "./speaker.ts";

/** One field of a record: how it is declared. */
export interface Field {
  readonly name: string;
  readonly type: string;
  readonly optional?: boolean;
  readonly doc?: string | undefined;
}

/** A schema's declaration. */
export function schemaText(name: string, fields: readonly Field[], doc?: string): string {
  const lines = fields.map(
    ({ name: field, type, optional, doc: told }) =>
      `${told === undefined ? "" : `  /// ${told}\n`}  ${field}${optional ? "?" : ""}: ${type}\n`,
  );
  return `${doc === undefined ? "" : `/// ${doc}\n`}schema ${name} {\n${lines.join("")}}\n`;
}

/** A program whose one agent goes over a list. */
export interface ListProgram {
  /** Imports and schemas. */
  readonly head: string;
  readonly agent: string;
  /** The agent's parameters, by name, with their types. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly result: string;
  /** The agent's prompt, with `${…}`. */
  readonly prompt: string;
  /** Settings of the agent: `tools: […]`. */
  readonly settings?: readonly string[];
  /** Text of the spine. */
  readonly system?: string | undefined;
  /** Tools that the spine describes. */
  readonly tools?: string;
  /** Names and types of what is shared before the agents run. */
  readonly shares?: Readonly<Record<string, string>>;
  /** Whether they run one after the other, each knowing what those before it gave. */
  readonly chained?: boolean;
}

/** The text of a {@link ListProgram}: its flow takes `items` and what is shared. */
export function listProgram(program: ListProgram): string {
  const { head, agent, parameters, result, settings = [], system, tools, shares = {} } = program;
  const names = Object.keys(parameters);
  const single = names.length === 1;
  const item = single ? Object.values(parameters)[0] : "Item";
  const declared = single
    ? ""
    : schemaText(
        "Item",
        names.map((name) => ({ name, type: parameters[name] ?? "string" })),
      );
  const given = single ? "item" : names.map((name) => `item.${name}`).join(", ");
  const spine = [system === undefined ? "" : `system: ${prompt(system)}`, tools ? `tools: [${tools}]` : ""].filter(
    (line) => line !== "",
  );
  return [
    head,
    declared,
    `agent ${agent}(${names.map((name) => `${name}: ${parameters[name]}`).join(", ")}) -> ${result} {`,
    ...settings.map((line) => `  ${line}`),
    `  prompt: ${prompt(program.prompt)}`,
    "}",
    `flow main(items: ${item}[]${Object.entries(shares)
      .map(([name, type]) => `, ${name}: ${type}`)
      .join("")}) -> ${result}[] {`,
    ...(spine.length > 0 ? [`  spine { ${spine.join(", ")} }`] : []),
    ...Object.keys(shares).map((name) => `  share ${name}`),
    `  return ${program.chained ? "chain" : "parallel"} item in items { ${agent}(${given}) }`,
    "}",
  ].join("\n");
}

/** What a program shares beside what its agents need: nothing mostly. */
export function neighbours(speaker: Speaker): {
  readonly shares: Record<string, string>;
  readonly values: Record<string, Json>;
} {
  if (!speaker.chance(15)) return { shares: {}, values: {} };
  const name = speaker.pick(["team", "note", "context", "about", "memo"]);
  const value = speaker.pick([
    `We are ${speaker.proper()}.`,
    `${speaker.person()} asked for this.`,
    `This is for ${speaker.proper()}.`,
    `Be brief.`,
  ]);
  return { shares: { [name]: "string" }, values: { [name]: value } };
}
