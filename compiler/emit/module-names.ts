/** Names in a generated TypeScript module: whatever a program may declare, none means two things or is a word of the language. */
import type { Graph } from "../graph/graph.ts";
import { type TypescriptNames, typescriptName } from "./typescript.ts";

/** What things are called in the module of a program. */
export interface ModuleNames extends TypescriptNames {
  /** The library, as a namespace. */
  readonly library: string;
  readonly program: string;
  readonly tools: string;
  readonly agents: string;
  /** Of a flow: the record of its parameters, its types, and the constant that holds it. */
  parametersOf(flow: string): string;
  typesOf(flow: string): string;
  constantOf(flow: string): string;
}

/** Names for the module of a graph. What its types are called comes first; what is ours gives way. */
export function moduleNames(graph: Graph): ModuleNames {
  const taken = new Set(WORDS);
  const fresh = (wanted: string): string => {
    let name = wanted;
    while (taken.has(name)) name += "_";
    taken.add(name);
    return name;
  };
  const all = (keys: readonly string[], name: (key: string) => string): ((key: string) => string) => {
    const made = new Map(keys.map((key) => [key, fresh(name(key))]));
    return (key) => made.get(key) ?? name(key);
  };
  const types = Object.values(graph.types).filter(({ named }) => named);
  const of = all(
    types.map(({ id }) => id),
    typescriptName,
  );
  const flows = Object.values(graph.flows).map(({ name }) => name);
  const constantOf = all([...new Set(flows)], (flow) => flow);
  const [program, tools, agents] = [fresh("Program"), fresh("Tools"), fresh("Agents")];
  const library = fresh("agentflow");
  return {
    json: `${library}.Json`,
    of,
    library,
    program,
    tools,
    agents,
    constantOf,
    parametersOf: all([...new Set(flows)], (flow) => `${pascal(flow)}Parameters`),
    typesOf: all([...new Set(flows)], (flow) => `${pascal(flow)}Flow`),
  };
}

function pascal(name: string): string {
  return name.replace(/(?:^|_)([a-z0-9])/g, (_, first: string) => first.toUpperCase());
}

/** Words that can't name a type, or a constant, of a module. */
const WORDS: readonly string[] = (
  "any as async await bigint boolean break case catch class const continue debugger default delete do else enum export " +
  "extends false finally for function if implements import in instanceof interface let never new null number object of " +
  "package private protected public return static string super switch symbol this throw true try type typeof undefined " +
  "unknown var void while with yield arguments eval"
).split(" ");
