/** Draws whole numbers below `limit`: the same seed gives the same program. */
type Draw = (limit: number) => number;

/** Flows that one flow calls at most: what a whole program runs is a tree of such groups. */
const GROUP = 10;

const subjects = ["claims", "orders", "letters", "figures", "routes", "recipes", "contracts", "samples"] as const;
const manners = ["plainly", "strictly", "in one pass", "as a sceptic would", "for a child of ten"] as const;
const verdicts = ["accept", "reject", "unclear", "later", "split"] as const;

/**
 * A program of at least `lines` lines and one unit more at most: units of schemas, agents and a flow, then flows that
 * call those of the units in groups, up to `main`, which runs them all. It has no errors and nothing to warn of.
 */
export function generateProgram(lines: number, seed: number): string {
  const draw = drawFrom(seed);
  const parts: string[] = [];
  const names: string[] = [];
  // What the flows above the units will take is counted as it becomes known, so that the total comes out right.
  for (let written = 0; written + linesAbove(names.length) < lines; ) {
    const part = unit(names.length, draw);
    names.push(`work_${names.length}`);
    parts.push(part);
    written += countLines(part);
  }
  parts.push(...flowsAbove(names));
  return parts.join("");
}

/** As many lines of what one would write in TypeScript instead: zod schemas and typed functions. */
export function generateTypeScript(lines: number, seed: number): string {
  const draw = drawFrom(seed);
  const parts = [
    'import { z } from "zod";\n\ndeclare function ask<T>(schema: z.ZodType<T>, prompt: string): Promise<T>;\n',
  ];
  for (let index = 0, written = 4; written < lines; index += 1) {
    const part = typedUnit(index, draw);
    parts.push(part);
    written += countLines(part);
  }
  return parts.join("");
}

/** The lines of a text that ends in a line break. */
export function countLines(text: string): number {
  return text.split("\n").length - 1;
}

/** Marsaglia's xorshift with 32 bits, which is plenty for picking words. */
function drawFrom(seed: number): Draw {
  let state = seed | 0 || 1;
  return (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
}

function pick<T>(draw: Draw, from: readonly [T, ...T[]]): T {
  return from[draw(from.length)] ?? from[0];
}

function unit(n: number, draw: Draw): string {
  const subject = pick(draw, subjects);
  const topologies = [fanned, chained, repeated, graphed, voted] as const;
  return `
/// One of the ${subject} that unit ${n} looks at.
schema Item_${n} {
  /// What it is called.
  name: string(1..${20 + draw(60)})
  weight: number(0..1)
  kind: ${pickSome(draw)}
  tags: string(1..20)[0..${2 + draw(4)}]
  note?: string(1..${40 + draw(80)})
}

schema Report_${n} {
  title: string(1..80)
  items: Item_${n}[0..${3 + draw(6)}]
  score: int(0..100)
  verdict: ${pickSome(draw)}
}

/// Lists the ${subject} worth a look.
agent planner_${n}(topic: string) -> { questions: string(1..120)[1..${2 + draw(4)}] } {
  system: "You plan ${pick(draw, manners)}."
  prompt: """Break "\${topic}" into questions about ${subject}."""
}

agent looker_${n}(question: string) -> Item_${n} {
  temperature: 0.${1 + draw(8)}
  tokens: ${200 + draw(800)}
  prompt: """
    Find one of the ${subject}, ${pick(draw, manners)}.
    The question is: \${question}
    """
}

agent writer_${n}(topic: string) -> Report_${n} {
  prompt: "Report on \${topic} from what the team found, ${pick(draw, manners)}."
}

${pick(draw, topologies)(n, subject)}`;
}

function pickSome(draw: Draw): string {
  const start = draw(verdicts.length - 2);
  return verdicts
    .slice(start, start + 2 + draw(2))
    .map((word) => `"${word}"`)
    .join(" | ");
}

function fanned(n: number, subject: string): string {
  return `/// Looks each question up, side by side.
flow work_${n}(topic: string) -> int {
  spine { system: "You are one of a team on ${subject}: \${topic}" }
  let plan = planner_${n}(topic)
  share plan
  let found = parallel(max: 4) question in plan.questions { looker_${n}(question) }
  share found
  let report = writer_${n}(topic)
  return if report.score > 50 && found.length > 1 { report.score } else { 0 }
}
`;
}

function chained(n: number, subject: string): string {
  return `/// Plans, looks and writes, each step in sight of those before.
flow work_${n}(topic: string) -> int {
  spine { system: "You handle ${subject}." }
  let steps = chain {
    plan: planner_${n}(topic)
    item: looker_${n}(plan.questions[0])
    report: writer_${n}("\${topic}: \${item.name}")
  }
  let heavy = for item in steps.report.items if item.weight >= 0.5 { item.name }
  return steps.report.score + heavy.length
}
`;
}

function repeated(n: number, subject: string): string {
  return `/// Writes until the ${subject} are good enough.
flow work_${n}(topic: string) -> int {
  let plan = planner_${n}(topic)
  let final = repeat 3 with draft = writer_${n}(topic) {
    if draft.score >= 90 { break draft }
    let item = looker_${n}(plan.questions[0])
    writer_${n}("\${topic}, but \${item.note ?? item.name}; not \${draft.title}")
  }
  return final.score
}
`;
}

function graphed(n: number, subject: string): string {
  return `/// Looks at the ${subject} from two sides, then writes.
flow work_${n}(topic: string) -> int {
  let parts = dag {
    report: writer_${n}("\${topic}: \${left.name}, \${right.name}") after [plan]
    left: looker_${n}("what is \${topic}")
    right: looker_${n}("what is it not")
    plan: planner_${n}(topic)
  }
  expect parts.report.title.length > 0
  return parts.report.score * 2 - parts.plan.questions.length
}
`;
}

function voted(n: number, subject: string): string {
  return `/// Lets several judge the ${subject} and takes what most say.
flow work_${n}(topic: string) -> int {
  let plan = planner_${n}(topic)
  let chosen = diverge 3 { looker_${n}(plan.questions[0]) } by vote
  let checked = try writer_${n}("\${topic}: \${chosen.best.name}")
  if checked.ok { return checked.value.score }
  return race { looker_${n}(topic), looker_${n}(plan.questions[0]) }.tags.length
}
`;
}

/** Flows that call `names` in groups, and flows that call those, up to one that calls all that is left. */
function flowsAbove(names: readonly string[], level = 0): string[] {
  const last = names.length <= GROUP;
  const count = last ? 1 : Math.ceil(names.length / GROUP);
  const made = Array.from({ length: count }, (_, n) => (last ? "main" : `group_${level}_${n}`));
  const flows = made.map((name, n) => {
    const called = names.slice(n * GROUP, (n + 1) * GROUP);
    const lines = called.map((each, place) => `  let part_${place} = ${each}("\${topic}, part ${place}")\n`);
    const total = called.map((_, place) => `part_${place}`).join(" + ");
    return `\nflow ${name}(topic: string) -> int {\n${lines.join("")}  return ${total || "0"}\n}\n`;
  });
  return last ? flows : [...flows, ...flowsAbove(made, level + 1)];
}

function linesAbove(count: number): number {
  const groups = Math.max(1, Math.ceil(count / GROUP));
  return count + 4 * groups + (count > GROUP ? linesAbove(groups) : 0);
}

function typedUnit(n: number, draw: Draw): string {
  const subject = pick(draw, subjects);
  return `
/** One of the ${subject} that unit ${n} looks at. */
export const Item_${n} = z.object({
  /** What it is called. */
  name: z.string().min(1).max(${20 + draw(60)}),
  weight: z.number().min(0).max(1),
  kind: z.enum([${pickSome(draw).replaceAll(" | ", ", ")}]),
  tags: z.array(z.string().min(1).max(20)).max(${2 + draw(4)}),
  note: z.string().min(1).max(${40 + draw(80)}).optional(),
});
export type Item_${n} = z.infer<typeof Item_${n}>;

export const Report_${n} = z.object({
  title: z.string().min(1).max(80),
  items: z.array(Item_${n}).max(${3 + draw(6)}),
  score: z.number().int().min(0).max(100),
  verdict: z.enum([${pickSome(draw).replaceAll(" | ", ", ")}]),
});
export type Report_${n} = z.infer<typeof Report_${n}>;

export const Plan_${n} = z.object({ questions: z.array(z.string().min(1).max(120)).min(1).max(${2 + draw(4)}) });
export type Plan_${n} = z.infer<typeof Plan_${n}>;

/** Lists the ${subject} worth a look. */
export async function planner_${n}(topic: string): Promise<Plan_${n}> {
  return ask(Plan_${n}, \`Break "\${topic}" into questions about ${subject}, ${pick(draw, manners)}.\`);
}

export async function looker_${n}(question: string): Promise<Item_${n}> {
  return ask(Item_${n}, \`Find one of the ${subject}, ${pick(draw, manners)}. The question is: \${question}\`);
}

export async function writer_${n}(topic: string, items: readonly Item_${n}[]): Promise<Report_${n}> {
  return ask(Report_${n}, \`Report on \${topic} from \${items.map((item) => item.name).join(", ")}.\`);
}

/** Looks each question up, side by side. */
export async function work_${n}(topic: string): Promise<number> {
  const plan = await planner_${n}(topic);
  const found = await Promise.all(plan.questions.map((question) => looker_${n}(question)));
  const report = await writer_${n}(topic, found);
  const heavy = report.items.filter((item) => item.weight >= 0.5).map((item) => item.name);
  return report.score > 50 && found.length > 1 ? report.score + heavy.length : 0;
}
`;
}
