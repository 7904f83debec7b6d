import { build } from "esbuild";
import { gzipSync } from "node:zlib";

/**
 * The size in bytes of what a bundler makes of some source, minified and gzipped.
 * @param directory Where its imports are resolved from.
 * @param external What is not bundled.
 */
export async function gzippedSize(source: string, directory: string, external: string[]): Promise<number> {
  const result = await build({
    stdin: { contents: source, resolveDir: directory, loader: "ts" },
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: "es2022",
    conditions: ["source"],
    external,
  });
  return gzipSync(result.outputFiles[0]!.contents, { level: 9 }).length;
}
