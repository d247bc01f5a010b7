import { expect, it } from "vitest";
import { eventsOf, resultOf, runProgram } from "../program.ts";

it("shares the survey, then runs a branch for each of its parts side by side", async () => {
  const ran = await runProgram({
    source: `
      schema Map { areas: string[1..4] }
      agent surveyor(market: string) -> Map { prompt: "Survey \${market}." }
      agent specialist(area: string) -> string { prompt: "Brief us on \${area}." }
      agent after() -> string { prompt: "After." }
      flow main() -> { map: Map, each: string[], after: string } {
        let scan = fanout map = surveyor("batteries") each area in map.areas { specialist(area) }
        return { map: scan.map, each: scan.each, after: after() }
      }
    `,
    script: {
      "main/scan/map/surveyor": [{ answer: { areas: ["cells", "boxes"] } }],
      "main/scan[0]/specialist": [{ answer: "on cells", after: 200 }],
      "main/scan[1]/specialist": [{ answer: "on boxes" }],
      "main/after": [{ answer: "done" }],
    },
  });
  expect(resultOf(ran)).toEqual({
    map: { areas: ["cells", "boxes"] },
    each: ["on cells", "on boxes"],
    after: "done",
  });
  expect(ran.prompts.get("main/scan[0]/specialist:0")).toContain('map: {"areas":["cells","boxes"]}');
  expect(ran.prompts.get("main/scan[1]/specialist:0")).not.toContain("on cells");
  expect(ran.prompts.get("main/after:0")).not.toContain("map:");
  const [, first, second] = eventsOf(ran, "agent-started");
  expect(first?.t).toBe(second?.t);
});
