import { expect, it } from "vitest";
import { jsonOf } from "../../../runtime/tools/json-of.ts";

it("writes what a tool gave as JSON", () => {
  expect(jsonOf(undefined)).toBeNull();
  expect(jsonOf({ when: new Date(0), gone: undefined })).toEqual({ when: "1970-01-01T00:00:00.000Z" });
});

it("knows what can't be written", () => {
  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  expect(jsonOf(cycle)).toBeUndefined();
  expect(jsonOf(10n)).toBeUndefined();
  expect(jsonOf(() => 1)).toBeUndefined();
});
