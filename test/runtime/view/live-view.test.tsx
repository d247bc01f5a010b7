import { render } from "ink-testing-library";
import { describe, expect, it, vi } from "vitest";
import { LiveView, type LiveViewSource } from "../../../runtime/view/live-view.tsx";
import { reduceView } from "../../../runtime/view/reduce.ts";
import { emptyView } from "../../../runtime/view/state.ts";
import { middle } from "./story.ts";

const DOWN = "\u001b[B";

/** The live view on a terminal of the test's own, with what its keys asked for. */
function open(keys = true, steered = true) {
  const state = middle.reduce(reduceView, emptyView);
  const asked: string[] = [];
  const source: LiveViewSource = {
    current: () => ({ state, now: state.now }),
    upcoming: [],
    keys,
    control: () =>
      steered
        ? {
            halt: (path) => asked.push(`halt ${path}`),
            windDown: (path) => asked.push(`wind down ${path}`),
          }
        : undefined,
    quit: () => asked.push("quit"),
  };
  const screen = render(<LiveView source={source} />);
  // A busy machine draws late.
  const patience = { timeout: 15_000, interval: 10 };
  const see = (text: string) => vi.waitFor(() => expect(screen.lastFrame()).toContain(text), patience);
  const press = async (key: string, until: () => void) => {
    screen.stdin.write(key);
    await vi.waitFor(until, patience);
  };
  return { screen, asked, see, press };
}

describe("LiveView", () => {
  it("halts and winds down the agent that is chosen", async () => {
    const { screen, asked, see, press } = open();
    await see("? help");
    // planner, share, parallel, researcher [0]
    for (const label of ["✓ planner", "✓ share plan", "▾ parallel", "├ ● researcher [0]"]) {
      await press(DOWN, () => expect(screen.lastFrame()).toContain(`›${label}`));
    }
    await press("h", () => expect(screen.lastFrame()).toContain("h again to do so"));
    expect(asked).toEqual([]);
    await press("h", () => expect(asked).toEqual(["halt investigate/findings[0]/researcher"]));
    await press("w", () => expect(asked[1]).toBe("wind down investigate/findings[0]/researcher"));
    screen.unmount();
  });

  it("says that a replay can't be steered, and takes letters that come together", async () => {
    const { screen, see, press } = open(true, false);
    await see("? help");
    await press("jjj", () => expect(screen.lastFrame()).toContain("›▾ parallel"));
    await press("w", () => expect(screen.lastFrame()).toContain("this is a replay"));
    screen.unmount();
  });

  it("opens and closes what an agent wrote", async () => {
    const { screen, see, press } = open();
    await see("? help");
    await press(DOWN, () => expect(screen.lastFrame()).toContain("›✓ planner"));
    await press("\r", () => expect(screen.lastFrame()).toContain("120 sampled   ‹22 forced›"));
    await press("\r", () => expect(screen.lastFrame()).not.toContain("22 forced"));
    screen.unmount();
  });

  it("asks to quit by q and by Ctrl-C, which is a byte in raw mode", async () => {
    const { screen, asked, see, press } = open();
    await see("? help");
    await press("q", () => expect(asked).toEqual(["quit"]));
    await press("\u0003", () => expect(asked).toEqual(["quit", "quit"]));
    screen.unmount();
  });

  it("explains its keys and marks", async () => {
    const { screen, see, press } = open();
    await see("? help");
    await press("?", () => expect(screen.lastFrame()).toContain("ask it for the best value it has"));
    await press("?", () => expect(screen.lastFrame()).toContain("? help"));
    screen.unmount();
  });

  it("names no keys where there are none", () => {
    const { screen } = open(false);
    expect(screen.lastFrame()).not.toContain("help");
    screen.unmount();
  });
});
