import { malformed } from "../errors/storeError.js";
import type { Reader } from "../msgpack/reader.js";
import type { Writer } from "../msgpack/writer.js";
import { ElementStep, idParts, type ElementId, type Path, type Step } from "../operations/operation.js";
import { requirePathLength } from "../operations/rules.js";
import { requireKey } from "../values/keys.js";
import { MAP, type Scalar } from "../values/value.js";
import { readCount, readCounter, readSource } from "./fields.js";
import { readScalar, writeScalar } from "./value.js";

/** Writes a path; identities of the operation's own source come without it. */
export function writePath(writer: Writer, path: Path, own: string): void {
  writer.array(path.length);
  for (const step of path) {
    if (step instanceof ElementStep) writeIdentity(writer, step.id, own, step.key);
    else writeScalar(writer, step);
  }
}

export function readPath(reader: Reader, own: string): Path {
  const count = reader.array();
  requirePathLength(count);
  const path: Step[] = [];
  for (let i = 0; i < count; i++) {
    if (reader.kind !== "array") {
      path.push(readStep(reader));
      continue;
    }
    const parts = reader.array();
    if (parts !== 3 && parts !== 4) malformed("a step with an identity has 3 or 4 parts");
    path.push(new ElementStep(readStep(reader), readIdentity(reader, own, parts === 4)));
  }
  return path;
}

/** Writes an identity or nil. */
export function writeElement(writer: Writer, id: ElementId | null, own: string): void {
  if (id === null) writer.nil();
  else writeIdentity(writer, id, own);
}

export function readElement(reader: Reader, own: string): ElementId | null {
  if (reader.tryNil()) return null;
  const parts = reader.array();
  if (parts !== 2 && parts !== 3) malformed("an identity has 2 or 3 parts");
  return readIdentity(reader, own, parts === 3);
}

export function writeElements(writer: Writer, ids: readonly ElementId[], own: string): void {
  writer.array(ids.length);
  for (const id of ids) writeElement(writer, id, own);
}

export function readElements(reader: Reader, own: string): ElementId[] {
  const ids: ElementId[] = [];
  for (let left = reader.array(); left > 0; left--) ids.push(readElement(reader, own) ?? malformed("an identity was expected, not nil"));
  return ids;
}

function writeIdentity(writer: Writer, id: ElementId, own: string, key?: Scalar): void {
  const [source, seq, ordinal] = idParts(id);
  writer.array((key === undefined ? 2 : 3) + (source === own ? 0 : 1));
  if (key !== undefined) writeScalar(writer, key);
  writer.int(seq);
  writer.int(ordinal);
  if (source !== own) writer.string(source);
}

function readIdentity(reader: Reader, own: string, foreign: boolean): ElementId {
  const seq = readCounter(reader, "an identity's seq");
  const ordinal = readCount(reader, "an identity's ordinal");
  return `${foreign ? readSource(reader) : own}:${seq}:${ordinal}`;
}

function readStep(reader: Reader): Scalar {
  const key = readScalar(reader);
  requireKey(key, MAP);
  return key;
}
