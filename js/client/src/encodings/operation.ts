import * as Code from "../errors/codes.js";
import { fail, malformed } from "../errors/storeError.js";
import type { Reader } from "../msgpack/reader.js";
import type { Writer } from "../msgpack/writer.js";
import { operationTypes, type Anchors, type Operation, type OperationType } from "../operations/operation.js";
import { atPath, requireSlot } from "../operations/rules.js";
import { requireKey } from "../values/keys.js";
import { MAP, SET, type Value } from "../values/value.js";
import { readCount } from "./fields.js";
import { readElement, readElements, readPath, writeElement, writeElements, writePath } from "./path.js";
import { readScalar, readValue, writeScalar, writeValue } from "./value.js";

/** How many fields the types have, by number. */
const fieldCounts = [3, 2, 6, 4, 3, 2, 3, 3, 2, 3] as const;

/** Writes one operation as `[type, path, …]`; its source, seq and timestamp stand around it. */
export function writeOperation(writer: Writer, operation: Operation): void {
  const { source, type, path, value } = operation;
  const number = operationTypes.indexOf(type);
  writer.array(fieldCounts[number]!);
  writer.int(number);
  writePath(writer, path, source);
  if (type === "splice") {
    const items = operation.items ?? [];
    writer.int(operation.index ?? 0);
    writer.int(operation.deleteCount ?? 0);
    writer.array(items.length);
    for (const item of items) writeValue(writer, item);
    writeAnchors(writer, operation.anchors, source);
    return;
  }
  if (type === "map-set" || type === "map-delete") writeScalar(writer, operation.key);
  if (type !== "map-delete" && fieldCounts[number]! > 2) writeValue(writer, value);
}

/** Reads and checks one operation. */
export function readOperation(reader: Reader, source: string, seq: number, ts: number): Operation {
  const fields = reader.array();
  const number = reader.int();
  const type = operationTypes[number] ?? fail(Code.MalformedOperation, `The operation type ${number} of ${source}:${seq} is not known.`);
  if (fields !== fieldCounts[number]) fail(Code.MalformedOperation, `'${type}' has ${fieldCounts[number]} fields, not ${fields}.`);
  const path = readPath(reader, source);
  requireSlot(type, path);
  return atPath(path, () => ({ source, seq, ts, type, path, ...readFields(reader, type, source) }));
}

function readFields(reader: Reader, type: OperationType, own: string): Partial<Operation> {
  switch (type) {
    case "set":
      return { value: readValue(reader) };
    case "splice": {
      const index = readCount(reader, "index");
      const deleteCount = readCount(reader, "deleteCount");
      const items: Value[] = [];
      for (let left = reader.array(); left > 0; left--) items.push(readValue(reader));
      const anchors = readAnchors(reader, own);
      return { index, deleteCount, items, ...(anchors && { anchors }) };
    }
    case "map-set":
      return { key: requireKey(readScalar(reader), MAP), value: readValue(reader) };
    case "map-delete":
      return { key: requireKey(readScalar(reader), MAP) };
    case "set-add":
    case "set-delete":
      return { value: requireKey(readScalar(reader), SET) };
    case "increment":
      return { value: requireAmount(readScalar(reader)) };
    default:
      return {};
  }
}

/** An increment's amount. */
export function requireAmount(value: unknown): number {
  return typeof value === "number" ? value : fail(Code.MalformedOperation, "An increment's amount is a number.");
}

function writeAnchors(writer: Writer, anchors: Anchors | undefined, own: string): void {
  if (!anchors) {
    writer.nil();
    return;
  }
  writer.array(anchors.order ? 4 : 3);
  writeElement(writer, anchors.after, own);
  writeElement(writer, anchors.before, own);
  writeElements(writer, anchors.removed, own);
  if (anchors.order) writeElements(writer, anchors.order, own);
}

function readAnchors(reader: Reader, own: string): Anchors | undefined {
  if (reader.tryNil()) return undefined;
  const parts = reader.array();
  if (parts !== 3 && parts !== 4) malformed("anchors have 3 or 4 parts");
  const anchors = { after: readElement(reader, own), before: readElement(reader, own), removed: readElements(reader, own) };
  return parts === 4 ? { ...anchors, order: readElements(reader, own) } : anchors;
}

/** Writes the operations of a transaction or record. */
export function writeOperations(writer: Writer, operations: readonly Operation[]): void {
  writer.array(operations.length);
  for (const operation of operations) writeOperation(writer, operation);
}

/** Reads the operations of a transaction or record. */
export function readOperations(reader: Reader, source: string, firstSeq: number, ts: number): Operation[] {
  const operations: Operation[] = [];
  for (let left = reader.array(); left > 0; left--) operations.push(readOperation(reader, source, firstSeq + operations.length, ts));
  return operations;
}
