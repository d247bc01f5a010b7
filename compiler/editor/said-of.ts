import type { Span } from "../../language/ast.ts";
import type { Declared, Local } from "../bind/target.ts";
import type { FieldType, Type } from "../graph/type.ts";
import { unknownType } from "../types/access.ts";
import { printType } from "../types/print.ts";
import type { Analysis } from "./analysis.ts";
import { costText } from "./costs.ts";
import { fieldText, headOf, localText } from "./describe.ts";
import { enforcedText } from "./enforced.ts";
import type { Meaning, Occurrence } from "./meaning.ts";
import { methodDocs } from "./method-docs.ts";
import { propertyDocs } from "./property-docs.ts";
import { nodesAt } from "./tree.ts";
import { optionDocs, typeDocs, wordDocs } from "./word-docs.ts";

type Parts = readonly (string | undefined)[];

/** What an editor says of a name, in paragraphs of Markdown; none where nothing is known. */
export function saidOf(analysis: Analysis, occurrence: Occurrence): readonly string[] {
  return partsOf(analysis, occurrence).flatMap((part) => part || []);
}

function partsOf(analysis: Analysis, occurrence: Occurrence): Parts {
  const { meaning } = occurrence;
  switch (meaning.kind) {
    case "declaration":
      return declarationParts(analysis, meaning.declared);
    case "test":
      return [code(`test ${JSON.stringify(meaning.declaration.name.text)}`), meaning.declaration.doc?.text];
    case "local":
      return localParts(analysis, meaning.local, occurrence);
    case "field":
      return fieldParts(analysis, meaning, occurrence);
    case "method": {
      const { shape, doc } = methodDocs[meaning.name];
      return [code(`.${meaning.name} -> ${shape}`), doc];
    }
    case "built-in-type":
      return [typeDocs[meaning.name], enforcedOfWritten(analysis, occurrence)];
    case "property": {
      const known = propertyDocs[meaning.owner][meaning.name];
      if (!known) return [];
      const otherwise = known.otherwise && `Left out: ${known.otherwise}.`;
      return [code(`${meaning.name}: …`), `${known.doc} Takes ${known.takes}.`, otherwise];
    }
    case "option":
      return [optionDocs[meaning.name]];
    case "word":
      return [wordDocs[meaning.word]];
    case "module":
      return [code(`"${meaning.path}"`, ""), declaredIn(analysis, meaning.path)];
    default:
      return meaning satisfies never;
  }
}

function declaredIn({ module }: Analysis, path: string): string | undefined {
  const target = [...module.imports.values()].find((each) => each.path === path);
  const names = target?.tree.declarations.flatMap(({ kind, name }) => (kind === "test" ? [] : [`\`${name.text}\``]));
  return names && names.length > 0 ? `Declares ${names.join(", ")}.` : undefined;
}

function declarationParts(analysis: Analysis, declared: Declared): Parts {
  const { checked } = analysis;
  const { declaration } = declared;
  const id = checked.typeIds.get(declaration);
  const { effect, protected: guarded } = (declaration.kind === "tool" && checked.tools.get(declaration)) || {};
  return [
    code(headOf(checked, declared)),
    declaration.doc?.text,
    id === undefined ? undefined : enforcedText({ kind: "ref", id }, checked.table),
    effect ? "It has an effect: it is never cached, shared between callers or called again by itself." : undefined,
    guarded ? "It is protected: a person is asked before each call, unless it was granted." : undefined,
    costText(analysis, declared),
  ];
}

function localParts(analysis: Analysis, local: Local, { span }: Occurrence): Parts {
  const { checked } = analysis;
  const type = typeRead(analysis, span) ?? checked.locals.get(local) ?? unknownType;
  const { definition } = local;
  const parameter = definition.kind === "parameter" ? definition.node : undefined;
  const { text } = local.module;
  const value = parameter?.default;
  return [
    code(`${localText(local, type)}${value ? ` = ${text.slice(value.span.start, value.span.end)}` : ""}`),
    definition.kind === "parameter" || definition.kind === "let" ? definition.node.doc?.text : undefined,
    parameter && isWritten(local) ? enforcedText(type, checked.table) : undefined,
  ];
}

/** Whether a model may write the value of a parameter: that of a tool or an agent. */
function isWritten({ module, span }: Local): boolean {
  const owner = module.tree.declarations.find((each) => each.span.start <= span.start && span.end <= each.span.end);
  return owner?.kind === "tool" || owner?.kind === "agent";
}

function fieldParts(analysis: Analysis, meaning: Extract<Meaning, { kind: "field" }>, { span }: Occurrence): Parts {
  const { table } = analysis.checked;
  const own = writtenField(analysis, meaning, span);
  const fields = meaning.fields.length > 0 ? meaning.fields : own ? [own] : [];
  const [first, ...others] = fields;
  if (!first) return [];
  const read = typeRead(analysis, span);
  const shown = read ? `${first.name}: ${printType(read)}` : fieldText(first);
  return [code(shown), first.doc, others.length === 0 ? enforcedText(first.type, table) : undefined];
}

/** The field that a declaration of a field, or an entry of a record, makes. */
function writtenField(
  { checked, module }: Analysis,
  { written }: Extract<Meaning, { kind: "field" }>,
  { start }: Span,
): FieldType | undefined {
  if (!written) return undefined;
  for (const node of [...nodesAt(module.tree, start)].reverse()) {
    if (node.kind === "field-declaration" && node.node.name === written) {
      const { name, optional, doc, type } = node.node;
      const known = checked.written.get(type) ?? unknownType;
      return { name: name.text, optional, type: known, ...(doc && { doc: doc.text }) };
    }
    if (node.kind === "entry" && node.name === written) {
      return { name: written.text, optional: false, type: checked.types.get(node.value) ?? unknownType };
    }
  }
  return undefined;
}

/** The type of the name or field that is read in a place: narrower there, perhaps, than where it was given. */
function typeRead({ checked, module }: Analysis, { start, end }: Span): Type | undefined {
  const found = nodesAt(module.tree, start).findLast((node) => {
    if (node.kind === "name") return node.span.start === start && node.span.end === end;
    return node.kind === "field" && node.name.span.start === start && node.name.span.end === end;
  });
  return found?.kind === "name" || found?.kind === "field" ? checked.types.get(found) : undefined;
}

/** What is enforced of the type that a word begins: `string(1..80)`. */
function enforcedOfWritten({ checked, module }: Analysis, { span }: Occurrence): string | undefined {
  const node = nodesAt(module.tree, span.start).findLast((each) => each.kind === "named-type");
  const type = node?.kind === "named-type" ? checked.written.get(node) : undefined;
  return type && enforcedText(type, checked.table);
}

const code = (text: string, language = "af"): string => `\`\`\`${language}\n${text}\n\`\`\``;
