import { describe, expect, it } from "vitest";
import { compile } from "../../../compiler/index.ts";
import { hostOfEntry } from "../../../runtime/host.ts";
import { outlineOf } from "../../../runtime/view/outline.ts";

describe("outlineOf", () => {
  it("names what takes time, by the paths that its events will have", () => {
    const { host, entry } = hostOfEntry("examples/research.af");
    const { graph } = compile(entry, host);
    expect(graph && outlineOf(graph, "investigate")).toEqual([
      { path: "investigate/plan", label: "planner" },
      { path: "investigate/share", label: "share plan" },
      { path: "investigate/findings", label: "parallel(max: 4) question in plan.questions" },
      { path: "investigate/share.2", label: "share findings" },
      { path: "investigate/writer", label: "writer" },
    ]);
  });
});
