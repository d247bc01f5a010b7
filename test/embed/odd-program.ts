/** Two files whose names are words of TypeScript, of the library, and of each other. */
export const ODD = {
  "main.af": `import { Finding as Other, other } from "./other.af"

schema Tools { class: string, "with-dash"?: json }
schema Json { next?: Json, values: map<json> }
schema Finding { tools: Tools[] }
schema agentflow { default: "a" | "b" | 3 | true | null }
type undefined = int

tool search("the-word": string, limit: undefined = 3) -> result_of { from: "./tools.ts" }
type result_of = { ok: bool, lists: (int | string)[][] }

agent default(of: Tools) -> Json { tools: [search] }
agent Agents(of: Other) -> agentflow {}

/// Ends */ a comment, and \`goes on\`.
flow delete(
  /// Two
  /// lines.
  function: Finding,
  Program: agentflow = { default: null },
) -> { a: Json, b: agentflow, c: Other | null } {
  let found = default(function.tools[0] ?? { class: "none" })
  return { a: found, b: Program, c: if found.next == null { null } else { other() } }
}

flow class() -> agentflow { return Agents({ text: "x" }) }
`,
  "other.af": `schema Finding { text: string }
agent other() -> Finding {}
flow unseen() -> Finding { return other() }
`,
};
