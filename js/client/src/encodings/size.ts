import { ElementStep, idParts, type Anchors, type ElementId, type Operation } from "../operations/operation.js";
import { utf8Length } from "../values/text.js";
import { Entries, isArray, MAP, OBJECT, SET, type Scalar, type Value } from "../values/value.js";

/**
 * How many bytes an operation's binary encoding has, without writing it: every write is measured, and whoever has no hub needs no encoder.
 */
export function operationBytes(operation: Operation): number {
  const { source, type, path, value, items = [], index = 0, deleteCount = 0 } = operation;
  let bytes = 2 + list(path, (step) => (step instanceof ElementStep ? identity(step.id, source) + scalar(step.key) : scalar(step)));
  if (type === "splice") return bytes + whole(index) + whole(deleteCount) + list(items, valueBytes) + anchorBytes(operation.anchors, source);
  if (type === "map-set" || type === "map-delete") bytes += scalar(operation.key);
  return type === "set-delete" || !/delete$|clear$/.test(type) ? bytes + valueBytes(value) : bytes;
}

/** How many bytes a value's binary encoding has. */
export function valueBytes(value: Value): number {
  if (isArray(value)) return list(value, valueBytes);
  if (!(value instanceof Entries)) return scalar(value);
  const { kind, keys, values } = value;
  let bytes = counted(kind === MAP ? keys.length * 2 : keys.length);
  for (let i = 0; i < keys.length; i++) bytes += scalar(keys[i]) + (kind === SET ? 0 : valueBytes(values[i]));
  return kind === OBJECT ? bytes : extension(bytes);
}

function scalar(value: undefined | Scalar): number {
  if (typeof value === "string") return text(value);
  if (typeof value === "number") return Number.isSafeInteger(value) && !Object.is(value, -0) ? whole(value) : 9;
  if (value === undefined) return 3;
  if (typeof value !== "object" || value === null) return 1;
  if (value instanceof Uint8Array) return sized(value.length, 2);
  const seconds = value.getTime() / 1000;
  return seconds >= 0 && seconds < 0x400000000 ? (Number.isInteger(seconds) && seconds < 0x100000000 ? 6 : 10) : 15;
}

/** An integer. */
function whole(value: number): number {
  // a negative one has half the range, and one byte holds less of it
  const range = value < 0 ? -1 - value : value / 2;
  if (value < 0 ? value >= -0x20 : value < 0x80) return 1;
  return range < 0x80 ? 2 : range < 0x8000 ? 3 : range < 0x80000000 ? 5 : 9;
}

function text(value: string): number {
  const length = utf8Length(value);
  return length < 32 ? length + 1 : sized(length, 2);
}

/** Something whose length stands before it, in as many bytes as it needs. */
function sized(length: number, header: number): number {
  return length + (length < 0x100 ? header : length < 0x10000 ? header + 1 : header + 3);
}

/** The header of an array or map. */
function counted(count: number): number {
  return count < 16 ? 1 : count < 0x10000 ? 3 : 5;
}

function extension(length: number): number {
  return [1, 2, 4, 8, 16].includes(length) ? length + 2 : sized(length, 3);
}

function list<T>(items: readonly T[], size: (item: T) => number): number {
  let bytes = counted(items.length);
  for (const item of items) bytes += size(item);
  return bytes;
}

function identity(id: ElementId | null, own: string): number {
  if (id === null) return 1;
  const [source, seq, ordinal] = idParts(id);
  return 1 + whole(seq) + whole(ordinal) + (source === own ? 0 : text(source));
}

function anchorBytes(anchors: Anchors | undefined, own: string): number {
  if (!anchors) return 1;
  const { after, before, removed, order } = anchors;
  const each = (ids: readonly ElementId[]): number => list(ids, (id) => identity(id, own));
  return 1 + identity(after, own) + identity(before, own) + each(removed) + (order ? each(order) : 0);
}
