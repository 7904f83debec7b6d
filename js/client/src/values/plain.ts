import { Entries, isArray, OBJECT, SET, type Scalar, type StoreData, type Value } from "./value.js";

/** A value as plain data of the caller's own: changing it changes nothing here. */
export function toPlain(value: Value): StoreData {
  if (typeof value !== "object" || value === null) return value;
  if (isArray(value)) return value.map(toPlain);
  if (value instanceof Entries) {
    const { kind, keys, values } = value;
    if (kind === SET) return new Set(keys.map(plainScalar));
    const pairs = keys.map((key, i) => [plainScalar(key), toPlain(values[i])] as const);
    return kind === OBJECT ? Object.fromEntries(pairs as [string, StoreData][]) : new Map(pairs);
  }
  return plainScalar(value);
}

/** A copy of an instant or of bytes, which could be changed; any other scalar as it is. */
export function plainScalar(value: Scalar): Scalar {
  return value instanceof Date ? new Date(value) : value instanceof Uint8Array ? value.slice() : value;
}
