import { describe, expect, it } from "vitest";
import type { Event } from "../../../runtime/events/event.ts";
import { type Choice, type Key, nothingChosen, pressed, type Sight } from "../../../runtime/view/keys.ts";
import { reduceView } from "../../../runtime/view/reduce.ts";
import { rowsOf } from "../../../runtime/view/rows.ts";
import { emptyView } from "../../../runtime/view/state.ts";
import { AT, agentStarted, middle, nodeDone, started, story } from "./story.ts";

const researcher = (index: number): string => `investigate/findings[${index}]/researcher`;

/** What is on the screen after `events`, with a context of twenty lines opened at most. */
function sightOf(events: readonly Event[], choice: Choice = nothingChosen): Sight {
  const state = events.reduce(reduceView, emptyView);
  return { state, rows: rowsOf(state, state.now, [], choice.folds), lines: 20, height: 8 };
}

/** The choice after some keys, and all that they asked for. */
function keyed(keys: readonly Key[], events: readonly Event[] = middle, begin: Choice = nothingChosen) {
  let choice = begin;
  const wishes: unknown[] = [];
  for (const key of keys) {
    const next = pressed(choice, key, sightOf(events, choice));
    choice = next.choice;
    if (next.wish) wishes.push(next.wish);
  }
  return { choice, wishes };
}

const at = (selected: string): Choice => ({ ...nothingChosen, selected });
const rows = sightOf(middle).rows;

describe("pressed", () => {
  it("moves through the lines and stops at both ends", () => {
    expect(keyed(["down"]).choice.selected).toBe(rows[0]?.path);
    expect(keyed(["up"]).choice.selected).toBe(rows.at(-1)?.path);
    expect(keyed(["down", "up", "up"]).choice.selected).toBe(rows[0]?.path);
    expect(keyed(["up", "down"]).choice.selected).toBe(rows.at(-1)?.path);
    expect(keyed(["down"], []).choice.selected).toBeUndefined();
  });

  it("opens agents, and keeps what was chosen when it goes back", () => {
    expect(keyed(["down", "enter"]).choice.opened).toBe("investigate/plan");
    for (const back of ["enter", "escape"] as const) {
      const { choice } = keyed(["down", "enter", back]);
      expect(choice.opened).toBeUndefined();
      expect(choice.selected).toBe("investigate/plan");
    }
  });

  it("folds and unfolds what is no agent", () => {
    const { choice } = keyed(["enter"], middle, at("investigate/findings"));
    expect(sightOf(middle, choice).rows.map(({ path }) => path)).not.toContain(researcher(0));
    const ended = [...middle, ...story([3000, "investigate/findings", nodeDone("parallel")])];
    expect(sightOf(ended).rows.map(({ path }) => path)).not.toContain(researcher(0));
    const again = keyed(["enter"], ended, at("investigate/findings")).choice;
    expect(sightOf(ended, again).rows.map(({ path }) => path)).toContain(researcher(0));
  });

  it("finds what is folded away where it is folded into", () => {
    const ended = [...middle, ...story([3000, "investigate/findings", nodeDone("parallel")])];
    expect(keyed(["up"], ended, at(researcher(2))).choice.selected).toBe("investigate/share");
  });

  it("scrolls an opened context, and follows it again from its end", () => {
    const opened = { ...nothingChosen, opened: researcher(0) };
    expect(keyed(["up"], middle, opened).choice.scroll).toBe(11);
    expect(keyed(["page-up", "page-up", "page-up"], middle, opened).choice.scroll).toBe(0);
    expect(keyed(["up", "down"], middle, opened).choice.scroll).toBeUndefined();
  });

  it("says why nothing happens", () => {
    expect(keyed(["halt"])).toMatchObject({ wishes: [], choice: { notice: "choose a line first, with ↑ and ↓" } });
    const done = keyed(["wind-down"], middle, at("investigate/plan"));
    expect(done).toMatchObject({ wishes: [], choice: { notice: "no agent is at work there" } });
    expect(keyed(["down", "down", "enter"]).choice.notice).toBe("there is nothing inside to show");
  });

  it("asks all agents inside what is chosen that have begun to come to an end", () => {
    const paths = [0, 1, 2].map(researcher);
    const { wishes, choice } = keyed(["wind-down"], middle, at("investigate/findings"));
    expect(wishes).toEqual([{ kind: "wind-down", paths }]);
    expect(choice.notice).toBe("asked 3 agents for the best value so far");
    const waiting = keyed(["wind-down"], middle, at(researcher(3)));
    expect(waiting).toMatchObject({ wishes: [], choice: { notice: "nothing has begun there yet; h ends it" } });
  });

  it("says what a halt would end too, and halts only when asked again", () => {
    const once = keyed(["halt"], middle, at(researcher(1)));
    expect(once.wishes).toEqual([]);
    expect(once.choice.confirm?.text).toBe(
      "halting researcher [1] fails `parallel question in plan.questions` and the run: h again to do so",
    );
    const twice = keyed(["halt", "halt"], middle, at(researcher(1)));
    expect(twice.wishes).toEqual([{ kind: "halt", paths: [researcher(1)] }]);
    expect(twice.choice.notice).toBe("halting researcher [1]");
    for (const other of ["down", "escape", "wind-down"] as const)
      expect(keyed(["halt", other], middle, at(researcher(1))).choice.confirm).toBeUndefined();
    expect(keyed(["halt", "down", "halt"], middle, at(researcher(1))).wishes).toEqual([]);
  });

  it("halts at once what something around it makes up for", () => {
    const tried = story(
      [0, "f", started],
      [0, "f/all", { kind: "node-started", node: "parallel", label: "parallel q in qs", at: AT, items: 1 }],
      [0, "f/all[0]/try", { kind: "node-started", node: "try", label: "try a(q)", at: AT }],
      [0, "f/all[0]/try/a", agentStarted("a")],
    );
    expect(keyed(["halt"], tried, at("f/all[0]/try/a")).wishes).toEqual([{ kind: "halt", paths: ["f/all[0]/try/a"] }]);
  });

  it("quits", () => {
    expect(keyed(["quit"]).wishes).toEqual([{ kind: "quit" }]);
  });
});
