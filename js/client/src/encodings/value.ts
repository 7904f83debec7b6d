import * as Code from "../errors/codes.js";
import { fail, malformed } from "../errors/storeError.js";
import { Reader, readTimestamp } from "../msgpack/reader.js";
import type { Writer } from "../msgpack/writer.js";
import { EntriesBuilder, requireKey } from "../values/keys.js";
import { maxCounter, maxNesting } from "../values/limits.js";
import { Entries, isArray, MAP, OBJECT, SET, type Scalar, type Value } from "../values/value.js";

/** Writes a value, objects in insertion order. */
export function writeValue(writer: Writer, value: Value): void {
  if (isArray(value)) {
    writer.array(value.length);
    for (const item of value) writeValue(writer, item);
  } else if (value instanceof Entries) {
    const { kind, keys, values } = value;
    writeTable(writer, kind, keys.length, () => {
      for (let i = 0; i < keys.length; i++) {
        writeScalar(writer, keys[i]!);
        if (kind !== SET) writeValue(writer, values[i]);
      }
    });
  } else writeScalar(writer, value);
}

/** Writes an object's, Map's or Set's header and what an action writes into it. */
export function writeTable(writer: Writer, kind: number, count: number, content: () => void): void {
  const start = writer.length;
  if (kind === OBJECT) writer.map(count);
  else writer.array(kind === MAP ? count * 2 : count);
  content();
  if (kind !== OBJECT) writer.endExtension(start, kind);
}

/** Writes undefined or a scalar. */
export function writeScalar(writer: Writer, value: undefined | Scalar): void {
  if (typeof value === "string") writer.string(value);
  else if (typeof value === "number") writer.number(value);
  else if (value === null) writer.nil();
  else if (typeof value === "boolean") writer.boolean(value);
  else if (value === undefined) writer.endExtension(writer.length, 0);
  else if (value instanceof Date) writer.timestamp(value.getTime());
  else writer.binary(value);
}

/** Reads a value that nobody vouches for. */
export function readValue(reader: Reader, depth = 1): Value {
  switch (reader.kind) {
    case "array": {
      requireNesting(depth);
      const items: Value[] = [];
      for (let left = reader.array(); left > 0; left--) items.push(readValue(reader, depth + 1));
      return items;
    }
    case "map": {
      requireNesting(depth);
      const built = new EntriesBuilder(OBJECT);
      for (let left = reader.map(); left > 0; left--) built.key(reader.string()).value(readValue(reader, depth + 1));
      return built.done();
    }
    case "extension":
      return readExtension(reader, (kind, inner) => {
        requireNesting(depth);
        return readKeyed(new EntriesBuilder(kind), kind, inner, () => readValue(inner, depth + 1)).done();
      });
    default:
      return readScalar(reader);
  }
}

/** Reads undefined or an instant, or leaves a Map or Set to the caller. */
export function readExtension<T>(reader: Reader, table: (kind: typeof MAP | typeof SET, inner: Reader) => T): undefined | Date | T {
  const [type, data] = reader.extension();
  if (type === 0 && data.length === 0) return undefined;
  if (type === -1) return new Date(readTimestamp(data));
  if (type !== MAP && type !== SET) malformed(`an extension of type ${type} is no value`);
  const inner = new Reader(data);
  return inner.finish(table(type, inner));
}

/** Reads the keys and values of a Map, or the members of a Set. */
export function readKeyed<V, T extends { key(key: unknown): T; value(value: V): void }>(table: T, kind: number, reader: Reader, value: () => V): T {
  const count = reader.array();
  if (kind === MAP && count % 2) malformed("a Map's key has no value");
  for (let left = count; left > 0; left--) {
    table.key(readScalar(reader));
    if (kind !== MAP) continue;
    table.value(value());
    left--;
  }
  return table;
}

/** Reads a path's step, a Map's key or a Set's member. */
export function readScalar(reader: Reader): Scalar {
  switch (reader.kind) {
    case "nil":
      reader.tryNil();
      return null;
    case "boolean":
      return reader.boolean();
    case "integer": {
      const value = reader.int();
      return Number.isSafeInteger(value) ? value : fail(Code.IntegerOutOfRange, `The integer ${value} lies beyond ±(2^53−1).`, undefined, maxCounter);
    }
    case "float":
      return reader.double();
    case "string":
      return reader.string();
    case "binary":
      return reader.binary().slice();
    case "extension":
      return requireKey(readExtension(reader, () => undefined), SET);
    default:
      fail(Code.InvalidKey, "A path's step, a Map key or a Set member is null, a boolean, number, string, bytes or instant.");
  }
}

/** Refuses what is deeper than the format's own bound. */
export function requireNesting(depth: number): void {
  if (depth > maxNesting) fail(Code.TooDeep, `The value is nested deeper than ${maxNesting} levels.`, undefined, maxNesting);
}
