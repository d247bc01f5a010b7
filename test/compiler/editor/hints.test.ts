import { describe, expect, it } from "vitest";
import { type Hint, hintsOf } from "../../../compiler/editor/hints.ts";
import { planPageOf } from "../../../compiler/editor/proofs.ts";
import { openWorkspace } from "../../../compiler/editor/workspace.ts";
import type { Span } from "../../../language/index.ts";
import { fixtures } from "../sources.ts";

/** A text with its hints where an editor would show them, `‹so›`. */
function shown(source: string, kind?: Hint["kind"], within?: Span): string {
  const read = (path: string) => (path === "main.af" ? source : fixtures.read(path));
  const analysis = openWorkspace({ read }).analyse("main.af");
  const hints = analysis ? hintsOf(analysis, within) : [];
  let text = "";
  let at = 0;
  for (const hint of hints.filter((each) => kind === undefined || each.kind === kind)) {
    text += `${source.slice(at, hint.at)}‹${hint.label}›`;
    at = hint.at;
  }
  return text + source.slice(at);
}

const flowOf = (path: string): string => {
  const source = fixtures.read(path) ?? "";
  return shown(source).slice(source.indexOf("flow ")).trim();
};

describe("hints", () => {
  it("show the proofs of a flow, its spine, its shares and its topologies where they stand", () => {
    expect(flowOf("02-research.af")).toMatchInlineSnapshot(`
      "flow investigate(topic: string = "how tea and coffee affect sleep") -> Report {‹≤ 20 model calls · ≤ 32 tool calls · ≤ 6,000 tokens written · ≤ 34,985 cells by default›
        spine {‹1,042 + |topic| tokens, decoded once · reused 6 times by planner, researcher, writer›
          system: """You are one of a team that investigates \${topic}. State only what you can support."""
          tools: [search]
        }
        let plan‹: Plan› = planner(topic)
        share plan‹≤ 1,008 tokens · read by researcher, writer›
        let findings‹: Finding[1..4]› = parallel(max: 4) question‹: string(1..120)› in plan.questions { researcher(question) }‹≤ 4 branches, all at once›
        share findings‹≤ 4,018 tokens · read by writer›
        return writer(topic)
      }

      test "every question gets a finding" {
        mock planner -> { questions: ["What does tea do?", "What does coffee do?"] }
        mock search -> []
        let report‹: Report› = investigate("tea")
        expect report.findings.length <= 8
      }"
    `);
  });

  it("show how often a topology's branches run", () => {
    expect(flowOf("04-fanout.af")).toMatchInlineSnapshot(`
      "flow scan(market: string = "home batteries") -> Brief {‹≤ 20 model calls · ≤ 10,000 tokens written · ≤ 18,193 cells by default›
        spine { system: "You are market analysts." }‹26 tokens, decoded once · reused 10 times by surveyor, specialist, merger›
        let scan‹: { map: Landscape, each: Brief[1..6] }› = fanout map‹: Landscape› = surveyor(market) each area‹: string(1..60)› in map.areas { specialist(area) }‹≤ 6 branches, all at once›
        return reduce scan.each by 3 { merger(it) }‹≤ 3 groups, ≤ 2 at once›
      }"
    `);
    expect(flowOf("06-reflect.af")).toMatchInlineSnapshot(`
      "flow reflect(topic: string = "the tides") -> Draft {‹≤ 20 model calls · ≤ 10,000 tokens written · ≤ 24 + max(4,083, 1,802 + |topic|) cells›
        spine { system: "You write for children of ten." }‹32 tokens, decoded once · reused 7 times by drafter, judge, reviser›
        return repeat 3 with draft‹: Draft› = drafter(topic) {‹≤ 3 rounds›
          let review‹: Review› = judge(draft)
          if review.ok { break draft }
          reviser(draft, review)
        }
      }"
    `);
    expect(flowOf("07-choices.af")).toMatchInlineSnapshot(`
      "flow solve(sum: string = "24 * 17 + 3", sums: string[] = ["1 + 1", "2 * 3"]) -> Outcome {‹≤ 19 + 5 × #sums model calls · ≤ 12 + 12 × #sums tool calls · ≤ 3,026 + 1,000 × #sums tokens written · ≤ 10,624 cells by default›
        let vote‹: { best, attempts, agreement }›  = diverge 5 { solver(sum) } by vote‹5 branches, all at once›
        let first‹: Answer› = race { quick(sum), careful(sum) }‹2 branches, all at once›
        let tries‹: result<Answer>[]› = parallel s‹: string› in sums { try careful(s) }‹≤ #sums branches, ≤ 16 at once›
        let good‹: number[]›  = for t‹: result<Answer>› in tries if t.ok { t.value.value }
        let safe‹: Answer | { value: 0 }›  = try quick(sum) ?? { value: 0 }
        let note‹: string›  = match good.length {
          0 -> "none"
          1 -> "one"
          _ -> "several, \${first.value} and \${safe.value} among them"
        }
        return { value: vote.best.value, agreement: vote.agreement, note }
      }"
    `);
  });

  const agent = 'agent a(q: string) { prompt: "${q}" }\n';

  it("show the types of values where none is written, and of nothing that shows it itself", () => {
    const program = `${agent}flow main(xs: string[1..3]) -> string {
  let one = a("x")
  let two: string = a("x")
  let three = 3
  let four = "text"
  return a("\${one}\${two}\${three}\${four}\${xs}")
}`;
    expect(shown(program, "type")).toMatchInlineSnapshot(`
      "agent a(q: string) { prompt: "\${q}" }
      flow main(xs: string[1..3]) -> string {
        let one‹: string› = a("x")
        let two: string = a("x")
        let three = 3
        let four = "text"
        return a("\${one}\${two}\${three}\${four}\${xs}")
      }"
    `);
  });

  it("show what a flow gives that doesn't say it", () => {
    expect(shown(`${agent}flow main(x: int) { return { x, y: a("\${x}") } }`, "type")).toMatchInlineSnapshot(`
      "agent a(q: string) { prompt: "\${q}" }
      flow main(x: int)‹ -> { x: int, y: string }› { return { x, y: a("\${x}") } }"
    `);
  });

  it("show no proof while there is a mistake, and still the types", () => {
    const program = `${agent}flow main() -> string {\n  let one = a("x")\n  let two = b("x")\n  return one\n}`;
    expect(shown(program)).toMatchInlineSnapshot(`
      "agent a(q: string) { prompt: "\${q}" }
      flow main() -> string {
        let one‹: string› = a("x")
        let two = b("x")
        return one
      }"
    `);
  });

  it("keep what was proved before a mistake, say so, and follow the text", () => {
    let source = `${agent}flow main() -> string {\n  let one = a("x")\n  return one\n}\nflow two() { return a("y") }`;
    const workspace = openWorkspace({ read: () => source });
    const proofs = () => {
      const analysis = workspace.analyse("main.af");
      const hints = analysis ? hintsOf(analysis).filter(({ kind }) => kind === "proof") : [];
      return hints.map(({ at, label }) => [source.slice(source.lastIndexOf("\n", at - 1) + 1, at), label]);
    };
    const before = proofs();
    source = source.replace("let one", "let another =\n  let one");
    expect(proofs()).toEqual(before.map(([line, label]) => [line, `was ${label}`]));
    source = source.replace("flow main() -> string {", "");
    expect(proofs()).toEqual(before.slice(1).map(([line, label]) => [line, `was ${label}`]));
  });

  it("stand before a text that goes on in the next line", () => {
    const program = `${agent}flow main() -> string {\n  spine { system: """You are\n    brief.""" }\n  return a("x")\n}`;
    expect(shown(program, "proof")).toMatchInlineSnapshot(`
      "agent a(q: string) { prompt: "\${q}" }
      flow main() -> string {‹≤ 2 model calls · ≤ 1,000 tokens written · ≤ 1,670 cells›
        spine { system: ‹16 tokens, decoded once · reused once by a›"""You are
          brief.""" }
        return a("x")
      }"
    `);
  });

  it("are given for a part of a file", () => {
    const program = `${agent}flow one() -> string { return a("x") }\nflow two() -> string { return a("x") }`;
    const start = program.indexOf("flow two");
    expect(shown(program, "proof", { start, end: program.length })).toMatchInlineSnapshot(`
      "agent a(q: string) { prompt: "\${q}" }
      flow one() -> string { return a("x") }
      flow two() -> string { return a("x") }‹≤ 2 model calls · ≤ 1,000 tokens written · ≤ 1,654 cells›"
    `);
  });

  it("say what their numbers are, and that bytes stand for tokens where no model counts", () => {
    const read = () => `${agent}flow main() -> string { return a("x") }`;
    const analysis = openWorkspace({ read }).analyse("main.af");
    const [total] = analysis ? hintsOf(analysis).filter(({ kind }) => kind === "proof") : [];
    expect(total?.tooltip).toMatchInlineSnapshot(
      `"What a run of \`main\` comes to at most. No model counts here, so each byte of a text is taken for a token."`,
    );
  });
});

describe("the page of a flow's plan", () => {
  it("is the one that the command shows, and is not there while there is a mistake", () => {
    const page = (source: string): string | undefined => {
      const analysis = openWorkspace({ read: () => source }).analyse("main.af");
      return analysis && planPageOf(analysis, "main", 80);
    };
    const program = 'agent a() { prompt: "a" }\nflow main() -> string { return a() }';
    expect(page(program)).toContain("main() -> string");
    expect(page(program.replace("return", "retur"))).toBeUndefined();
  });
});
