import * as Code from "../errors/codes.js";
import { fail } from "../errors/storeError.js";
import { requireNesting } from "../encodings/value.js";
import { copyDate } from "../values/copyIn.js";
import { EntriesBuilder } from "../values/keys.js";
import { wellFormed } from "../values/text.js";
import { isArray, MAP, OBJECT, SET, type Scalar, type Value } from "../values/value.js";
import { isObject, jsonArray, jsonFields, type Json } from "./parse.js";

/**
 * A value as JSON that loses nothing: what JSON lacks stands in an object with one `$` key.
 * @param ordered Whether objects become Maps, for {@link stringify}: plain ones do not keep the order of keys such as `"7"`.
 */
export function toJson(value: Value, ordered = false): Json {
  if (value === undefined) return { $undefined: true };
  if (typeof value === "number") {
    const plain = Number.isFinite(value) && !Object.is(value, -0) && (!Number.isInteger(value) || Number.isSafeInteger(value) || Math.abs(value) >= 1e21);
    return plain ? value : { $number: Object.is(value, -0) ? "-0" : String(value) };
  }
  if (typeof value !== "object" || value === null) return value;
  if (isArray(value)) return value.map((item) => toJson(item, ordered));
  if (value instanceof Date) return { $date: value.getTime() };
  if (value instanceof Uint8Array) return { $bytes: btoa(Array.from(value, (byte) => String.fromCharCode(byte)).join("")) };
  const { kind, keys, values } = value;
  if (kind === SET) return { $set: keys.map((key) => toJson(key)) };
  if (kind === MAP) return { $map: keys.map((key, i) => [toJson(key), toJson(values[i], ordered)]) };
  const pairs = keys.map((key, i): [string, Json] => [((key as string)[0] === "$" ? "$" : "") + (key as string), toJson(values[i], ordered)]);
  return ordered ? new Map(pairs) : Object.fromEntries(pairs);
}

/** JSON text of JSON whose objects may be Maps. */
export function stringify(json: Json): string {
  if (Array.isArray(json)) return `[${(json as readonly Json[]).map(stringify).join()}]`;
  if (!isObject(json)) return JSON.stringify(json);
  return `{${Array.from(jsonFields(json, ""), ([key, item]) => `${JSON.stringify(key)}:${stringify(item)}`).join()}}`;
}

/** Reads a value that nobody vouches for. */
export function fromJson(json: Json | undefined, depth = 1): Value {
  if (typeof json === "string") return wellFormed(json);
  if (json === undefined || json === null || typeof json !== "object") return json;
  if (Array.isArray(json)) {
    requireNesting(depth);
    return (json as readonly Json[]).map((item) => fromJson(item, depth + 1));
  }
  const fields = jsonFields(json, "value");
  for (const [tag, content] of fields) {
    if (tag[0] !== "$" || tag[1] === "$") continue;
    if (fields.size > 1) bad(tag, "stands alone in its object");
    return tagged(tag, content, depth);
  }
  requireNesting(depth);
  const built = new EntriesBuilder(OBJECT);
  for (const [key, item] of fields) built.key(wellFormed(key[0] === "$" ? key.slice(1) : key)).value(fromJson(item, depth + 1));
  return built.done();
}

/** Reads a path's step, a Map's key or a Set's member. */
export function scalarFromJson(json: Json | undefined): Scalar {
  const tag = isObject(json) ? jsonFields(json, "key").keys().next().value : "";
  if (json === undefined || Array.isArray(json) || !/^(|\$number|\$bytes|\$date)$/.test(tag ?? "$")) {
    fail(Code.InvalidKey, "A path's step, a Map key or a Set member is null, a boolean, number, string, bytes or instant.");
  }
  return fromJson(json) as Scalar;
}

function tagged(tag: string, content: Json, depth: number): Value {
  switch (tag) {
    case "$undefined":
      return content === true ? undefined : bad(tag, "is true");
    case "$number": {
      const text = typeof content === "string" ? content : "";
      const number = /^(NaN|-?Infinity|[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?)$/.test(text) ? +text : undefined;
      const special = number !== undefined && !Number.isFinite(number) && /\d/.test(text);
      return number === undefined || special ? bad(tag, 'is "NaN", "Infinity", "-Infinity", "-0" or the digits of a double') : number;
    }
    case "$bytes":
      if (typeof content !== "string" || !/^[A-Za-z0-9+/]*={0,2}$/.test(content) || content.length % 4) bad(tag, "is a string of base64");
      return Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
    case "$date":
      return copyDate(typeof content === "number" ? content : NaN);
    case "$map": {
      requireNesting(depth);
      const built = new EntriesBuilder(MAP);
      for (const pair of requireArray(tag, content)) {
        if (requireArray(tag, pair).length !== 2) bad(tag, "is an array of [key, value] pairs");
        const [key, item] = pair as readonly Json[];
        built.key(scalarFromJson(key)).value(fromJson(item, depth + 1));
      }
      return built.done();
    }
    case "$set": {
      requireNesting(depth);
      const built = new EntriesBuilder(SET);
      for (const member of requireArray(tag, content)) built.key(scalarFromJson(member));
      return built.done();
    }
    default:
      fail(Code.UnsupportedType, `The tag '${tag}' is not known; a key that starts with '$' is written with one more '$'.`);
  }
}

function requireArray(tag: string, json: Json): readonly Json[] {
  return Array.isArray(json) ? jsonArray(json, tag) : bad(tag, "is an array");
}

function bad(tag: string, rule: string): never {
  fail(Code.UnsupportedType, `'${tag}' ${rule}.`);
}
