import type { Type } from "../graph/type.ts";
import { type Atom, choice, frame, type Sequence, text } from "./grammar.ts";
import { UNBOUNDED } from "./machine.ts";

/**
 * The canonical JSON of `type` as a sequence. `never` and `thought` have no text: they give null, and so does a type
 * that can only be written with one of them.
 */
export function sequenceOf(type: Type): Sequence | null {
  let sequence = kept.get(type);
  if (sequence === undefined) {
    sequence = make(type);
    kept.set(type, sequence);
  }
  return sequence;
}

/** A type is opened wherever it stands in alternatives, which may be often. */
const kept = new WeakMap<Type, Sequence | null>();

function make(type: Type): Sequence | null {
  switch (type.kind) {
    case "null":
      return [text("null")];
    case "bool":
      return [choice([[text("true")], [text("false")]])];
    case "literal":
      return [text(JSON.stringify(type.value))];
    case "string":
      return type.pattern === undefined && type.format === undefined
        ? [frame({ kind: "string", min: type.min ?? 0, max: type.max ?? UNBOUNDED })]
        : [frame({ kind: "regular", type })];
    case "number":
      return [frame({ kind: "regular", type })];
    case "json":
      return [frame({ kind: "json" })];
    case "list": {
      const element = sequenceOf(type.element);
      const min = type.min ?? 0;
      if (element) return [frame({ kind: "list", element, min, max: type.max ?? UNBOUNDED })];
      return min === 0 ? [text("[]")] : null;
    }
    case "map": {
      const value = sequenceOf(type.value);
      return value ? [frame({ kind: "map", value })] : [text("{}")];
    }
    case "record":
      return [text("{"), { kind: "fields", record: type, from: 0, opened: false }];
    case "union": {
      const options = type.members.map(sequenceOf).filter((s) => s !== null);
      return options.length === 0 ? null : options.length === 1 ? options[0]! : [choice(options)];
    }
    case "ref":
      return [frame({ kind: "named", id: type.id })];
    case "thought":
    case "never":
      return null;
  }
}

/** What `fields` stands for: the sequences it may go on with. A field that no text can be given to is left out. */
export function expandFields(atom: Extract<Atom, { kind: "fields" }>): readonly Sequence[] {
  const { record, opened } = atom;
  const options: Sequence[] = [];
  for (let i = atom.from; i < record.fields.length; i++) {
    const field = record.fields[i]!;
    const value = sequenceOf(field.type);
    if (value)
      options.push([
        text(`${opened ? "," : ""}${JSON.stringify(field.name)}:`),
        ...value,
        { kind: "fields", record, from: i + 1, opened: true },
      ]);
    if (!field.optional) return options;
  }
  options.push([text("}")]);
  return options;
}
