import * as Code from "../errors/codes.js";
import { fail, StoreError, type StoreErrorNumber } from "../errors/storeError.js";
import type { Step } from "../operations/operation.js";
import { pathText } from "../operations/pathText.js";
import { EntriesBuilder } from "./keys.js";
import { defaultLimits, type StoreLimits } from "./limits.js";
import { isWellFormed, noUtf8, utf8Length } from "./text.js";
import { Entries, isScalar, MAP, OBJECT, SET, type Scalar, type TableKind, type Value } from "./value.js";

/** The first and the last instant: the years 1 to 9999. */
export const minInstant = -62135596800000;
export const maxInstant = 253402300799999;

/**
 * Copies a caller's value, deep: later changes to it change nothing. As with `structuredClone`, symbols as keys and what cannot be enumerated
 * are passed over, and holes become undefined.
 * @param value Plain data.
 * @param limits What the store accepts.
 * @param live Gives the value that an object stands for, such as a live view; undefined for all others.
 * @param at Where the value is going, for naming places in it.
 * @throws StoreError that names the place.
 */
export function copyIn(value: unknown, limits: StoreLimits = defaultLimits, live?: (value: object) => Value | undefined, at: readonly Step[] = []): Value {
  return new Copy(limits, live, at).value(value);
}

/** An instant as a copy of its own; refuses what is none. */
export function copyDate(ms: number): Date {
  return ms >= minInstant && ms <= maxInstant && Number.isInteger(ms)
    ? new Date(ms)
    : fail(Code.InvalidInstant, `An instant is in whole milliseconds, of the years 1 to 9999, not ${ms}.`);
}

class Copy {
  readonly #path: Step[];
  readonly #open = new Set<object>();
  #spent = 0;

  readonly #limits: StoreLimits;
  readonly #live?: (value: object) => Value | undefined;

  constructor(
    limits: StoreLimits,
    live: ((value: object) => Value | undefined) | undefined,
    at: readonly Step[],
  ) {
    this.#limits = limits;
    this.#live = live;
    this.#path = [...at];
  }

  value(value: unknown): Value {
    // every item and letter takes a byte at least: this ends what is endless, and what refers to one part again and again
    this.#spend(1);
    switch (typeof value) {
      case "undefined":
      case "boolean":
      case "number":
        return value;
      case "string":
        this.#spend(value.length);
        return isWellFormed(value) ? value : this.#refuse(Code.LoneSurrogate, noUtf8);
      case "bigint":
        if (value >= -9007199254740991n && value <= 9007199254740991n) return Number(value);
        this.#refuse(Code.IntegerOutOfRange, `The integer ${value} lies beyond ±(2^53−1).`, 9007199254740991);
      // falls through
      case "object":
        return value === null ? value : this.#object(value as object);
      default:
        this.#refuse(Code.UnsupportedType, `No store value can hold a ${typeof value}.`);
    }
  }

  #object(value: object): Value {
    if (value instanceof Date) {
      return this.#here(() => copyDate(value.getTime()));
    }
    if (value instanceof Uint8Array) {
      this.#spend(value.length);
      return new Uint8Array(value);
    }
    const stand = this.#live?.(value);
    if (stand !== undefined) return this.value(stand);
    if (this.#open.has(value)) this.#refuse(Code.Cycle, "The value contains itself.");
    this.#open.add(value);
    if (this.#open.size > this.#limits.maxDepth) this.#refuse(Code.TooDeep, `The value is nested deeper than ${this.#limits.maxDepth} levels.`, this.#limits.maxDepth);
    const copy = this.#container(value);
    this.#open.delete(value);
    return copy;
  }

  #container(value: object): Value {
    if (Array.isArray(value)) {
      const items: Value[] = [];
      for (let i = 0; i < value.length; i++) items.push(this.#inside(i, value[i]));
      return items;
    }
    if (value instanceof Entries) return this.#entries(value.kind, value.keys, (_, i) => value.values[i]);
    if (value instanceof Map) return this.#entries(MAP, value.keys(), (key) => value.get(key));
    if (value instanceof Set) return this.#entries(SET, value);
    const proto: unknown = Object.getPrototypeOf(value);
    // of whatever realm: only a realm's own Object.prototype has no prototype
    if (proto !== null && Object.getPrototypeOf(proto) !== null) {
      this.#refuse(Code.UnsupportedType, `No store value can hold a ${value.constructor?.name ?? "class instance"}.`);
    }
    return this.#entries(OBJECT, Object.keys(value), (key) => (value as Record<string, unknown>)[key as string]);
  }

  #entries(kind: TableKind, keys: Iterable<unknown>, get?: (key: unknown, index: number) => unknown): Entries {
    const built = new EntriesBuilder(kind);
    let index = 0;
    for (const name of keys) {
      const key = this.value(name);
      if (isScalar(key)) this.#path.push(key);
      this.#here(() => {
        if (kind !== SET) requireKeySize(key, this.#limits);
        built.key(key);
      });
      if (get && kind !== SET) built.value(this.value(get(name, index++)));
      this.#path.pop();
    }
    return built.done();
  }

  #inside(step: Scalar, value: unknown): Value {
    this.#path.push(step);
    const copy = this.value(value);
    this.#path.pop();
    return copy;
  }

  /** Names the place in what an action refuses. */
  #here<T>(action: () => T): T {
    try {
      return action();
    } catch (refusal) {
      if (!(refusal instanceof StoreError)) throw refusal;
      this.#refuse(refusal.code, refusal.message, refusal.limit);
    }
  }

  #spend(bytes: number): void {
    this.#spent += bytes;
    const limit = this.#limits.maxOperationBytes;
    if (this.#spent > limit) this.#refuse(Code.TooLarge, `The value has more than the ${limit} bytes that an operation may have.`, limit);
  }

  #at(): string {
    return pathText(this.#path);
  }

  #refuse(code: StoreErrorNumber, message: string, limit?: number): never {
    fail(code, `${message} (At ${this.#at()}.)`, this.#at(), limit);
  }
}

/** Refuses a key, of whatever kind, that has too many bytes. */
export function requireKeySize(key: unknown, limits: StoreLimits, path?: string): void {
  const bytes = typeof key === "string" ? (key.length > limits.maxKeyBytes / 3 ? utf8Length(key) : 0) : key instanceof Uint8Array ? key.length : 0;
  if (bytes > limits.maxKeyBytes) fail(Code.TooLarge, `The key has ${bytes} bytes; the limit is ${limits.maxKeyBytes}.`, path, limits.maxKeyBytes);
}
