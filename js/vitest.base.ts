import { defineConfig, mergeConfig, type ViteUserConfig } from "vitest/config";

const conditions = ["source", "module", "development|production"];

/** The configuration of a package's tests; our other packages are read as sources. */
export function project(name: string, more: ViteUserConfig = {}): ViteUserConfig {
  return mergeConfig(
    defineConfig({
      resolve: { conditions: [...conditions, "browser"] },
      ssr: { resolve: { conditions: [...conditions, "node"] } },
      test: { name, include: ["test/**/*.test.ts"], testTimeout: 120_000, hookTimeout: 120_000 },
    }),
    more,
  );
}
