import * as Code from "../errors/codes.js";
import { fail, malformed } from "../errors/storeError.js";
import { maxNesting } from "../values/limits.js";

/** JSON that was read: by {@link parseJson}, whose objects are Maps, or by `JSON.parse`. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export type JsonObject = ReadonlyMap<string, Json> | { readonly [key: string]: Json };

/** A Map nests JSON by three levels, and the rest of a message needs some. */
const maxDepth = maxNesting * 3 + 64;

/**
 * Reads JSON with all that `JSON.parse` loses: the order of keys such as `"7"`, keys that stand twice, and whole numbers whose digits no
 * double holds.
 */
export function parseJson(text: string): Json {
  const token = /[ \t\r\n]*(?:([{}[\],:])|("(?:[^"\\]|\\.)*"|[-+.\w]+))/y;
  const next = (): string => {
    const found = token.exec(text);
    return (found && (found[1] ?? found[2])) ?? malformed("this is no JSON");
  };
  const value = (start: string, depth: number): Json => {
    if (depth > maxDepth) fail(Code.TooDeep, `The JSON is nested deeper than ${maxDepth} levels.`, undefined, maxDepth);
    if (start === "[") {
      const items: Json[] = [];
      for (let at = next(); at !== "]"; at = separated(next(), "]")) items.push(value(at, depth + 1));
      return items;
    }
    if (start === "{") {
      const entries = new Map<string, Json>();
      for (let at = next(); at !== "}"; at = separated(next(), "}")) {
        const key = scalar(at);
        if (typeof key !== "string" || next() !== ":") malformed("an object's key was expected");
        if (entries.has(key)) fail(Code.DuplicateKey, `The key '${key}' stands twice.`, key);
        entries.set(key, value(next(), depth + 1));
      }
      return entries;
    }
    return scalar(start);
  };
  // a comma must be followed by another item
  const separated = (at: string, end: string): string => {
    if (at === end) return at;
    if (at !== ",") malformed("a comma was expected");
    const item = next();
    return item === end ? malformed("an item was expected") : item;
  };
  const result = value(next(), 0);
  return /[^ \t\r\n]/.test(text.slice(token.lastIndex)) ? malformed("more follows the JSON") : result;
}

function scalar(token: string): null | boolean | number | string {
  let value: unknown;
  try {
    value = JSON.parse(token);
  } catch {
    malformed("this is no JSON");
  }
  if (typeof value === "number" && !Number.isFinite(value)) fail(Code.IntegerOutOfRange, "The number is larger than any double.");
  if (typeof value === "number" && !Number.isSafeInteger(value) && !/[.eE]/.test(token)) {
    fail(Code.IntegerOutOfRange, `The whole number ${token} lies beyond ±(2^53−1) and would lose digits.`, undefined, Number.MAX_SAFE_INTEGER);
  }
  return value as null | boolean | number | string;
}

/** The fields of a JSON object. */
export function jsonFields(json: Json | undefined, what: string): ReadonlyMap<string, Json> {
  if (json instanceof Map) return json;
  return isObject(json) ? new Map(Object.entries(json)) : fail(Code.MalformedOperation, `'${what}' must be an object.`);
}

/** A JSON array. */
export function jsonArray(json: Json | undefined, what: string): readonly Json[] {
  return Array.isArray(json) ? (json as readonly Json[]) : fail(Code.MalformedOperation, `'${what}' must be an array.`);
}

/** Whether JSON is an object, in either form. */
export function isObject(json: unknown): json is JsonObject {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}
