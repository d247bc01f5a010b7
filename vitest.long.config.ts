import { defineConfig } from "vitest/config";

/** The properties of the ordinary suite, each tried ten thousand times. `PROPERTY_RUNS` asks for another number. */
export default defineConfig({
  test: {
    include: ["test/**/*.property.test.ts"],
    testTimeout: 7_200_000,
    maxWorkers: "50%",
    env: { PROPERTY_RUNS: process.env.PROPERTY_RUNS ?? "10000" },
  },
});
