import { toValue } from "../state/node.js";
import { keyId, pathId } from "../values/keys.js";
import { toPlain } from "../values/plain.js";
import { Entries, isArray, type Scalar, type StoreData, type Value } from "../values/value.js";
import type { StoreCore } from "./storeCore.js";

/** Who reads more places than these begins anew: nobody shows so many at a time. */
const most = 1000;

/** Plain copies of places, kept until something there changes. */
export class PlainReads {
  readonly #core: StoreCore;
  readonly #kept = new Map<string, { readonly version: number; readonly value: Value; readonly plain: StoreData }>();

  constructor(core: StoreCore) {
    this.#core = core;
  }

  read(path: readonly Scalar[]): StoreData {
    const { tree, version } = this.#core;
    const name = pathId(path);
    const kept = this.#kept.get(name);
    if (kept?.version === version) return kept.plain;
    const value = toValue(tree.read(this.#core.resolve(path)));
    // an equal copy is no change: who compares by reference must not see one
    const plain = kept && same(kept.value, value) ? kept.plain : toPlain(value);
    if (this.#kept.size >= most) this.#kept.clear();
    this.#kept.set(name, { version, value, plain });
    return plain;
  }
}

/** Whether two values are the same, in the same order. */
function same(left: Value, right: Value): boolean {
  if (isArray(left)) return isArray(right) && all(left, right);
  if (left instanceof Entries) return right instanceof Entries && left.kind === right.kind && all(left.keys, right.keys) && all(left.values, right.values);
  if (left === undefined || right === undefined || isArray(right) || right instanceof Entries) return left === right;
  return typeof left === typeof right && Object.is(keyId(left), keyId(right));
}

function all(left: readonly Value[], right: readonly Value[]): boolean {
  return left.length === right.length && left.every((item, i) => same(item, right[i]));
}
