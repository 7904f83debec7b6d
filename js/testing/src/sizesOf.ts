import { basename } from "node:path";
import { gzippedSize } from "../../client/test/size/gzippedSize.js";

const core = `export * from "@storehub/client";`;

/**
 * Prints and gives the sizes of a package in bytes, gzipped, without its framework.
 * @param directory The package's.
 * @returns What its own sources are, and what it adds to a page that has stores already, with those parts of the client that only bindings use.
 */
export async function sizesOf(directory: string, framework: string[]): Promise<{ own: number; added: number }> {
  const external = ["@microsoft/signalr", ...framework];
  const all = `export * from "./src/index.js";`;
  const own = await gzippedSize(all, directory, ["@storehub/client", ...external]);
  const added = (await gzippedSize(core + all, directory, external)) - (await gzippedSize(core, directory, external));
  console.log(`${basename(directory)}: ${own} bytes gzipped of its own, ${added} added to a page with stores`);
  return { own, added };
}
