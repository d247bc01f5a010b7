import { describe, expect, it } from "vitest";
import type { Diagnostic } from "../../language/diagnostic.ts";
import { renderDiagnostic } from "../../language/render.ts";

const source = "flow f(topic: string) -> Finding {\n  let plan = planner(topic)\n  return researcher(plan)\n}\n";

function problem(start: number, end: number, more: Partial<Diagnostic> = {}): Diagnostic {
  return {
    code: "AF0301",
    severity: "error",
    title: "wrong type",
    message: "`question` takes a string, and this is a Plan.",
    label: "a Plan",
    file: "research.af",
    span: { start, end },
    ...more,
  };
}

const plan = source.lastIndexOf("plan");

describe("renderDiagnostic", () => {
  it("shows the head, the line before, the part underlined, the sentence and the mend", () => {
    const hint = "Pass one of its questions:\n    parallel question in plan.questions { researcher(question) }";
    expect(`\n${renderDiagnostic(problem(plan, plan + 4, { hint }), source)}\n`).toMatchInlineSnapshot(`
      "
      error AF0301 · wrong type                                       research.af:3:21

        2 │   let plan = planner(topic)
        3 │   return researcher(plan)
          │                     ╰──╯ a Plan

        \`question\` takes a string, and this is a Plan.

        Pass one of its questions:
            parallel question in plan.questions { researcher(question) }
      "
    `);
  });

  it("puts the message under the part where there is no label, in lines beside it", () => {
    const { label: _, ...unlabelled } = problem(plan, plan + 4);
    expect(`\n${renderDiagnostic(unlabelled, source, { width: 60 })}\n`).toMatchInlineSnapshot(`
      "
      error AF0301 · wrong type                   research.af:3:21

        2 │   let plan = planner(topic)
        3 │   return researcher(plan)
          │                     ╰──╯ \`question\` takes a string,
          │                          and this is a Plan.
      "
    `);
  });

  it("puts a label under the mark where there is no room beside it", () => {
    const text = `agent a() { prompt: "${"word ".repeat(10)}" tokens: 3 }\n`;
    const at = text.indexOf("tokens");
    expect(`\n${renderDiagnostic(problem(at, at + 6), text)}\n`).toMatchInlineSnapshot(`
      "
      error AF0301 · wrong type                                       research.af:1:74

        1 │ … prompt: "word word word word word word word word word word " tokens: 3 }
          │                                                                ╰────╯
          │                                                                a Plan

        \`question\` takes a string, and this is a Plan.
      "
    `);
  });

  it("says how far a part goes that ends on another line", () => {
    const start = source.indexOf("{");
    expect(`\n${renderDiagnostic(problem(start, source.lastIndexOf("}") + 1), source)}\n`).toMatchInlineSnapshot(`
      "
      error AF0301 · wrong type                                       research.af:1:34

        1 │ flow f(topic: string) -> Finding {
          │                                  ╰─┄ a Plan (to line 4)

        \`question\` takes a string, and this is a Plan.
      "
    `);
  });

  it("marks a place between two characters, at the end of the file too", () => {
    expect(`\n${renderDiagnostic(problem(source.length, source.length), source)}\n`).toMatchInlineSnapshot(`
      "
      error AF0301 · wrong type                                        research.af:5:1

        4 │ }
        5 │
          │ ╰ a Plan

        \`question\` takes a string, and this is a Plan.
      "
    `);
    expect(`\n${renderDiagnostic(problem(0, 0), "")}\n`).toMatchInlineSnapshot(`
      "
      error AF0301 · wrong type                                        research.af:1:1

        1 │
          │ ╰ a Plan

        \`question\` takes a string, and this is a Plan.
      "
    `);
  });

  it("cuts a long line around the part", () => {
    const text = `flow f() { return ${"a + ".repeat(60)}b @ c${" + d".repeat(60)} }`;
    const at = text.indexOf("@");
    expect(`\n${renderDiagnostic(problem(at, at + 1), text, { width: 60 })}\n`).toMatchInlineSnapshot(`
      "
      error AF0301 · wrong type                  research.af:1:261

        1 │ …a + a + a + a + a + a + a + a + a + a + b @ c + d + …
          │                                            ╰ a Plan

        \`question\` takes a string, and this is a Plan.
      "
    `);
  });

  it("keeps to the width with wide characters, tabs and control characters", () => {
    const text = `\t"日本語\u001b[31m 😀 e\u0301", ${'"日本語", '.repeat(30)}`;
    const at = text.indexOf(",");
    expect(`\n${renderDiagnostic(problem(at, at + 1), text, { width: 60 })}\n`).toMatchInlineSnapshot(`
      "
      error AF0301 · wrong type                   research.af:1:18

        1 │   "日本語�[31m 😀 é", "日本語", "日本語", "日本語", "…
          │                     ╰ a Plan

        \`question\` takes a string, and this is a Plan.
      "
    `);
  });

  it("counts columns in the head in UTF-16 units, as editors do", () => {
    const text = '  "😀" x';
    const head = renderDiagnostic(problem(text.indexOf("x"), text.length), text).split("\n")[0];
    expect(head).toMatch(/research\.af:1:8$/);
  });

  it("puts the place on a line of its own where the head has no room for it", () => {
    const file = `${"deep/".repeat(15)}research.af`;
    expect(`\n${renderDiagnostic(problem(plan, plan + 4, { file }), source)}\n`).toMatchInlineSnapshot(`
      "
      error AF0301 · wrong type
        deep/deep/deep/deep/deep/deep/deep/deep/deep/deep/deep/deep/deep/deep/deep/research.af:3:21

        2 │   let plan = planner(topic)
        3 │   return researcher(plan)
          │                     ╰──╯ a Plan

        \`question\` takes a string, and this is a Plan.
      "
    `);
  });

  it("adds colour to the same words", () => {
    const plain = renderDiagnostic(problem(plan, plan + 4, { severity: "warning", hint: "Mend it." }), source);
    const colored = renderDiagnostic(problem(plan, plan + 4, { severity: "warning", hint: "Mend it." }), source, {
      color: true,
    });
    expect(colored).toContain("\u001b[33mwarning\u001b[0m");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is taken away.
    expect(colored.replaceAll(/\u001b\[\d+m/g, "").replaceAll(/ +$/gm, "")).toBe(plain);
  });

  it("takes no time over a file of one long line", () => {
    const text = `${"x ".repeat(500_000)}@${" x".repeat(500_000)}`;
    const shown = renderDiagnostic(problem(1_000_000, 1_000_001), text);
    expect(Math.max(...shown.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});
