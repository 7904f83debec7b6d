import { defineConfig } from "vitest/config";

/** All packages' tests in one run, with one count. */
export default defineConfig({
  test: { projects: ["*/vitest.config.ts"] },
});
