import { describe, expect, it } from "vitest";
import { eventsOf, failureOf, resultOf, runProgram } from "../program.ts";

const source = `
  agent make_facts() -> string { prompt: "Facts." }
  agent make_figures() -> string { prompt: "Figures." }
  agent make_audit(figures: string) -> string { prompt: "Audit \${figures}." }
  agent make_memo(facts: string, figures: string) -> string { prompt: "Memo of \${facts} and \${figures}." }
  flow main() -> string[] {
    let work = dag {
      memo: make_memo(facts, figures) after [audit]
      facts: make_facts()
      audit: make_audit(figures)
      figures: make_figures()
    }
    return [work.memo, work.facts, work.audit, work.figures]
  }
`;

describe("dag", () => {
  it("starts each once, as soon as what it names is there", async () => {
    const ran = await runProgram({
      source,
      script: {
        "main/work/facts/make_facts": [{ answer: "FACTS", after: 1_000 }],
        "main/work/figures/make_figures": [{ answer: "FIGURES" }],
        "main/work/audit/make_audit": [{ answer: "AUDIT" }],
        "main/work/memo/make_memo": [{ answer: "MEMO" }],
      },
    });
    expect(resultOf(ran)).toEqual(["MEMO", "FACTS", "AUDIT", "FIGURES"]);
    const when = (kind: "agent-started" | "agent-ended", name: string) =>
      ran.events
        .filter((event) => event.kind === kind && event.path === `main/work/${name}/make_${name}`)
        .map(({ t }) => t);
    for (const name of ["facts", "figures", "audit", "memo"]) expect(when("agent-started", name)).toHaveLength(1);
    expect(when("agent-started", "facts")).toEqual(when("agent-started", "figures"));
    expect(when("agent-started", "audit")).toEqual(when("agent-ended", "figures"));
    expect(when("agent-started", "memo")).toEqual(when("agent-ended", "facts"));
  });

  it("shows an entry the spine and its arguments, and never what an unrelated one gave", async () => {
    const ran = await runProgram({
      source,
      script: ({ path }) => ({ answer: (path.split("/")[2] ?? "").toUpperCase() }),
    });
    expect(ran.prompts.get("main/work/memo/make_memo:0")).toContain("Memo of FACTS and FIGURES.");
    // `after` waits and shows nothing.
    expect(ran.prompts.get("main/work/memo/make_memo:0")).not.toContain("AUDIT");
    expect(ran.prompts.get("main/work/audit/make_audit:0")).not.toContain("FACTS");
  });

  it("never starts what depends on an entry that failed, and halts the rest", async () => {
    const ran = await runProgram({
      source,
      script: {
        "main/work/facts/make_facts": [{ hang: true }],
        "main/work/figures/make_figures": [{ text: "{" }, { text: "{" }],
      },
    });
    expect(failureOf(ran)).toMatchObject({ path: "main/work/figures/make_figures", at: { line: 11 } });
    const ends = eventsOf(ran, "agent-ended").map(({ path, outcome }) => [path, outcome.kind]);
    expect(ends).toEqual([
      ["main/work/figures/make_figures", "failed"],
      ["main/work/facts/make_facts", "halted"],
    ]);
    expect(ran.after).toMatchObject({ branches: 0, cells: 0 });
  });

  it("gives its record in the written order", async () => {
    const ran = await runProgram({
      source: `
        agent x() -> int { prompt: "x" }
        flow main() -> { late: int, early: int } {
          return dag {
            late: x() after [early]
            early: x()
          }
        }
      `,
    });
    expect(Object.keys(resultOf(ran) as object)).toEqual(["late", "early"]);
  });
});
