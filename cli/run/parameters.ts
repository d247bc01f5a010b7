import { Option } from "commander";
import type { Expr, Json } from "../../compiler/graph/expression.ts";
import type { FlowEntry, Graph, ParameterEntry } from "../../compiler/graph/graph.ts";
import { recordOf } from "../../compiler/graph/json.ts";
import type { Type, TypeTable } from "../../compiler/graph/type.ts";
import { membersOf, resolve } from "../../compiler/types/access.ts";
import { printType } from "../../compiler/types/print.ts";

/** How a flow's parameter is reached from the command line. */
export interface ParameterOption {
  readonly parameter: ParameterEntry;
  readonly type: Type;
  /** As a person writes it: `--max-items`, or `--arg model=…` for one that is named like an option. */
  readonly written: string;
  /** What commander is told: a bool has two, and one that only `--arg` and `--input` reach has none. */
  readonly options: readonly Option[];
}

/** The types of a graph, as operations on types look them up. */
export function tableOf(graph: Graph): TypeTable {
  return new Map(Object.entries(graph.types));
}

/** The options of a flow's parameters, in their order; `taken` are the flags that mean something else. */
export function parameterOptions(flow: FlowEntry, graph: Graph, taken: ReadonlySet<string>): ParameterOption[] {
  const table = tableOf(graph);
  const used = new Set(taken);
  return flow.parameters.map((parameter) => {
    const type = graph.types[parameter.type]?.type ?? { kind: "json" };
    const flag = flagOf(parameter.name);
    const flags = isBool(type, table) ? [`--${flag}`, `--no-${flag}`] : [`--${flag}`];
    // Commander reads `--no-cache` as the opposite of `--cache`, so a name that begins like that can't be an option.
    const free = flag !== "" && !flag.startsWith("no-") && flags.every((name) => !used.has(name));
    if (!free) return { parameter, type, written: `--arg ${parameter.name}=…`, options: [] };
    for (const name of flags) used.add(name);
    return { parameter, type, written: `--${flag}`, options: optionsOf(parameter, type, flags) };
  });
}

/** What `--help` says of a parameter beside its type. */
export function describeParameter(parameter: ParameterEntry): string {
  const doc = parameter.doc?.replace(/\s+/g, " ").trim();
  const fallback = parameter.default === undefined ? "needed" : defaultText(parameter.default);
  const note = fallback === undefined ? undefined : `(${fallback})`;
  return [doc, note].filter((part) => part !== undefined && part !== "").join(" ");
}

function optionsOf(parameter: ParameterEntry, type: Type, flags: readonly string[]): Option[] {
  const description = describeParameter(parameter);
  const [first, opposite] = flags;
  if (opposite !== undefined) return [new Option(`${first}`, description), new Option(opposite)];
  return [new Option(`${first} <${printType(type, 28).replace(/[<>]/g, "'")}>`, description)];
}

/** `max_items` and `maxItems` as `max-items`. */
function flagOf(name: string): string {
  const words = name.replace(/([a-z0-9])([A-Z])/g, "$1-$2").replace(/_/g, "-");
  return words.replace(/-+/g, "-").replace(/^-|-$/g, "").toLowerCase();
}

function isBool(type: Type, table: TypeTable): boolean {
  return resolve(type, table).kind === "bool";
}

/** Whether all values are texts, which are then taken as they are written. */
export function isText(type: Type, table: TypeTable): boolean {
  return membersOf(type, table).every(
    (member) => member.kind === "string" || (member.kind === "literal" && typeof member.value === "string"),
  );
}

function defaultText(expression: Expr): string {
  const value = constantOf(expression);
  if (value === undefined) return "worked out from the parameters before it";
  const text = JSON.stringify(value);
  return `default: ${text.length > 60 ? `${text.slice(0, 59)}…` : text}`;
}

// Only what is written out; anything that has to be evaluated depends on other parameters.
function constantOf(expression: Expr): Json | undefined {
  switch (expression.op) {
    case "value":
      return expression.value;
    case "text":
      return expression.parts.every((part) => typeof part === "string") ? expression.parts.join("") : undefined;
    case "list": {
      const items = expression.items.map((item) => (item.spread ? undefined : constantOf(item.value)));
      return items.every((item) => item !== undefined) ? items : undefined;
    }
    case "record": {
      const fields = expression.entries.map(({ name, value }) => [name, constantOf(value)] as const);
      return fields.every((field): field is [string, Json] => field[1] !== undefined) ? recordOf(fields) : undefined;
    }
    default:
      return undefined;
  }
}
