import { describe, expect, it } from "vitest";
import { eventsOf, failureOf, runProgram } from "./program.ts";

const speaker = `agent say(word: string) -> string { prompt: "Say \${word}." }`;
const echo = ({ prompt }: { prompt: string }) => ({ answer: `<${/Say (.*?)\./.exec(prompt)?.[1]}>` });

describe("a spine", () => {
  it("gives its system text and its shares to all that fork from it later", async () => {
    const ran = await runProgram({
      source: `${speaker}
        flow main() -> string {
          spine { system: "Be brief." }
          let first = say("one")
          share first
          share { a: 1 }
          return say("two")
        }`,
      script: echo,
    });
    expect(ran.prompts.get("main/first:0")).toContain("Be brief.");
    expect(ran.prompts.get("main/first:0")).not.toContain("first:");
    // Its name for a name, nothing for an expression that is none.
    expect(ran.prompts.get("main/say:0")).toContain('first: <one>\n\n{"a":1}\n\nSay two.');
  });

  it("lets those who ask at once go in their order, also where the first of them has to wait", async () => {
    for (const grown of ["", 'share "more"']) {
      const served: string[] = [];
      await runProgram({
        source: `${speaker}
          flow main() -> string[] {
            spine { system: "Be brief." }
            let first = say("first")
            ${grown}
            return parallel word in ["0", "1", "2", "3"] { say(word) }
          }`,
        engine: { cells: 400 },
        script({ path, prompt }) {
          served.push(path);
          return echo({ prompt });
        },
      });
      expect(served).toEqual(["main/first", ...[0, 1, 2, 3].map((index) => `main/parallel[${index}]/say`)]);
    }
  });

  it("within a spine extends it to the end of the block only", async () => {
    const ran = await runProgram({
      source: `${speaker}
        flow main(deep: bool = true) -> string {
          spine { system: "Outer." }
          if deep {
            spine { system: "Inner." }
            share say("in")
            say("deep")
          }
          return say("out")
        }`,
      script: echo,
    });
    expect(ran.prompts.get("main/if/say.2:0")).toMatch(/Outer\.[\s\S]*Inner\.[\s\S]*<in>/);
    expect(ran.prompts.get("main/say:0")).toContain("Outer.");
    expect(ran.prompts.get("main/say:0")).not.toMatch(/Inner|<in>/);
  });

  it("is the same one inside `if`, `match`, `for` and `repeat`", async () => {
    const ran = await runProgram({
      source: `${speaker}
        flow main(on: bool = true) -> string {
          if on { share say("if") }
          let all = for word in ["x", "y"] { share say(word)
            word }
          let last = repeat 1 with w = "w" { share say("repeat")
            w }
          return say("end")
        }`,
      script: echo,
    });
    const read = ran.prompts.get("main/say:0") ?? "";
    for (const word of ["<if>", "<x>", "<y>", "<repeat>"]) expect(read).toContain(word);
  });

  it("of a branch or a called flow is a fork: nobody outside sees what it shares", async () => {
    const ran = await runProgram({
      source: `${speaker}
        flow inner() -> string {
          spine { system: "Inner system." }
          share say("secret")
          return say("inner")
        }
        flow main() -> string[] {
          spine { system: "Outer system." }
          let a = inner()
          let b = parallel w in ["p", "q"] {
            share say(w)
            say("after \${w}")
          }
          return [a, ...b, say("out")]
        }`,
      flow: "main",
      script: echo,
    });
    expect(ran.prompts.get("main/a/say:0")).not.toContain("Inner system. <secret>");
    expect(ran.prompts.get("main/b[0]/say.2:0")).toContain("<p>");
    expect(ran.prompts.get("main/b[0]/say.2:0")).not.toContain("<q>");
    expect(ran.prompts.get("main/say:0")).toContain("Outer system.");
    expect(ran.prompts.get("main/say:0")).not.toMatch(/secret|Inner|<p>|<q>/);
  });

  it("describes the tools of all that fork from it, and each may call only its own", async () => {
    const may: Record<string, string[]> = {};
    const ran = await runProgram({
      source: `
        tool look(q: string) -> string { from: "./tools.ts" }
        tool count(q: string) -> int { from: "./tools.ts" }
        agent one() -> string { tools: [look], prompt: "One." }
        agent two() -> string { tools: [count], prompt: "Two." }
        flow main() -> string {
          spine { system: "Work." }
          let a = one()
          return two()
        }`,
      tools: { look: () => "x", count: () => 1 },
      script: ({ path, request }) => {
        may[path] = request.calls.map(({ name }) => name);
        return undefined;
      },
    });
    expect(ran.prompts.get("main/a:0")).toMatch(/look: [\s\S]*count: /);
    expect(may).toEqual({ "main/a": ["look"], "main/two": ["count"] });
    // What the spine describes, the prompt of the second doesn't say again.
    expect((ran.prompts.get("main/two:0") ?? "").match(/count: /g)).toHaveLength(1);
    const opened = eventsOf(ran, "context-opened");
    expect(opened[1]?.shared).toBe(opened[1]?.tokens);
  });

  it("with its tools written out describes those; an agent's others stand in its own prompt", async () => {
    const ran = await runProgram({
      source: `
        tool look(q: string) -> string { from: "./tools.ts" }
        tool count(q: string) -> int { from: "./tools.ts" }
        agent one() -> string { tools: [look, count], prompt: "One." }
        flow main() -> string {
          spine { system: "Work.", tools: [look] }
          return one()
        }`,
      tools: { look: () => "x", count: () => 1 },
    });
    const read = ran.prompts.get("main/one:0") ?? "";
    expect(read).toMatch(/look: [\s\S]*count: /);
    expect(read.match(/look: /g)).toHaveLength(1);
    const spine = eventsOf(ran, "context-grown").filter(({ path }) => path === "main/spine");
    expect(spine.map(({ entry }) => entry)).toEqual(["system", "tools"]);
  });

  it("is kept from agent to agent, and everything is gone in the end", async () => {
    const ran = await runProgram({
      source: `${speaker}
        flow main() -> string {
          spine { system: "A long text that nobody wants to read twice, least of all a model on a small machine." }
          let a = say("a")
          share a
          let b = say("b")
          share b
          return say("c")
        }`,
      script: echo,
    });
    const opened = eventsOf(ran, "context-opened");
    // Each finds all that the one before had of the spine.
    expect(opened.slice(1).map(({ shared }) => shared)).toEqual(opened.slice(0, 2).map(({ tokens }) => tokens));
    expect(ran.after).toMatchObject({ branches: 0, cells: 0, reserved: 0 });
  });
});

describe("from", () => {
  const source = `
    schema Plan { steps: string[1..3] }
    agent analyst(q: string) -> Plan { prompt: "Analyse \${q}." }
    agent solver(q: string) -> string { prompt: "Solve \${q}." }
  `;

  it("forks where the agent ended: with what it read and wrote, without what was shared later", async () => {
    const ran = await runProgram({
      source: `${source}
        flow main() -> string {
          let plan = analyst("tea")
          share "LATER"
          return solver("tea") from plan
        }`,
      script: { "main/plan": [{ answer: { steps: ["look"] } }], "main/solver": [{ answer: "ok" }] },
    });
    const read = ran.prompts.get("main/solver:0") ?? "";
    expect(read).toMatch(/Analyse tea\.[\s\S]*{"steps":\["look"\]}[\s\S]*Solve tea\./);
    expect(read).not.toContain("LATER");
    const [, second] = eventsOf(ran, "context-opened");
    // Nothing of it is decoded again.
    expect(second?.shared).toBe(second?.tokens);
    expect(ran.after).toMatchObject({ branches: 0, cells: 0 });
  });

  it("takes elements and fields that hold one agent's result unchanged", async () => {
    const ran = await runProgram({
      source: `${source}
        flow main() -> string[] {
          let plans = parallel q in ["a", "b"] { analyst(q) }
          let both = parallel { x: analyst("c"), y: analyst("d") }
          let one = solver("1") from plans[1]
          let two = solver("2") from both.x
          return [one, two]
        }`,
      script: ({ path }) =>
        (path.includes("solver") || /one|two/.test(path) ? { answer: "ok" } : undefined) ?? {
          answer: { steps: ["s"] },
        },
    });
    expect(ran.prompts.get("main/one:0")).toContain("Analyse b.");
    expect(ran.prompts.get("main/two:0")).toContain("Analyse c.");
  });

  it("takes the result of a flow that returns one", async () => {
    const ran = await runProgram({
      source: `${source}
        flow planned(q: string) -> Plan { return analyst(q) }
        flow main() -> string {
          let plan = planned("deep")
          return solver("x") from plan
        }`,
      flow: "main",
      script: { "main/plan/analyst": [{ answer: { steps: ["s"] } }], "main/solver": [{ answer: "ok" }] },
    });
    expect(ran.prompts.get("main/solver:0")).toContain("Analyse deep.");
  });
});

describe("think", () => {
  it("is refused by name", async () => {
    const ran = await runProgram({
      source: `
        agent analyst(q: string) -> string { prompt: "Analyse \${q}." }
        agent solver(q: string) -> string { prompt: "Solve \${q}." }
        flow main() -> string {
          let thought = think 20 analyst("x")
          return solver("x") from thought
        }`,
    });
    expect(failureOf(ran)).toMatchObject({
      reason: "unsupported",
      message: "No engine of this version can take latent steps, so `think` can't run.",
    });
  });
});
