import * as Code from "../errors/codes.js";
import { fail } from "../errors/storeError.js";
import type { OperationType } from "../operations/operation.js";
import { requirePathLength } from "../operations/rules.js";
import { copyIn } from "../values/copyIn.js";
import { requireKey } from "../values/keys.js";
import type { StoreLimits } from "../values/limits.js";
import { isForbidden } from "../values/text.js";
import { SET, type Scalar, type Value } from "../values/value.js";

/** An operation of `@virtual-frame/store`, read and checked: its values are copies that nobody else has. */
export interface ForeignOperation {
  readonly type: OperationType;
  readonly path: readonly string[];
  readonly value: Value;
  readonly key: Scalar;
  /** A splice's, not clamped to the array yet. */
  readonly index: number;
  readonly deleteCount: number;
  readonly items: readonly Value[];
}

/** What the bridge looks at before anything else. */
export interface ForeignHeader {
  readonly source: string;
  readonly seq: number;
  readonly path: readonly string[];
}

/** Reads what names an operation and its place; undefined if it is none of the library. */
export function readHeader(operation: unknown): ForeignHeader | undefined {
  const { source, seq, path } = (operation ?? {}) as Record<string, unknown>;
  if (typeof source !== "string" || !Number.isSafeInteger(seq) || !Array.isArray(path)) return undefined;
  if (!path.every((step) => typeof step === "string" || typeof step === "number")) return undefined;
  return { source, seq: seq as number, path: path.map(String) };
}

/** The first step of a path that every store refuses; −1 if there is none. */
export function forbiddenStep(path: readonly string[]): number {
  return path.findIndex(isForbidden);
}

/**
 * Reads an operation.
 * @throws StoreError A store cannot hold what it brings.
 */
export function readForeign(operation: unknown, path: readonly string[], limits: StoreLimits): ForeignOperation {
  const fields = operation as Record<string, unknown>;
  const type = fields["type"] as OperationType;
  const forbidden = forbiddenStep(path);
  if (forbidden >= 0) fail(Code.ForbiddenKey, `The key '${path[forbidden]}' is refused in every store.`, path.join("."));
  requirePathLength(path.length, limits.maxPathLength);
  const value = (name: string): Value => copyIn(fields[name], limits, standIn, path);
  const read: ForeignOperation = { type, path, value: undefined, key: null, index: 0, deleteCount: 0, items: [] };
  switch (type) {
    case "set":
      return { ...read, value: value("value") };
    case "splice":
      return { ...read, index: whole(fields["index"]), deleteCount: whole(fields["deleteCount"]), items: items(value("items")) };
    case "map-set":
      return { ...read, key: requireKey(value("key"), SET), value: value("value") };
    case "map-delete":
      return { ...read, key: requireKey(value("key"), SET) };
    case "set-add":
    case "set-delete":
      return { ...read, value: requireKey(value("value"), SET) };
    case "delete":
    case "map-clear":
    case "set-clear":
      return read;
    default:
      fail(Code.MalformedOperation, `The type '${String(type)}' is not known.`, path.join("."));
  }
}

function whole(number: unknown): number {
  return Math.trunc(Number(number ?? 0)) || 0;
}

function items(value: Value): readonly Value[] {
  return Array.isArray(value) ? (value as readonly Value[]) : [];
}

/**
 * The data behind a proxy of the library, which is in an operation when a part of a store was assigned to another. Such a proxy has no
 * prototype, and what it stands for is told by its methods.
 */
function standIn(value: object): Value | undefined {
  if (Object.getPrototypeOf(value) !== null) return undefined;
  const { getTime, forEach, get, add, entries, values, slice, subarray, length } = value as Record<string, unknown>;
  if (typeof getTime === "function") fail(Code.UnsupportedType, "The library's own proxies do not tell which instant a Date is: assign it as readPath gives it.");
  if (typeof forEach !== "function") {
    // read so, what is inside comes as it is, and not as proxies
    const inside = Object.keys(value).map((key) => [key, Object.getOwnPropertyDescriptor(value, key)?.value] as const);
    return Object.fromEntries(inside) as never;
  }
  if (typeof subarray === "function") return Uint8Array.from({ length: Number(length) }, (_, i) => (value as Record<number, number>)[i]!);
  // what is inside is copied in its turn
  const data = (take: unknown): Value | undefined => (typeof take === "function" ? (take() as Value) : undefined);
  if (typeof get === "function") return new Map(data(entries) as never) as never;
  if (typeof add === "function") return new Set(data(values) as never) as never;
  return data(slice);
}
