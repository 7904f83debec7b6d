import type { Scalar } from "../values/value.js";

/** A way to a place in a store: keys of objects and Maps, and indices of arrays. */
export type StorePath = readonly Scalar[];

/** A type as it is read: plain data that nobody may change, since others read the same. */
export type Snapshot<T> = unknown extends T
  ? T
  : T extends null | undefined | boolean | number | string | Date | Uint8Array
    ? T
    : T extends ReadonlyMap<infer K, infer V>
      ? ReadonlyMap<K, Snapshot<V>>
      : T extends ReadonlySet<infer V>
        ? ReadonlySet<V>
        : { readonly [K in keyof T]: Snapshot<T[K]> };

/** What stands at a path in a store of a type: `unknown` if the type has no such place, `any` if it is not known. */
export type ValueAt<T, P extends StorePath> = P extends readonly [infer K, ...infer Rest extends StorePath] ? ValueAt<Child<T, K>, Rest> : Snapshot<T>;

type IsAny<T> = 0 extends 1 & T ? true : false;

type Child<T, K> = IsAny<T> extends true
  ? T
  : T extends null | undefined
    ? undefined
    : T extends ReadonlyMap<infer _, infer V>
      ? V | undefined
      : T extends readonly (infer V)[]
        ? K extends number | `${number}`
          ? V | undefined
          : unknown
        : K extends keyof T
          ? T[K]
          : unknown;
