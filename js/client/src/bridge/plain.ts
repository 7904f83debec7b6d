/** Stands where nothing stands. */
export const absent = Symbol("absent");

/** Stands where nobody knows what stands: it is the same as nothing. */
export const unknown = Symbol("unknown");

export type Plain = Record<string, unknown>;

const kinds = new Map<unknown, string>([
  [Date, "date"],
  [Uint8Array, "bytes"],
  [Map, "map"],
  [Set, "set"],
]);

/** What plain data is: an object, array, map or set, a date, bytes, or anything else. */
export function kindOf(value: unknown): string {
  if (typeof value !== "object" || value === null) return "scalar";
  return Array.isArray(value) ? "array" : (kinds.get(value.constructor) ?? "object");
}

export function isObject(value: unknown): value is Plain {
  return kindOf(value) === "object";
}

/** What plain data has at a step. */
export function stepInto(value: unknown, step: unknown): unknown {
  if (value instanceof Map) return value.has(step) ? value.get(step) : absent;
  const own = isObject(value) || Array.isArray(value) ? Object.getOwnPropertyDescriptor(value, String(step)) : undefined;
  return own ? own.value : absent;
}

/** Whether two plain values are the same, Maps and Sets in the same order; a hole in an array is no undefined. */
export function same(left: unknown, right: unknown): boolean {
  const kind = kindOf(left);
  if (kind !== kindOf(right) || left === unknown) return false;
  if (kind === "scalar") return Object.is(left, right);
  if (kind === "date") return Object.is(+(left as Date), +(right as Date));
  if (kind === "map" || kind === "set") return all([...(left as Set<unknown>)], [...(right as Set<unknown>)]);
  if (kind !== "object") return all(left as unknown[], right as unknown[]);
  const keys = Object.keys(left as Plain);
  return keys.length === Object.keys(right as Plain).length && keys.every((key) => same((left as Plain)[key], stepInto(right, key)));
}

function all(left: ArrayLike<unknown>, right: ArrayLike<unknown>): boolean {
  if (left.length !== right.length) return false;
  for (let i = 0; i < left.length; i++) if (!(i in left) || !same(left[i], right[i])) return false;
  return true;
}
