import { compile } from "../compiler/compile.ts";
import { type Enforcement, enforcementOf } from "../compiler/decode/enforcement.ts";
import { grammarText } from "../compiler/emit/gbnf-text.ts";
import type { Graph, TypeEntry } from "../compiler/graph/graph.ts";
import type { TypeTable } from "../compiler/graph/type.ts";
import { suggestNear } from "../language/index.ts";
import { hostOfEntry } from "../runtime/host.ts";
import { loadChecked } from "./checked.ts";
import { type ExitCode, type Io, say } from "./io.ts";
import { meant, UsageProblem } from "./usage.ts";

/** `agentflow schema FILE TYPE`: the type as JSON Schema 2020-12, and on stderr what of it is enforced when. */
export async function schemaCommand(file: string, type: string, io: Io): Promise<ExitCode> {
  const found = await typeIn(file, type, io);
  if (found === undefined) return 1;
  const { schema } = found.entry;
  const whole = typeof schema === "object" && schema !== null ? { $schema: DIALECT, ...schema } : schema;
  await say(io.stdout, JSON.stringify(whole, null, 2));
  await say(io.stderr, enforcementText(found, type));
  return 0;
}

/** `agentflow grammar FILE TYPE`: the GBNF that an answer of the type is held to. */
export async function grammarCommand(file: string, type: string, io: Io): Promise<ExitCode> {
  const found = await typeIn(file, type, io);
  if (found === undefined) return 1;
  const { gbnf } = found.entry;
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
function enforcementText({ entry, graph }: FoundType, written: string): string {
  const table: TypeTable = new Map(Object.values(graph.types).flatMap((type) => (type.named ? [[type.id, type]] : [])));
  const all = enforcementOf(entry.named ? { kind: "ref", id: entry.id } : entry.type, table);
  const listed = (how: Enforcement["how"]): string =>
    all
      .filter((each) => each.how === how)
      .map(({ path, constraint }) => (path === "" ? constraint : `${path}: ${constraint}`))
      .join(", ") || "nothing";
  if (all.length === 0) return `${written} has no constraints besides its form, which is enforced while decoding.`;
  return `enforced while decoding: ${listed("decoding")}\nchecked after: ${listed("after")}`;
}

const DIALECT = "https://json-schema.org/draft/2020-12/schema";

/** A type, with the graph whose types it is made of. */
interface FoundType {
  readonly entry: TypeEntry;
  readonly graph: Graph;
}

/**
 * The type that was meant: one that the file names, what an agent, a tool or a flow of it gives, or one as it would be
 * written in the file, `Ticket[]`. Undefined where the file has errors, which are told.
 */
async function typeIn(file: string, written: string, io: Io): Promise<FoundType | undefined> {
  const program = await loadChecked(file, io);
  if (program === undefined) return undefined;
  const { graph } = program;
  const { agents, tools, flows, types } = graph;
  const callable = agents[written] ?? tools[written] ?? flows[written];
  const entry = types[written]?.named ? types[written] : callable && types[callable.result];
  if (entry) return { entry, graph };
  const asked = /^\w*$/.test(written) ? undefined : writtenIn(file, written, graph);
  if (asked) return asked;
  const named = Object.values(types).flatMap((type) => (type.named ? [type.id] : []));
  const names = [...named, ...Object.keys(agents), ...Object.keys(tools), ...Object.keys(flows)];
  const there = named.length === 0 ? "it names none" : `it has ${named.map((each) => `\`${each}\``).join(", ")}`;
  throw new UsageProblem(
    `There is no type \`${written}\` in \`${file}\`; ${there}.`,
    meant(suggestNear(written, names)),
  );
}

/** The type that is written so in the file: the file is compiled with a name for it at its end. */
function writtenIn(file: string, written: string, { types }: Graph): FoundType | undefined {
  let name = "Asked";
  while (types[name]) name += "_";
  const { host, entry } = hostOfEntry(file);
  const text = host.read(entry) ?? "";
  const read = (path: string) => (path === entry ? `${text}\ntype ${name} = ${written}\n` : host.read(path));
  const { graph } = compile(entry, { read });
  const found = graph?.types[name];
  return graph && found ? { entry: found, graph } : undefined;
}
