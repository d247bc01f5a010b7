import { Text } from "ink";
import { render } from "ink-testing-library";
import { describe, expect, it } from "vitest";
import type { Event, EventBody } from "../../../runtime/events/event.ts";
import { Frame, type FrameProps } from "../../../runtime/view/frame.tsx";
import { reduceView } from "../../../runtime/view/reduce.ts";
import { emptyView } from "../../../runtime/view/state.ts";
import { AT, agentStarted, failure, middle, nodeDone, started, story } from "./story.ts";

/** A frame as text, at the given width. */
function draw(
  events: readonly Event[],
  size: { columns: number; rows: number },
  more: Partial<FrameProps> = {},
): string {
  const state = events.reduce(reduceView, emptyView);
  const screen = render(<Text> </Text>);
  Object.defineProperty(screen.stdout, "columns", { value: size.columns });
  screen.rerender(<Frame state={state} now={state.now + 100} {...size} {...more} />);
  const frame = screen.lastFrame() ?? "";
  screen.unmount();
  return frame;
}

const narrow = { columns: 80, rows: 24 };
const wide = { columns: 160, rows: 40 };
const third = "investigate/findings[2]/researcher";

const ended = (index: number, t: number) =>
  story([t, `investigate/findings[${index}]/researcher`, nodeDone("agent", '{"claim":"Tea is milder."}')]);
const lost = failure(third, "The answer was cut off after 800 tokens.");
const broken: readonly Event[] = [
  ...middle,
  ...ended(0, 3000),
  ...story(
    [3100, third, { kind: "node-ended", node: "agent", outcome: { kind: "failed", failure: lost } }],
    [3100, "investigate/findings[1]/researcher", { kind: "node-ended", node: "agent", outcome: { kind: "halted" } }],
    [3100, "investigate/findings[3]/researcher", { kind: "node-ended", node: "agent", outcome: { kind: "halted" } }],
    [
      3110,
      "investigate/findings",
      { kind: "node-ended", node: "parallel", outcome: { kind: "failed", failure: lost } },
    ],
    [3120, "investigate", { kind: "run-ended", outcome: { kind: "failed", failure: lost } }],
  ),
];

describe("Frame", () => {
  it("shows who does what, in 80 columns", () => {
    expect(draw(middle, narrow)).toMatchSnapshot();
  });

  it("uses 160 columns for more words and numbers", () => {
    expect(draw(middle, wide)).toMatchSnapshot();
  });

  it("folds what is finished", () => {
    const events = [
      ...middle,
      ...[0, 1, 2, 3].flatMap((index) => ended(index, 3000)),
      ...story([3100, "investigate/findings", nodeDone("parallel")]),
    ];
    expect(draw(events, narrow)).toMatchSnapshot();
  });

  it("keeps what failed open, and says why once", () => {
    expect(draw(broken, narrow)).toMatchSnapshot();
  });

  it("shows what an opened agent wrote and what it cost", () => {
    const path = "investigate/findings[1]/researcher";
    expect(draw(middle, narrow, { selected: path, opened: path, footer: ["keys"] })).toMatchSnapshot();
  });

  it("says what it waits for before there is anything to show", () => {
    expect(draw(middle.slice(0, 2), narrow)).toMatchSnapshot();
  });

  it("announces what is still to come, as long as it can", () => {
    const upcoming = [
      { path: "investigate/plan", label: "planner" },
      { path: "investigate/writer", label: "writer" },
    ];
    expect(draw(middle.slice(0, 9), narrow, { upcoming })).toMatchSnapshot();
    expect(draw(broken, narrow, { upcoming })).not.toContain("writer");
  });

  it("shows the newest warnings, each once", () => {
    const warn = (message: string): readonly [number, string, EventBody] => [
      0,
      "investigate",
      { kind: "warning", message },
    ];
    const told = ["one", "two", "two", "three", "four"].map(warn);
    expect(draw(story([0, "investigate", started], ...told), narrow)).toMatchSnapshot();
  });

  it("shows what is tried in the place of the try", () => {
    const events = story(
      [0, "investigate", started],
      [
        0,
        "investigate/parallel",
        { kind: "node-started", node: "parallel", label: "parallel q in qs", at: AT, items: 1 },
      ],
      [0, "investigate/parallel[0]/try", { kind: "node-started", node: "try", label: "try solver(q)", at: AT }],
      [0, "investigate/parallel[0]/try/solver", agentStarted("solver")],
    );
    expect(draw(events, narrow)).toMatchSnapshot();
  });

  it.each([6, 9, 12])("is never as tall as a terminal of %i lines", (rows) => {
    const lines = draw(middle, { columns: 80, rows }, { footer: ["keys"] }).split("\n");
    expect(lines.length).toBeLessThan(rows);
  });

  it.each([60, 80, 160])("is never wider than %i columns", (columns) => {
    const lines = draw(broken, { columns, rows: 24 }).split("\n");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
  });
});
