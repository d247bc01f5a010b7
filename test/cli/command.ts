import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { bundleForTests } from "./bundle.ts";

/** Builds the command for the tests of the file that asks for it. Its path is there from the first test on. */
export function useCommand(): { readonly path: string } {
  const command = { path: "" };
  let drop = (): void => {};
  beforeAll(async () => {
    const bundle = await bundleForTests();
    command.path = join(bundle.folder, "agentflow.js");
    drop = bundle.drop;
  }, 60_000);
  afterAll(() => drop());
  return command;
}
