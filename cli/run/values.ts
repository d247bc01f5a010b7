import type { Json } from "../../compiler/graph/expression.ts";
import { isRecord } from "../../compiler/graph/json.ts";
import type { TypeTable } from "../../compiler/graph/type.ts";
import { check, fits } from "../../compiler/types/check.ts";
import { printType } from "../../compiler/types/print.ts";
import { suggestNear } from "../../language/index.ts";
import { meant, UsageProblem } from "../usage.ts";
import { isText, type ParameterOption } from "./parameters.ts";

/** What was given for a flow's parameters, from wherever; later ones win. */
export interface GivenValues {
  /** The text of `--input`, with the name of its file. */
  readonly input?: { readonly name: string; readonly text: string };
  /** `name=value`, as often as it was given. */
  readonly args: readonly string[];
  /** Values of the parameters' own options, by parameter name; a bool's is already one. */
  readonly options: ReadonlyMap<string, string | boolean>;
}

/** The arguments of a flow, each of its declared type. Throws a {@link UsageProblem} for the first that is wrong. */
export function argumentsOf(
  parameters: readonly ParameterOption[],
  given: GivenValues,
  table: TypeTable,
  readFile: (path: string) => string,
): Record<string, Json> {
  const values = givenArguments(parameters, given, table, readFile);
  requireAll(parameters, new Map(Object.entries(values)));
  return values;
}

/** Those of a flow's arguments that were given. Throws a {@link UsageProblem} for the first that is wrong. */
export function givenArguments(
  parameters: readonly ParameterOption[],
  given: GivenValues,
  table: TypeTable,
  readFile: (path: string) => string,
): Record<string, Json> {
  const values = new Map<string, Json>();
  const byName = new Map(parameters.map((option) => [option.parameter.name, option]));
  const find = (name: string, where: string): ParameterOption => {
    const option = byName.get(name);
    if (option) return option;
    throw new UsageProblem(
      `${where} names \`${name}\`, and the flow has no such parameter.`,
      meant(suggestNear(name, byName.keys())),
    );
  };
  for (const [name, value] of inputRecord(given.input)) {
    const option = find(name, `\`--input ${given.input?.name}\``);
    values.set(name, checked(value, option, `\`${name}\` in ${given.input?.name}`, table));
  }
  for (const text of given.args) {
    const at = text.indexOf("=");
    if (at <= 0) throw new UsageProblem(`\`--arg\` takes name=value and got \`${text}\`.`);
    const name = text.slice(0, at);
    const option = find(name, "`--arg`");
    values.set(name, valueIn(text.slice(at + 1), option, `\`--arg ${name}\``, table, readFile));
  }
  for (const [name, text] of given.options) {
    const option = find(name, "an option");
    values.set(
      name,
      typeof text === "boolean" ? text : valueIn(text, option, `\`${option.written}\``, table, readFile),
    );
  }
  return Object.fromEntries(values);
}

function inputRecord(input: GivenValues["input"]): [string, Json][] {
  if (input === undefined) return [];
  const value = parsed(input.text);
  if (!value.ok) throw new UsageProblem(`\`--input ${input.name}\` is no JSON: ${value.problem}.`);
  if (!isRecord(value.json))
    throw new UsageProblem(`\`--input ${input.name}\` must be a JSON object with the parameters as its fields.`);
  return Object.entries(value.json);
}

/** A written value as one of the parameter's type: a text as it is, anything else as JSON or from `@file.json`. */
function valueIn(
  text: string,
  option: ParameterOption,
  where: string,
  table: TypeTable,
  readFile: (path: string) => string,
): Json {
  const { type } = option;
  if (isText(type, table)) return checked(text, option, where, table);
  const fromFile = text.startsWith("@");
  const json = parsed(fromFile ? readFile(text.slice(1)) : text);
  if (json.ok) return checked(json.json, option, where, table);
  // `string | null` takes a bare word too, since nothing else could be meant.
  if (!fromFile && fits(text, type, table)) return text;
  const how = fromFile ? `${text.slice(1)} is no JSON: ${json.problem}` : "write it as JSON, or as `@file.json`";
  const simple = type.kind === "number" || type.kind === "bool" || type.kind === "literal";
  throw new UsageProblem(
    `${where} takes ${printType(type)} and got \`${clip(text)}\`${simple && !fromFile ? "" : `; ${how}`}.`,
  );
}

function checked(value: Json, option: ParameterOption, where: string, table: TypeTable): Json {
  const result = check(value, option.type, table);
  if (result.ok) return result.value;
  throw new UsageProblem(`${where} takes ${printType(option.type)}: ${result.problems.join("; ")}.`);
}

function requireAll(parameters: readonly ParameterOption[], values: ReadonlyMap<string, Json>): void {
  const missing = parameters.filter(({ parameter }) => parameter.default === undefined && !values.has(parameter.name));
  const [first] = missing;
  if (first === undefined) return;
  const names = missing.map((option) => `\`${option.written}\` (${printType(option.type)})`);
  const list = names.length === 1 ? names[0] : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
  throw new UsageProblem(`The flow needs ${list}.`, "`--help` after the file shows what each parameter is.");
}

type Parsed = { readonly ok: true; readonly json: Json } | { readonly ok: false; readonly problem: string };

function parsed(text: string): Parsed {
  try {
    return { ok: true, json: JSON.parse(text) as Json };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { ok: false, problem: problem.replace(/\.$/, "") };
  }
}

const clip = (text: string): string => (text.length > 60 ? `${text.slice(0, 59)}…` : text);
