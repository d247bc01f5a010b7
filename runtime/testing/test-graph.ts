import type { FlowEntry, Graph, TestEntry, TypeEntry } from "../../compiler/graph/graph.ts";

/** What a test gives is for nobody, so any value will do. */
const ANY: TypeEntry = {
  id: "test:any",
  named: false,
  type: { kind: "json" },
  schema: {},
  checkedAfter: [],
};

/** The graph with a test's body as one more flow, which takes nothing; and that flow's id. */
export function asFlow(test: TestEntry, graph: Graph): { readonly graph: Graph; readonly flow: string } {
  const id = `test:${test.name.replaceAll("/", "|")}`;
  const { at, tools, body } = test;
  const flow: FlowEntry = { id, name: test.name, at, parameters: [], result: ANY.id, tools, body };
  return {
    graph: { ...graph, types: { ...graph.types, [ANY.id]: ANY }, flows: { ...graph.flows, [id]: flow } },
    flow: id,
  };
}
