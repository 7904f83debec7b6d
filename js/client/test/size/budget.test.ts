import { build } from "esbuild";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");

/** The size of what a bundler makes of some source, minified and gzipped. */
async function gzipped(source: string): Promise<number> {
  const result = await build({
    stdin: { contents: source, resolveDir: root, loader: "ts" },
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: "es2022",
    external: ["@microsoft/signalr"],
  });
  return gzipSync(result.outputFiles[0]!.contents, { level: 9 }).length;
}

/** What entries take, and how many bytes it may have; SignalR is not counted. */
const parts: [name: string, budget: number, source: string][] = [
  ["the core entry: stores, proxies, ports", 14_000, `export * from "./src/index.js";`],
  ["a store and no port", 13_900, `export { createStore, getStore } from "./src/index.js";`],
  ["the core and the hub's entry", 32_300, `export * from "./src/index.js"; export { connectHub } from "./src/hub.js";`],
  ["the hub's entry and topics, beside the core", 33_700, `export * from "./src/index.js"; export { connectHub } from "./src/hub.js"; export { topic } from "./src/topics.js";`],
  ["the core, the hub's and the shared entry", 35_200, `export * from "./src/index.js"; export { connectHub } from "./src/hub.js"; export * from "./src/shared.js";`],
  ["the bridge's entry, with all that it needs", 37_000, `export * from "./src/bridge.js";`],
  ["everything, error names too", 37_200, `export * from "./src/index.js"; export * from "./src/hub.js"; export * from "./src/shared.js"; export * from "./src/topics.js"; export * from "./src/errors/codes.js";`],
];

test.each(parts)("%s stays within its budget", async (name, budget, source) => {
  const bytes = await gzipped(source);
  console.log(`${name}: ${bytes} of ${budget} bytes gzipped`);
  expect(bytes).toBeLessThanOrEqual(budget);
  // a bundle of next to nothing would mean that the entry is broken
  expect(bytes).toBeGreaterThan(budget / 3);
});

test("what nobody uses is dropped", async () => {
  expect(await gzipped(`export { HybridClock } from "./src/ordering/clock.js"; import "./src/index.js";`)).toBeLessThan(600);
});
