import { defineConfig } from "vitest/config";

export default defineConfig({
  test: { name: "microfrontends", include: ["test/**/*.test.ts"], testTimeout: 120_000, hookTimeout: 300_000 },
});
