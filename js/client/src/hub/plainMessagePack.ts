import { requireNesting } from "../encodings/value.js";
import { malformed } from "../errors/storeError.js";
import type { Reader } from "../msgpack/reader.js";
import type { Writer } from "../msgpack/writer.js";

/** Writes a message's plain parts: what JSON has, and bytes. Fields that are undefined are left out. */
export function writePlain(writer: Writer, value: unknown): void {
  if (typeof value === "string") writer.string(value);
  else if (typeof value === "number") writer.number(value);
  else if (typeof value === "boolean") writer.boolean(value);
  else if (value === null || value === undefined) writer.nil();
  else if (value instanceof Uint8Array) writer.binary(value);
  else if (Array.isArray(value)) {
    writer.array(value.length);
    for (const item of value as unknown[]) writePlain(writer, item);
  } else if (typeof value === "object") {
    const fields = Object.entries(value).filter(([, field]) => field !== undefined);
    writer.map(fields.length);
    for (const [name, field] of fields) {
      writer.string(name);
      writePlain(writer, field);
    }
  } else malformed(`a message has no place for a ${typeof value}`);
}

/** Reads one value of a message that nobody vouches for; extensions are passed over. */
export function readPlain(reader: Reader, depth = 1): unknown {
  requireNesting(depth);
  switch (reader.kind) {
    case "nil":
      reader.tryNil();
      return null;
    case "boolean":
      return reader.boolean();
    case "string":
      return reader.string();
    case "binary":
      return reader.binary();
    case "array": {
      const items: unknown[] = [];
      for (let left = reader.array(); left > 0; left--) items.push(readPlain(reader, depth + 1));
      return items;
    }
    case "map": {
      const fields: [string, unknown][] = [];
      for (let left = reader.map(); left > 0; left--) fields.push([reader.string(), readPlain(reader, depth + 1)]);
      return Object.fromEntries(fields);
    }
    case "extension":
      reader.skip();
      return undefined;
    default:
      return reader.double();
  }
}
