import { gzippedSize } from "../../client/test/size/gzippedSize.js";

const core = `export * from "@storehub/client";`;

/**
 * How many bytes, gzipped, a package adds to a page that has stores already; the framework is not counted.
 * @param directory The package's.
 */
export async function addedSize(directory: string, external: string[]): Promise<number> {
  const all = ["@microsoft/signalr", ...external];
  const without = await gzippedSize(core, directory, all);
  const bytes = (await gzippedSize(`${core} export * from "./src/index.js";`, directory, all)) - without;
  console.log(`${directory.split("/").at(-1)!}: ${bytes} bytes gzipped beside the core's ${without}`);
  return bytes;
}
