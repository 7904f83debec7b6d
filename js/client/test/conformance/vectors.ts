import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseJson, type Json } from "../../src/json/parse.js";

export type Case = ReadonlyMap<string, Json>;

/** The cases of a file of `conformance/`. Read by the order-preserving parser: `JSON.parse` would reorder keys such as `"7"`. */
export function casesOf(name: string): Case[] {
  const text = readFileSync(join(import.meta.dirname, "../../../../conformance", `${name}.json`), "utf8");
  const file = parseJson(text) as ReadonlyMap<string, Json>;
  if (file.get("format") !== 1) throw new Error(`${name} is of another format.`);
  return file.get("cases") as Case[];
}

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

export function bytesOf(text: Json | undefined): Uint8Array {
  return new Uint8Array(Buffer.from(text as string, "hex"));
}

/** The first 16 digits of the SHA-256 of some bytes, by another implementation than the one under test. */
export function brief(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex").slice(0, 16);
}

/** JSON as plain objects, in whose keys order does not count. */
export function plain(json: Json): unknown {
  if (json instanceof Map) return Object.fromEntries(Array.from(json as ReadonlyMap<string, Json>, ([key, value]) => [key, plain(value)]));
  if (Array.isArray(json)) return (json as Json[]).map(plain);
  return typeof json === "object" && json !== null ? plain(new Map(Object.entries(json))) : json;
}
