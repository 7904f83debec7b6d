import { expect } from "vitest";

/** What an attack would change to reach everything else. */
const guarded = [Object.prototype, Array.prototype, Function.prototype, Map.prototype, Set.prototype, Date.prototype, Uint8Array.prototype, Promise.prototype, Error.prototype, Object, Array, globalThis];

const look = (): (string | symbol)[][] => guarded.map((object) => Reflect.ownKeys(object));

/** Notes what the language's own objects have. */
export class Canary {
  readonly #before = look();
  readonly #prototypes = guarded.map((object) => Object.getPrototypeOf(object) as unknown);

  /** Fails if anything has been added, removed or put under another prototype. */
  isWell(): void {
    expect(look()).toEqual(this.#before);
    guarded.forEach((object, i) => expect(Object.getPrototypeOf(object)).toBe(this.#prototypes[i]));
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  }
}

/** The keys that lead from data to prototypes. */
export const forbidden = ["__proto__", "constructor", "prototype"] as const;

/** An object with an own key of whatever name, as `JSON.parse` makes it. */
export function own(key: string, value: unknown): Record<string, unknown> {
  return JSON.parse(`{${JSON.stringify(key)}:${JSON.stringify(value)}}`) as Record<string, unknown>;
}
