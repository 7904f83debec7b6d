/** What a Map's key, a Set's member or a path's step can be; compared by value. */
export type Scalar = null | boolean | number | string | Uint8Array | Date;

/** A plain value as applications write and read it. */
export type StoreData =
  | undefined
  | Scalar
  | readonly StoreData[]
  | { readonly [key: string]: StoreData }
  | ReadonlyMap<Scalar, StoreData>
  | ReadonlySet<Scalar>;

/** What {@link Entries} and live tables are: the numbers of a Map and a Set are those of their extension types. */
export type TableKind = typeof OBJECT | typeof MAP | typeof SET;
export const OBJECT = 0;
export const MAP = 1;
export const SET = 2;

/**
 * An immutable object, Map or Set inside of an operation. JavaScript's own objects would move keys such as `"7"` to the front, and its
 * Maps compare bytes and instants by reference.
 */
export class Entries {
  /**
   * @param kind Which of the three.
   * @param keys The keys or members in insertion order, all different.
   * @param values The values in the same order; none for a Set.
   */
  constructor(
    readonly kind: TableKind,
    readonly keys: readonly Scalar[],
    readonly values: readonly Value[],
  ) {}
}

/** An immutable value as operations carry it. */
export type Value = undefined | Scalar | readonly Value[] | Entries;

/** Whether a value can be a key. */
export function isScalar(value: unknown): value is Scalar {
  return typeof value === "object" ? value === null || value instanceof Date || value instanceof Uint8Array : value !== undefined;
}

/** Whether a value is an array as operations carry it. */
export function isArray(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}
