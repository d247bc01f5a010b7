import type { Expression, Name, Property, Span } from "../../language/ast.ts";
import { suggest } from "../../language/suggest.ts";
import { declarationProblems } from "../diagnostics/declarations.ts";
import type { Setting } from "../graph/graph.ts";
import { complain, type Place } from "./checking.ts";
import { typeOf } from "./expressions.ts";
import { wholeNumber } from "./fixed-number.ts";

/** Reads the value of a property; undefined (and reported) where it is none that the property takes. */
export type Reader<T> = (at: Place, value: Expression, name: string) => T | undefined;

/** The properties of a kind of declaration. */
export type Readers = Readonly<Record<string, Reader<unknown>>>;

type Values<R extends Readers> = { readonly [K in keyof R]?: NonNullable<ReturnType<R[K]>> };

/** What properties are called elsewhere. */
const foreignNames: Readonly<Record<string, readonly string[]>> = {
  max_tokens: ["tokens"],
  maxTokens: ["tokens"],
  max_turns: ["turns"],
  steps: ["turns"],
  retries: ["retry"],
  instructions: ["system", "prompt"],
  system_prompt: ["system"],
  functions: ["tools"],
  path: ["gguf", "from"],
  file: ["gguf", "from"],
  source: ["from"],
  api_key: ["key"],
  base_url: ["url"],
  context_size: ["context"],
  concurrency: ["max"],
};

/** Reads written properties; `of` names what has them, as the start of a sentence: "An agent". */
export function readProperties<R extends Readers>(
  at: Place,
  properties: readonly Property[],
  of: string,
  readers: R,
): { readonly values: Values<R>; readonly names: ReadonlyMap<string, Name> } {
  const values: Record<string, unknown> = {};
  const names = new Map<string, Name>();
  for (const { name, value } of properties) {
    const key = name.text;
    if (key === "") continue;
    const reader = Object.hasOwn(readers, key) ? readers[key] : undefined;
    if (!reader) {
      const known = Object.keys(readers);
      const left = known.filter((each) => !names.has(each));
      const nearest = foreignNames[key]?.find((each) => left.includes(each)) ?? suggest(key, left);
      complain(at, declarationProblems.unknownProperty, name.span, { name: key, of, nearest, known });
    } else if (names.has(key)) {
      complain(at, declarationProblems.propertyTwice, name.span, { name: key });
    } else {
      names.set(key, name);
      const read = value.kind === "missing" ? undefined : reader(at, value, key);
      if (read !== undefined) values[key] = read;
    }
  }
  return { values: values as Values<R>, names };
}

/** Reports that a property has a value that it doesn't take. */
export function refuseProperty(
  at: Place,
  span: Span,
  name: string,
  takes: string,
  mend?: string,
  instead?: string,
): undefined {
  complain(at, declarationProblems.wrongProperty, span, { name, takes, mend, instead });
}

/** A whole number from `least`, perhaps up to `most`. */
export const whole =
  (least: number, most = Number.MAX_SAFE_INTEGER): Reader<number> =>
  (at, value, name) => {
    const number = wholeNumber(value);
    if (number !== undefined && number >= least && number <= most) return number;
    const range = most === Number.MAX_SAFE_INTEGER ? `from ${least}` : `from ${least} to ${most}`;
    return refuseProperty(at, value.span, name, `a whole number ${range}`);
  };

/** A number between two others. */
export const between =
  (least: number, most: number): Reader<number> =>
  (at, value, name) => {
    if (value.kind === "number" && value.value >= least && value.value <= most) return value.value;
    return refuseProperty(at, value.span, name, `a number from ${least} to ${most}`);
  };

/** A duration, in milliseconds. */
export const duration: Reader<number> = (at, value, name) => {
  if (value.kind === "duration" && value.milliseconds > 0) return value.milliseconds;
  const mend = value.kind === "number" ? `Say the unit: \`${value.value}s\`, or \`ms\`, \`m\`, \`h\`.` : undefined;
  return refuseProperty(at, value.span, name, "a time such as `30s` or `2m`", mend);
};

/** `true` or `false`. */
export const flag: Reader<boolean> = (at, value, name) =>
  value.kind === "boolean" ? value.value : refuseProperty(at, value.span, name, "`true` or `false`");

/** One of some words. */
export const word =
  <W extends string>(...words: readonly W[]): Reader<W> =>
  (at, value, name) => {
    const written = value.kind === "name" ? value.name : fixedText(value);
    const known = words.find((each) => each === written);
    if (known && value.kind === "name") return known;
    const nearest = known ?? (written === undefined ? undefined : suggest(written, words));
    const takes = words.map((each) => `\`${each}\``).join(", ");
    return refuseProperty(at, value.span, name, `one of ${takes}`, nearest && `Did you mean \`${nearest}\`?`, nearest);
  };

/** A quoted text without `${…}`. */
export const plainText: Reader<string> = (at, value, name) =>
  fixedText(value) ?? refuseProperty(at, value.span, name, "a quoted text without `${…}`");

/** A quoted text, or `env("NAME")`. */
export const setting: Reader<Setting> = (at, value, name) => {
  const text = fixedText(value);
  if (text !== undefined) return text;
  const argument = wordCall(value, "env");
  const variable = argument?.length === 1 && argument[0] ? fixedText(argument[0]) : undefined;
  if (variable !== undefined && /^[A-Za-z_][A-Za-z0-9_]*$/.test(variable)) return { env: variable };
  return refuseProperty(at, value.span, name, 'a quoted text or `env("NAME")`');
};

/** An expression that gives a text when it runs. */
export const text: Reader<Expression> = (at, value, name) => {
  typeOf(at, value, { type: { kind: "string" }, taker: `\`${name}\` takes` });
  return value;
};

/** The text of a quoted text in which nothing is to be filled in. */
export function fixedText(value: Expression): string | undefined {
  if (value.kind !== "text") return undefined;
  const pieces = value.parts.map((part) => (part.kind === "piece" ? part.value : undefined));
  return pieces.every((piece) => piece !== undefined) ? pieces.join("") : undefined;
}

/** The arguments of a call of one of the language's own words: `env("X")`. */
export function wordCall(value: Expression, name: string): readonly Expression[] | undefined {
  if (value.kind !== "call" || value.callee.kind !== "name" || value.callee.name !== name) return undefined;
  return value.arguments.map((argument) => argument.value);
}
