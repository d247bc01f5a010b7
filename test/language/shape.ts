import { parse } from "../../language/parse.ts";

/** Writes a tree as nested words without its spans, so that a test can say in one line what it expects. */
export function shape(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(shape).join(" ")}]`;
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value !== "object" || value === null) return String(value);
  const { kind, span: _, ...rest } = value as Record<string, unknown>;
  if (kind === undefined && typeof rest.text === "string") return rest.text || "?";
  if (kind === "name") return String(rest.name);
  if (kind === "number") return `${rest.value}${rest.integer ? "" : "n"}`;
  if (kind === "piece") return JSON.stringify(rest.value);
  if (kind === "interpolation") return `\${${shape(rest.value)}}`;
  if (kind === "text") return `${rest.block ? "block" : "text"}${shape(rest.parts)}`;
  const parts = Object.entries(rest)
    .filter(([key, each]) => (each !== false || key === "value") && !(Array.isArray(each) && each.length === 0))
    .map(([key, each]) => (each === true && key !== "value" ? key : `${key}:${shape(each)}`));
  return `(${[...(kind === undefined ? [] : [kind]), ...parts].join(" ")})`;
}

/** The shape of an expression, which must be free of mistakes. */
export function expression(text: string): string {
  const statements = statementsOf(text);
  const last = statements.at(-1);
  return last?.kind === "expression" ? shape(last.value) : shape(last);
}

/** The shapes of the statements of a flow's body. */
export function statements(text: string): string[] {
  return statementsOf(text).map(shape);
}

function statementsOf(text: string) {
  const { module, diagnostics } = parse(`flow f() {\n${text}\n}`, "test.af");
  if (diagnostics.length > 0) throw new Error(diagnostics.map((each) => each.message).join("\n"));
  const [flow] = module.declarations;
  return flow?.kind === "flow" ? flow.body.statements : [];
}

/** The shape of a type, which must be free of mistakes. */
export function type(text: string): string {
  return declaration(`type T = ${text}`).replace(/^\(type name:T type:|\)$/g, "");
}

/** The shape of the only declaration of a file, which must be free of mistakes. */
export function declaration(text: string): string {
  const { module, diagnostics } = parse(text, "test.af");
  if (diagnostics.length > 0) throw new Error(diagnostics.map((each) => each.message).join("\n"));
  return shape(module.declarations[0]);
}
