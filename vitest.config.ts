import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.{ts,tsx}"],
    testTimeout: 20_000,
    // `.ci/run` takes its count of tests from the report.
    ...(process.env.CI ? { reporters: ["default", "json"], outputFile: { json: "dist/test-report.json" } } : {}),
  },
});
