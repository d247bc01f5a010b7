import { grammarText } from "../compiler/emit/gbnf-text.ts";
import type { Graph, TypeEntry } from "../compiler/graph/graph.ts";
import { suggestNear } from "../language/index.ts";
import { loadChecked } from "./checked.ts";
import { type ExitCode, type Io, say } from "./io.ts";
import { meant, UsageProblem } from "./usage.ts";

/** `agentflow schema FILE TYPE`: the type as JSON Schema 2020-12. */
export async function schemaCommand(file: string, type: string, io: Io): Promise<ExitCode> {
  const program = await loadChecked(file, io);
  if (program === undefined) return 1;
  const schema = namedType(program.graph, type, file).schema;
  const whole = typeof schema === "object" && schema !== null ? { $schema: DIALECT, ...schema } : schema;
  await say(io.stdout, JSON.stringify(whole, null, 2));
  return 0;
}

/** `agentflow grammar FILE TYPE`: the GBNF that an answer of the type is held to. */
export async function grammarCommand(file: string, type: string, io: Io): Promise<ExitCode> {
  const program = await loadChecked(file, io);
  if (program === undefined) return 1;
  const { gbnf } = namedType(program.graph, type, file);
  if (gbnf === undefined) {
    await say(
      io.stderr,
      `agentflow: No grammar can say what \`${type}\` is; its values are checked after they are written.`,
    );
    return 1;
  }
  await say(io.stdout, grammarText(gbnf).trimEnd());
  return 0;
}

const DIALECT = "https://json-schema.org/draft/2020-12/schema";

function namedType(graph: Graph, name: string, file: string): TypeEntry {
  const entry = graph.types[name];
  if (entry?.named) return entry;
  const names = Object.values(graph.types).flatMap((type) => (type.named ? [type.id] : []));
  const there = names.length === 0 ? "it names none" : `it has ${names.map((each) => `\`${each}\``).join(", ")}`;
  throw new UsageProblem(`There is no type \`${name}\` in \`${file}\`; ${there}.`, meant(suggestNear(name, names)));
}
