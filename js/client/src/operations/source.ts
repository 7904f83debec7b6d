import * as Code from "../errors/codes.js";
import { fail } from "../errors/storeError.js";
import { maxCount, maxCounter } from "../values/limits.js";
import { shown } from "../values/text.js";
import type { ElementId } from "./operation.js";

/** Gives a source's name back if it is one. */
export function requireSource(name: unknown): string {
  return typeof name === "string" && /^[A-Za-z0-9_-]{1,64}$/.test(name)
    ? name
    : fail(Code.InvalidSource, `'${shown(name)}' is no source: it must match [A-Za-z0-9_-]{1,64}.`, undefined, 64);
}

/** Makes a new random source: 12 characters, 72 random bits. */
export function randomSource(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(9));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_");
}

/** Gives an identity back in its canonical form. */
export function requireElementId(text: unknown): ElementId {
  const parts = typeof text === "string" ? /^([A-Za-z0-9_-]{1,64}):(\d{1,19}):(\d{1,19})$/.exec(text) : null;
  if (!parts || +parts[2]! > maxCounter || +parts[3]! > maxCount) fail(Code.MalformedOperation, `'${shown(text)}' is no identity of the form source:seq:ordinal.`);
  return `${parts[1]}:${+parts[2]!}:${+parts[3]!}`;
}
