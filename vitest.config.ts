import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const source = (entry: string): string => fileURLToPath(new URL(`embed/${entry}.ts`, import.meta.url));

export default defineConfig({
  // Tests and examples import the library by its name, and get the sources.
  resolve: {
    alias: [
      { find: /^agentflow$/, replacement: source("index") },
      { find: /^agentflow\/(runtime|esbuild)$/, replacement: source("$1") },
    ],
  },
  test: {
    include: ["test/**/*.test.{ts,tsx}"],
    testTimeout: 20_000,
    // `.ci/run` takes its count of tests from the report.
    ...(process.env.CI ? { reporters: ["default", "json"], outputFile: { json: "dist/test-report.json" } } : {}),
  },
});
