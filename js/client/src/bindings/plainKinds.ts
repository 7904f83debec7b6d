import { isScalar } from "../values/value.js";
import { keyId } from "../values/keys.js";

/** What kinds of containers plain data and the proxies of stores are; undefined for everything else, such as instances of classes. */
export type ContainerKind = "array" | "map" | "set" | "object";

/** Which container something is. */
export function kindOf(value: unknown): ContainerKind | undefined {
  if (typeof value !== "object" || value === null || isScalar(value)) return undefined;
  if (Array.isArray(value)) return "array";
  if (value instanceof Map) return "map";
  if (value instanceof Set) return "set";
  const proto: unknown = Object.getPrototypeOf(value);
  return proto === null || Object.getPrototypeOf(proto) === null ? "object" : undefined;
}

/** Whether two values are one object or equal scalars, where instants and bytes are compared by what they hold. */
export function isSameScalar(left: unknown, right: unknown): boolean {
  if (Object.is(left, right)) return true;
  return typeof left === "object" && left !== null && typeof right === "object" && isScalar(left) && isScalar(right) && keyId(left) === keyId(right);
}

/** How elements of arrays are known again when others come and go; undefined for those that have nothing to be known by. */
export type ElementKey = (element: object) => unknown;

/** By `id`, as most data has it. */
export const byId: ElementKey = (element) => (element as { readonly id?: unknown }).id;

/** What an element is known by. */
export function elementKey(element: unknown, key: ElementKey): string | number | undefined {
  const found = kindOf(element) === "object" ? key(element as object) : undefined;
  return typeof found === "string" || typeof found === "number" ? found : undefined;
}
