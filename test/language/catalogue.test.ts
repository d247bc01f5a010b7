import { describe, expect, it } from "vitest";
import { problem, report } from "../../language/catalogue.ts";

const span = { start: 3, end: 5 };

const unknownName = problem({
  code: "AF0201",
  severity: "error",
  title: "unknown name",
  message: (p: { name: string; nearest?: string | undefined }) => `Nothing here is called \`${p.name}\`.`,
  label: (p) => p.nearest && "not this",
  hint: (p) => p.nearest && `Did you mean \`${p.nearest}\`?`,
  fix: (p, at) => (p.nearest ? { title: `Write \`${p.nearest}\``, edits: [{ span: at, text: p.nearest }] } : undefined),
});

describe("report", () => {
  it("fills the words of an entry with its parameters", () => {
    expect(report(unknownName, "a.af", span, { name: "plam", nearest: "plan" })).toEqual({
      code: "AF0201",
      severity: "error",
      title: "unknown name",
      message: "Nothing here is called `plam`.",
      label: "not this",
      file: "a.af",
      span,
      hint: "Did you mean `plan`?",
      fix: { title: "Write `plan`", edits: [{ span, text: "plan" }] },
    });
  });

  it("leaves out what has nothing to say", () => {
    const diagnostic = report(unknownName, "a.af", span, { name: "zebra" });
    expect(Object.keys(diagnostic)).toEqual(["code", "severity", "title", "message", "file", "span"]);
  });

  it("needs no parameters where the message takes none", () => {
    const cycle = problem({ code: "AF0202", severity: "warning", title: "a cycle", message: () => "It goes round." });
    expect(report(cycle, "a.af", span).message).toBe("It goes round.");
  });
});
