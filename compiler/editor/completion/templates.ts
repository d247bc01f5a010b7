import { wordDocs } from "../word-docs.ts";
import { type Completion, ranks } from "./item.ts";

/** Uses of a word with stops for what belongs to them; a word with two uses has something after it in its label. */
function templates(uses: Readonly<Record<string, string>>, rank: number): readonly Completion[] {
  return Object.entries(uses).map(([label, insert], order) => {
    const doc = wordDocs[label.split(" ")[0] ?? ""];
    return { label, kind: "template", ...(doc && { doc }), insert, rank: rank + order / 100 };
  });
}

/** Whole declarations. */
export const declarationTemplates = templates(
  {
    agent: 'agent ${1:name}(${2:question}: ${3:string}) -> ${4:string} {\n  prompt: """$0"""\n\\}',
    flow: "flow ${1:main}(${2:topic}: ${3:string}) -> ${4:string} {\n  $0\n\\}",
    schema: "schema ${1:Name} {\n  ${2:field}: ${3:string}$0\n\\}",
    type: 'type ${1:Name} = ${0:"a" | "b"}',
    tool: '/// ${1:What it does.}\ntool ${2:name}(${3:query}: ${4:string}) -> ${5:string} {\n  from: "${6:./tools.ts}"$0\n\\}',
    model: 'model ${1:local} { gguf: "${0:models/model.gguf}" \\}',
    test: 'test "${1:what must hold}" {\n  mock ${2:search} -> ${3:[]}\n  let result = ${4:main}($5)\n  expect $0\n\\}',
    import: 'import { $2 } from "$1"$0',
  },
  ranks.asked,
);

/** Statements of flows and tests. */
export const statementTemplates = templates(
  {
    let: "let ${1:name} = $0",
    return: "return $0",
    share: "share $0",
    spine: 'spine {\n  system: "$0"\n\\}',
    expect: "expect $0",
    if: "if ${1:condition} { $0 \\}",
  },
  ranks.fitting,
);

/** What may stand in tests alone. */
export const testTemplates = templates({ mock: "mock ${1:search} -> $0" }, ranks.fitting);

/** What a `mock` may give beside a value. */
export const mockedTemplates = templates({ fail: 'fail("$1")' }, ranks.fitting);

/** What may stand in a `repeat` alone. */
export const roundTemplates = templates({ break: "break $0" }, ranks.fitting);

/** Expressions that run something. */
export const topologyTemplates = templates(
  {
    parallel: "parallel ${1:item} in ${2:items} { $0 \\}",
    "parallel { }": "parallel {\n  ${1:a}: $2\n  ${3:b}: $0\n\\}",
    chain: "chain {\n  ${1:draft}: $2\n  ${3:review}: $0\n\\}",
    fanout: "fanout ${1:map} = ${2:survey()} each ${3:area} in ${1:map}.${4:areas} { $0 \\}",
    dag: "dag {\n  ${1:facts}: $2\n  ${3:draft}: $0\n\\}",
    diverge: "diverge ${1:3} { $0 \\} by ${2|vote,perplexity,judge|}",
    race: "race { ${1:quick()}, $0 \\}",
    reduce: "reduce ${1:items} by ${2:8} { ${3:merger}(it)$0 \\}",
    repeat: "repeat ${1:3} with ${2:draft} = ${3:writer()} {\n  $0\n\\}",
    try: "try $0",
    think: "think ${1:20} $0",
    ask: 'ask ${1:bool} "$0"',
  },
  ranks.template,
);

/** Expressions that may stand everywhere. */
export const valueTemplates = templates(
  {
    if: "if ${1:condition} { $2 \\} else { $0 \\}",
    match: "match ${1:value} {\n  ${2:_} -> $0\n\\}",
    for: "for ${1:item} in ${2:items} { $0 \\}",
    true: "true",
    false: "false",
    null: "null",
  },
  ranks.keyword + 1,
);

/** How the best attempt of a `diverge` is chosen. */
export const choiceTemplates = templates({ vote: "vote", perplexity: "perplexity", judge: "judge($1)" }, ranks.asked);
