import { isNode, toValue } from "../state/node.js";
import { plainScalar, toPlain } from "../values/plain.js";
import type { Scalar, StoreData } from "../values/value.js";
import type { StoreCore } from "./storeCore.js";

/** Who reads more places than these begins anew: nobody shows so many at a time. */
const most = 1000;

/** Plain copies of places, kept until something there changes. */
export class PlainReads {
  readonly #core: StoreCore;
  readonly #kept = new Map<string, { readonly version: number; readonly value: StoreData }>();

  constructor(core: StoreCore) {
    this.#core = core;
  }

  read(path: readonly Scalar[]): StoreData {
    const { tree, version } = this.#core;
    const name = path.map((step) => `${typeof step}:${step instanceof Date ? step.getTime() : String(step)}`).join("\n");
    const kept = this.#kept.get(name);
    if (kept?.version === version) return kept.value;
    const live = tree.read(this.#core.resolve(path));
    let value = isNode(live) ? toPlain(toValue(live)) : live === undefined ? live : plainScalar(live);
    // an equal copy is no change: who compares by reference must not see one
    if (kept && equal(kept.value, value)) value = kept.value;
    if (this.#kept.size >= most) this.#kept.clear();
    this.#kept.set(name, { version, value });
    return value;
  }
}

/** Whether two plain values are the same, in the same order. */
function equal(left: unknown, right: unknown): boolean {
  if (Object.is(left, right)) return true;
  if (typeof left !== "object" || typeof right !== "object" || !left || !right || Object.getPrototypeOf(left) !== Object.getPrototypeOf(right)) return false;
  if (left instanceof Date) return left.getTime() === (right as Date).getTime();
  const [a, b] = [itemsOf(left), itemsOf(right)];
  return a.length === b.length && a.every((item, i) => equal(item, b[i]));
}

function itemsOf(value: object): unknown[] {
  if (Array.isArray(value)) return value as unknown[];
  if (value instanceof Map) return [...(value as Map<unknown, unknown>)].flat();
  if (value instanceof Set || value instanceof Uint8Array) return [...(value as Iterable<unknown>)];
  return Object.entries(value).flat();
}
