import { describe, expect, it } from "vitest";
import { scanRunLine } from "../../../cli/run/scan.ts";

const scan = (line: string) => scanRunLine(line.split(" ").filter(Boolean));

describe("scanRunLine", () => {
  it.each([
    ["f.af", { file: "f.af", help: false }],
    ["f.af latent", { file: "f.af", flow: "latent", help: false }],
    ["--seed 3 f.af --json latent", { file: "f.af", flow: "latent", help: false }],
    ["--seed=3 f.af", { file: "f.af", help: false }],
    ["f.af --help", { file: "f.af", help: true }],
    ["--help f.af latent", { file: "f.af", flow: "latent", help: true }],
    ["", { help: false }],
    ["--help", { help: true }],
  ])("finds file and flow in `%s`", (line, found) => {
    expect(scan(line)).toEqual(found);
  });

  it("takes what follows an option of the flow for its value, not for a flow", () => {
    expect(scan("f.af --topic tea")).toEqual({ file: "f.af", help: false });
    expect(scan("f.af --topic=tea latent")).toEqual({ file: "f.af", flow: "latent", help: false });
  });
});
