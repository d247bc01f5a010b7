import { spawn, run as start, until } from "effection";
import { render } from "ink-testing-library";
import { describe, expect, it, vi } from "vitest";
import type { TypeEntry } from "../../../compiler/graph/graph.ts";
import type { Answer, Question } from "../../../runtime/run/options.ts";
import { AskPrompt, askHeight } from "../../../runtime/view/ask.tsx";
import { makeAsker } from "../../../runtime/view/asker.ts";
import { LiveView } from "../../../runtime/view/live-view.tsx";
import { emptyView } from "../../../runtime/view/state.ts";

const bool: TypeEntry = {
  id: "bool",
  named: false,
  type: { kind: "bool" },
  schema: { type: "boolean" },
  checkedAfter: [],
};
const question = (id: string): Question => ({
  id,
  path: id,
  at: { file: 0, start: 0, end: 1, line: 1, column: 1 },
  // What a prompt quotes must not steer the terminal.
  prompt: `Publish ${id}?\u001b[2J`,
  type: bool,
});

type Press = (key: string, sees: string) => Promise<void>;

/** Asks two questions at once in the live view, presses `keys`, and gives what was answered. */
function asked(keys: (press: Press) => Promise<void>): Promise<readonly Answer[]> {
  const asker = makeAsker(new Map());
  const answers: Answer[] = [];
  const source = {
    current: () => ({ state: emptyView, now: 0 }),
    upcoming: [],
    keys: true,
    control: () => undefined,
    asking: asker.current,
    quit: () => answers.push({ kind: "nobody" }),
  };
  return start(function* () {
    for (const id of ["first", "second"]) {
      yield* spawn(function* () {
        answers.push(yield* asker.ask(question(id)));
      });
    }
    const screen = render(<LiveView source={source} />);
    const patience = { timeout: 15_000, interval: 10 };
    const see = (text: string) => vi.waitFor(() => expect(screen.lastFrame()).toContain(text), patience);
    const press: Press = async (key, sees) => {
      screen.stdin.write(key);
      await see(sees);
    };
    yield* until(see(" ? Publish first?"));
    yield* until(keys(press));
    screen.unmount();
    return [...answers];
  });
}

describe("a question in the live view", () => {
  it("takes what fits it, says what does not, and makes way for the next", async () => {
    const answers = await asked(async (press) => {
      await press("may", "› may▏");
      await press("\r", "It takes yes or no.");
      for (const left of ["ma", "m", ""]) await press("\u007f", `› ${left}▏`);
      await press("yes", "› yes▏");
      await press("\r", " ? Publish second?");
      await press("n", "› n▏");
      await press("\r", "q quit");
    });
    expect(answers).toEqual([
      { kind: "answered", value: true },
      { kind: "answered", value: false },
    ]);
  });

  it("takes what comes all at once, and nothing of it for the next", async () => {
    const answers = await asked(async (press) => {
      await press("maybe\r", "It takes yes or no.");
      await press("\u007f\u007f\u007f\u007f\u007fyes\rno\r", " ? Publish second?");
      await press("n", "› n▏");
    });
    expect(answers).toEqual([{ kind: "answered", value: true }]);
  });

  it("is refused by esc, and Ctrl-C still ends the run", async () => {
    const answers = await asked(async (press) => {
      await press("\u001b", " ? Publish second?");
      await press("\u0003", " ? Publish second?");
    });
    expect(answers).toEqual([{ kind: "refused" }, { kind: "nobody" }]);
  });

  it("is shown whole over several lines, and cut where it takes more than half of the terminal", () => {
    const shown = (prompt: string, columns: number, rows: number): string => {
      const open = {
        question: { ...question("x"), prompt },
        number: 0,
        read: () => ({ ok: false, problem: "" }) as const,
      };
      const asking = { ...open, answer: () => {}, refuse: () => {} };
      const prompted = render(<AskPrompt asking={() => asking} columns={columns} rows={rows} quit={() => {}} />);
      const frame = prompted.lastFrame() ?? "";
      prompted.unmount();
      expect(askHeight(asking, columns, rows)).toBeGreaterThanOrEqual(frame.split("\n").length);
      return frame;
    };
    const call = JSON.stringify({ path: "notes/tea.md", text: "Tea has theanine, which calms. ".repeat(4) });
    const prompt = `May \`write_file\` run with ${call}?`;
    expect(shown(prompt, 80, 24)).toMatchSnapshot();
    expect(shown(prompt, 160, 45)).toMatchSnapshot();
    expect(shown(prompt, 80, 10)).toMatchSnapshot();
  });
});
