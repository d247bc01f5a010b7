import { defineConfig } from "vitest/config";

/** The properties of types, of the language and of plans, each tried ten thousand times; the ordinary suite tries them a few times. `PROPERTY_RUNS` asks for another number. */
export default defineConfig({
  test: {
    include: [
      "test/**/*.property.test.ts",
      "test/language/{format,recovery}.test.ts",
      "test/compiler/{any-text,robust}.test.ts",
      "test/compiler/plan/{bound,page,size}.test.ts",
      "test/compiler/types/regex.test.ts",
    ],
    testTimeout: 7_200_000,
    maxWorkers: "50%",
    env: { PROPERTY_RUNS: process.env.PROPERTY_RUNS ?? "10000" },
  },
});
