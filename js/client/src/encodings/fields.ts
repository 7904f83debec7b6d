import * as Code from "../errors/codes.js";
import { fail } from "../errors/storeError.js";
import type { Reader } from "../msgpack/reader.js";
import { requireSource } from "../operations/source.js";
import { maxCount, maxCounter } from "../values/limits.js";

/** A seq, revision or floor. */
export function requireCounter(value: unknown, what: string): number {
  return requireWhole(value, what, maxCounter);
}

/** An index, ordinal or count. */
export function requireCount(value: unknown, what: string): number {
  return requireWhole(value, what, maxCount);
}

/** A finite timestamp. */
export function requireTimestamp(value: unknown): number {
  if (typeof value !== "number") fail(Code.MalformedOperation, "'ts' must be a number.");
  return Number.isFinite(value) ? value : fail(Code.InvalidTimestamp, `The timestamp ${value} is not finite.`);
}

export function readCounter(reader: Reader, what: string): number {
  return requireCounter(reader.int(), what);
}

export function readCount(reader: Reader, what: string): number {
  return requireCount(reader.int(), what);
}

export function readSource(reader: Reader): string {
  return requireSource(reader.string());
}

function requireWhole(value: unknown, what: string, most: number): number {
  return typeof value === "number" && value >= 0 && value <= most && Number.isInteger(value)
    ? value
    : fail(Code.MalformedOperation, `'${what}' must be a whole number from 0 to ${most}.`, undefined, most);
}
