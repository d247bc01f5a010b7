import type { Analysis } from "../analysis.ts";
import { typeDocs } from "../word-docs.ts";
import { type Completion, ranks } from "./item.ts";
import { nameItem, namesOf } from "./names.ts";

/** Types that are written out, by what is shown of them. */
const written: Readonly<Record<string, string>> = {
  string: "string",
  "string(1..80)": "string(${1:1}..${2:80})",
  "string(/…/)": "string(/${1:[A-Z]+}/)",
  int: "int",
  "int(0..100)": "int(${1:0}..${2:100})",
  number: "number",
  "number(0..1)": "number(${1:0}..${2:1})",
  bool: "bool",
  url: "url",
  date: "date",
  datetime: "datetime",
  json: "json",
  map: "map<${1:string}>",
  '"a" | "b"': '"${1:a}" | "${2:b}"',
  "{ … }": "{ ${1:name}: ${2:string} \\}",
  null: "null",
};

/** Types that only values inside a flow have. */
const inFlows: typeof written = { result: "result<${1:string}>", thought: "thought" };

/** What may stand as a type. After `...` that is a schema alone. */
export function typeItems(analysis: Analysis, schemas: boolean, inFlow: boolean): readonly Completion[] {
  const declared = namesOf(analysis)
    .filter(([, { declaration }]) => declaration.kind === "schema" || (!schemas && declaration.kind === "type"))
    .map(([name, each]) => ({ ...nameItem(analysis, name, each), rank: ranks.asked }));
  if (schemas) return declared;
  const known = Object.entries({ ...written, ...(inFlow && inFlows) }).map(([label, insert], order): Completion => {
    const doc = typeDocs[/^\w*/.exec(label)?.[0] ?? ""];
    return { label, kind: "type", ...(doc && { doc }), insert, rank: ranks.fitting + order / 100 };
  });
  return [...declared, ...known];
}
