import { type Enforcement, enforcementOf } from "../compiler/decode/enforcement.ts";
import { grammarText } from "../compiler/emit/gbnf-text.ts";
import type { Graph, TypeEntry } from "../compiler/graph/graph.ts";
import type { TypeId, TypeTable } from "../compiler/graph/type.ts";
import { suggestNear } from "../language/index.ts";
import { loadChecked } from "./checked.ts";
import { type ExitCode, type Io, say } from "./io.ts";
import { meant, UsageProblem } from "./usage.ts";

/** `agentflow schema FILE TYPE`: the type as JSON Schema 2020-12, and on stderr what of it is enforced when. */
export async function schemaCommand(file: string, type: string, io: Io): Promise<ExitCode> {
  const program = await loadChecked(file, io);
  if (program === undefined) return 1;
  const { id, schema } = namedType(program.graph, type, file);
  const whole = typeof schema === "object" && schema !== null ? { $schema: DIALECT, ...schema } : schema;
  await say(io.stdout, JSON.stringify(whole, null, 2));
  await say(io.stderr, enforcementText(program.graph, id));
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

/** A line for each time at which constraints are held to: what is enforced while an answer is written, what after. */
function enforcementText(graph: Graph, id: TypeId): string {
  const table: TypeTable = new Map(Object.values(graph.types).flatMap((type) => (type.named ? [[type.id, type]] : [])));
  const all = enforcementOf({ kind: "ref", id }, table);
  const listed = (how: Enforcement["how"]): string =>
    all
      .filter((each) => each.how === how)
      .map(({ path, constraint }) => (path === "" ? constraint : `${path}: ${constraint}`))
      .join(", ") || "nothing";
  if (all.length === 0) return `${id} has no constraints besides its form, which is enforced while decoding.`;
  return `enforced while decoding: ${listed("decoding")}\nchecked after: ${listed("after")}`;
}

const DIALECT = "https://json-schema.org/draft/2020-12/schema";

function namedType(graph: Graph, name: string, file: string): TypeEntry {
  const entry = graph.types[name];
  if (entry?.named) return entry;
  const names = Object.values(graph.types).flatMap((type) => (type.named ? [type.id] : []));
  const there = names.length === 0 ? "it names none" : `it has ${names.map((each) => `\`${each}\``).join(", ")}`;
  throw new UsageProblem(`There is no type \`${name}\` in \`${file}\`; ${there}.`, meant(suggestNear(name, names)));
}
