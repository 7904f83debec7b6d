import * as Code from "../errors/codes.js";
import { fail } from "../errors/storeError.js";
import { isForbidden } from "./text.js";
import { Entries, isScalar, OBJECT, SET, type Scalar, type TableKind, type Value } from "./value.js";

/** A scalar as a key of JavaScript's own Map: equal ids for equal scalars. */
export type KeyId = null | boolean | number | string | bigint;

/** The first id past those of all instants. */
const bytesShift = "0000000000000000";

/** Maps compare numbers and strings as stores do; an instant or bytes become a bigint, which no scalar is. */
export function keyId(key: Scalar): KeyId {
  if (typeof key !== "object" || key === null) return key;
  if (key instanceof Date) return BigInt(key.getTime());
  let hex = "0x1";
  for (const byte of key) hex += (byte + 256).toString(16).slice(1);
  return BigInt(hex + bytesShift);
}

/** A path as text of its own. */
export function pathId(path: readonly Scalar[]): string {
  return JSON.stringify(path.map((step) => [typeof step, String(keyId(step))]));
}

/** Makes −0 into 0 and refuses what is no scalar, and a key that no path could lead through. */
export function requireKey(key: unknown, kind: TableKind): Scalar {
  if (!isScalar(key) || (kind === OBJECT && typeof key !== "string")) {
    fail(Code.InvalidKey, "A path's step, a Map key or a Set member is null, a boolean, number, string, bytes or instant.");
  }
  if (kind !== SET && isForbidden(key)) fail(Code.ForbiddenKey, `The key '${String(key)}' is refused in every store.`, String(key));
  return key === 0 ? 0 : key;
}

/** Puts together {@link Entries} of keys that nobody vouches for. */
export class EntriesBuilder {
  readonly #keys: Scalar[] = [];
  readonly #values: Value[] = [];
  readonly #seen = new Set<KeyId>();

  readonly #kind: TableKind;

  constructor(kind: TableKind) {
    this.#kind = kind;
  }

  /** Checks and adds a key; its value follows. */
  key(key: unknown): this {
    const normal = requireKey(key, this.#kind);
    const id = keyId(normal);
    if (this.#seen.has(id)) fail(Code.DuplicateKey, `The key '${String(normal)}' stands twice.`, String(normal));
    this.#seen.add(id);
    this.#keys.push(normal);
    return this;
  }

  /** Adds the value of the key that came last. */
  value(value: Value): void {
    this.#values.push(value);
  }

  done(): Entries {
    return new Entries(this.#kind, this.#keys, this.#values);
  }
}
