import type { MethodName } from "../graph/expression.ts";

/** What an editor says of a method. */
export interface MethodDoc {
  /** What it gives, as its user writes it. */
  readonly shape: string;
  /** In one sentence. */
  readonly doc: string;
  /** What stands in its brackets, as a snippet; absent where it takes none. */
  readonly argument?: string;
}

/** The methods of lists, texts and maps. */
export const methodDocs: Readonly<Record<MethodName, MethodDoc>> = {
  length: { shape: "int", doc: "How many elements a list has, or characters a text." },
  first: { shape: "T | null", doc: "The first element; null where the list is empty." },
  last: { shape: "T | null", doc: "The last element; null where the list is empty." },
  keys: { shape: "string[]", doc: "The names in a map." },
  take: { shape: "T[]", doc: "The first so many elements.", argument: "${1:3}" },
  sort: { shape: "T[]", doc: "The elements in the order of one of their fields.", argument: '"$1"' },
  unique: { shape: "T[]", doc: "Each element once, where it stands first.", argument: "" },
  flatten: { shape: "T[]", doc: "The elements of the lists in a list, in one list.", argument: "" },
  contains: { shape: "bool", doc: "Whether a list has this element, or a text this part.", argument: "$1" },
  chunks: {
    shape: "T[][]",
    doc: "Parts of this many elements or characters; the last may be shorter.",
    argument: "${1:10}",
  },
  join: { shape: "string", doc: "The texts of a list as one, with this between them.", argument: '"${1:\\n}"' },
  lines: { shape: "string[]", doc: "The lines of a text.", argument: "" },
  split: { shape: "string[]", doc: "The parts of a text between this.", argument: '"$1"' },
  trim: { shape: "string", doc: "The text without blanks at its ends.", argument: "" },
};
