import { execFile } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const client = join(import.meta.dirname, "../../client");
const sample = join(import.meta.dirname, "../../../samples/microfrontends");

/** Builds the browser's part of the sample, and before it the package that it depends on; each only if it is older than what it is made of. */
export async function build(): Promise<void> {
  await make(client, ["dist/index.js"], ["src", "package.json", "tsconfig.json", "tsconfig.build.json"]);
  const apps = ["shell", "analytics", "orders"].flatMap((app) => [`${app}/src`, `${app}/package.json`, `${app}/rsbuild.config.ts`]);
  const pages = ["shell/dist/index.html", "analytics/dist/1/index.html", "analytics/dist/2/index.html", "orders/dist/1/index.html"];
  await make(sample, pages, [...apps, "build", "contract", "package-lock.json", "../../js/client/dist"]);
}

async function make(folder: string, results: string[], sources: string[]): Promise<void> {
  const times = (paths: string[]): number[] => paths.flatMap((path) => filesOf(join(folder, path))).map((path) => statSync(path).mtimeMs);
  if (results.every((path) => existsSync(join(folder, path))) && Math.min(...times(results)) > Math.max(...times(sources))) return;
  await promisify(execFile)("npm", ["run", "--silent", "build"], { cwd: folder });
}

function filesOf(path: string): string[] {
  return statSync(path).isDirectory() ? readdirSync(path).flatMap((name) => filesOf(join(path, name))) : [path];
}
