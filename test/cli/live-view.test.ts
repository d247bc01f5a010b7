import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { columnsOf } from "../../runtime/view/columns.ts";
import { openAiServer } from "../runtime/hosted/openai-server.ts";
import { useCommand } from "./command.ts";
import { hasTerminal, openTerminal, type Terminal } from "./screen.ts";
import { folderWith } from "./terminal.ts";

const command = useCommand();

/** Twelve agents that write, and then something that never ends: what stands on the screen stays there. */
const program = (then: string, declared: string): string => `${declared}
agent writer(topic: string) -> string(1..200) {
  tokens: 400
  prompt: "Write on \${topic}."
}
flow main(topics: string[] = ["tea", "日本のお茶", "🙂", "d", "e", "f", "g", "h", "i", "j", "k", "l"]) -> bool[] {
  spine { system: "You write." }
  return parallel topic in topics {
    let page = writer(topic)
    ${then}
  }
}
`;

/** They wait for a model whose server never answers. */
const waiting = (url: string): string =>
  program(
    "reader(page)",
    `model silent { provider: "test", name: "silent", url: "${url}" }
model default { gguf: env("NO_SUCH_MODEL") }
agent reader(page: string) -> bool {
  model: silent
  prompt: "Is it good? \${page}"
}`,
  );

/** They wait for a tool. */
const HOLDING = program("hold(page)", 'tool hold(page: string) -> bool { from: "./tools.ts", timeout: 1h }');
const TOOLS = "export const hold = () => new Promise(() => {});";

const DOWN = "\u001b[B";
const PAGE_UP = "\u001b[5~";
const ESCAPE = "\u001b";
const CTRL_C = "\u0003";

let terminal: Terminal;
afterEach(() => terminal.close());

/** Waits until the terminal shows it; a busy machine draws late. */
const see = (text: string | RegExp): Promise<string> =>
  vi.waitFor(
    () => {
      const screen = terminal.screen();
      expect(screen).toMatch(text);
      return screen;
    },
    { timeout: 60_000, interval: 100 },
  );

function start(text: string, columns: number, rows: number): void {
  const folder = folderWith({ "team.af": text, "tools.ts": TOOLS });
  // What is kept of models is kept for one build of the command.
  const environment = `XDG_CACHE_HOME='${join(folder, "cache")}'`;
  terminal = openTerminal(
    `cd '${folder}' && ${environment} '${process.execPath}' '${command.path}' run team.af; echo "ended $?"`,
    columns,
    rows,
  );
}

const linesOf = (screen: string): string[] => screen.split("\n").filter((line) => line.trim() !== "");

describe.runIf(hasTerminal())("the live view on a terminal", () => {
  it("moves, opens, goes back, and asks before it halts what others depend on", { timeout: 120_000 }, async () => {
    const server = await openAiServer([{ hang: "" }]);
    start(waiting(server.url), 80, 24);
    const first = await see(/[●✓] writer/);
    expect(linesOf(first)[0]).toMatch(/^ main {2}.* ticks\/s$/);
    expect(first).toContain("? help");
    for (const line of linesOf(first)) expect(columnsOf(line)).toBeLessThanOrEqual(80);
    await see("◐ reader");
    terminal.send(DOWN);
    await see("›▾ parallel topic in topics");
    terminal.send(DOWN);
    await see(/›├ ▾ \[0\]/);
    terminal.send(DOWN);
    await see(/›│ ├ ✓ writer/);
    terminal.send("\r");
    await see("esc back");
    terminal.send(PAGE_UP.repeat(20));
    // The first to run finds nothing in the cache yet.
    const opened = await see(/prefilled +system +You write\./);
    expect(opened).toMatch(/prefilled +prompt +Write on tea\./);
    terminal.send(ESCAPE);
    await see(/›│ ├ ✓ writer/);
    terminal.send(DOWN);
    await see(/›│ └ ◐ reader/);
    terminal.send("h");
    await see("halting reader [0] fails `parallel topic in topics` and the run");
    terminal.send("h");
    const ended = await see("ended 1");
    expect(ended).toContain("reader` was halted by a person.");
  });

  it("survives becoming narrower, lower and wider, and ends on Ctrl-C", { timeout: 120_000 }, async () => {
    start(HOLDING, 160, 45);
    await see("hold(page)");
    for (const [columns, rows] of [
      [60, 40],
      [100, 12],
      [140, 30],
    ] as const) {
      terminal.resize(columns, rows);
      const ends = new RegExp(`^ main {2}.{${columns - 40},${columns - 7}}ticks/s$`, "m");
      const screen = linesOf(await see(ends));
      expect(screen.filter((line) => line.startsWith(" main  "))).toHaveLength(1);
      expect(screen.length).toBeLessThan(rows);
      for (const line of screen) expect(columnsOf(line)).toBeLessThanOrEqual(columns);
    }
    terminal.send(CTRL_C);
    const ended = await see("ended 130");
    expect(ended).toMatch(/⊘ main halted after/);
    expect(ended).not.toMatch(/\n\s+at /);
  });
});
