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

const core = `export * from "./src/index.js"; export { TransactionWriter } from "./src/replicas/writer.js"; export { HybridClock } from "./src/ordering/clock.js";
  export { copyIn } from "./src/values/copyIn.js"; export { toPlain } from "./src/values/plain.js"; export { toValue } from "./src/state/node.js"; export { randomSource } from "./src/operations/source.js";`;
const replica = `${core} export { Replica } from "./src/replicas/replica.js";`;
const peer = `${core} export { PeerReplica } from "./src/replicas/peerReplica.js";`;
const binary = `${replica} export { decodeRecords } from "./src/encodings/recordBatch.js"; export { encodeTransaction } from "./src/encodings/transaction.js"; export { decodeSnapshot } from "./src/snapshots/binary.js";`;
const all = `${binary} export * from "./src/encodings/canonical.js"; export * from "./src/encodings/recordBatch.js"; export * from "./src/encodings/record.js"; export * from "./src/encodings/transaction.js";
  export * from "./src/snapshots/binary.js"; export * from "./src/snapshots/json.js"; export * from "./src/json/record.js"; export * from "./src/json/transaction.js"; export * from "./src/errors/codes.js";`;

/** What entries take, and how many bytes it may have. The whole core entry, with proxies, has 14,000. */
const parts: [name: string, budget: number, source: string][] = [
  ["values, operations, writer", 6_300, core],
  ["the same and the replica without a hub: the core entry as it is yet", 9_000, peer],
  ["the same with the replica with a hub in its place", 9_400, replica],
  ["the last and what reads and writes the MessagePack wire", 13_800, binary],
  ["everything: JSON, hashes and error names too", 19_600, all],
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
