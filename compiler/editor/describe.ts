import type { Parameter, Property } from "../../language/ast.ts";
import type { Declared, Local } from "../bind/target.ts";
import type { Checked } from "../check/check.ts";
import type { Signature } from "../check/signature.ts";
import type { FieldType, Type } from "../graph/type.ts";
import type { LoadedModule } from "../modules/load.ts";
import { unknownType } from "../types/access.ts";
import { printType } from "../types/print.ts";

/** Columns of a type in a description. */
const WIDE = 200;

/** A declaration as it would be written, its body left out. */
export function headOf(checked: Checked, { declaration, module }: Declared): string {
  const name = declaration.name.text;
  switch (declaration.kind) {
    case "schema":
    case "type": {
      const id = checked.typeIds.get(declaration);
      const type = id === undefined ? undefined : checked.table.get(id)?.type;
      if (declaration.kind === "type") return `type ${name} = ${printType(type ?? unknownType, WIDE)}`;
      return `schema ${name} ${type?.kind === "record" ? fieldsText(type.fields) : "{ … }"}`;
    }
    case "model":
      return `model ${name}${propertiesText(module, declaration.properties)}`;
    case "tool":
    case "agent":
      return `${declaration.kind} ${callText(checked, declaration, module)}${propertiesText(module, declaration.properties)}`;
    case "flow":
      return `flow ${callText(checked, declaration, module)}`;
    default:
      return declaration satisfies never;
  }
}

/** `lookup(query: string, limit: int(1..50) = 5) -> Hit[]`. */
function callText(
  checked: Checked,
  declaration: Extract<Declared["declaration"], { kind: "tool" | "agent" | "flow" }>,
  module: LoadedModule,
): string {
  const signature = checked.signatures.get(declaration);
  if (!signature) return declaration.name.text;
  const parameters = parameterTexts(signature, module);
  return `${declaration.name.text}(${parameters.join(", ")}) -> ${printType(signature.result, WIDE)}`;
}

/** Each parameter of a signature as it would be written. */
export function parameterTexts({ parameters }: Signature, module: LoadedModule): readonly string[] {
  return parameters.map(
    ({ node, type }) => `${nameText(node, module)}: ${printType(type)}${defaultText(node, module)}`,
  );
}

/** A parameter's name as it is written: that of a tool may be quoted. */
const nameText = ({ name: { span } }: Parameter, { text }: LoadedModule): string => text.slice(span.start, span.end);

function defaultText({ default: value }: Parameter, module: LoadedModule): string {
  return value ? ` = ${oneLine(module.text.slice(value.span.start, value.span.end))}` : "";
}

/** Properties that say what a declaration may do; its texts are left out, and where its code is. */
const silent: ReadonlySet<string> = new Set(["prompt", "system", "from", "key"]);

function propertiesText({ text }: LoadedModule, properties: readonly Property[]): string {
  const lines = properties
    .filter(({ name, value }) => !silent.has(name.text) && value.kind !== "missing")
    .map(({ name, value }) => `  ${name.text}: ${oneLine(text.slice(value.span.start, value.span.end))}`);
  return lines.length > 0 ? ` {\n${lines.join("\n")}\n}` : "";
}

/** A part of a source in one line, cut where it is long. */
function oneLine(source: string): string {
  const line = source.replace(/\s+/g, " ");
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}

function fieldsText(fields: readonly FieldType[]): string {
  if (fields.length === 0) return "{ }";
  return `{\n${fields.map((field) => `  ${fieldText(field)}`).join("\n")}\n}`;
}

/** `source?: url`. */
export function fieldText({ name, type, optional }: FieldType): string {
  const written = /^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name);
  return `${written}${optional ? "?" : ""}: ${printType(type, WIDE)}`;
}

/** A name of a flow with its type, and what kind of name it is. */
export function localText(local: Local, type: Type): string {
  const { kind } = local.definition;
  const before = kind === "parameter" ? "(parameter) " : kind === "let" ? "let " : "";
  return `${before}${local.name}: ${printType(type, WIDE)}`;
}
