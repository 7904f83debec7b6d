import * as Code from "../errors/codes.js";
import { fail } from "../errors/storeError.js";
import { arrayIndex } from "../operations/operation.js";
import { pathText } from "../operations/pathText.js";
import type { ArrayNode } from "../state/array.js";
import type { Value } from "../values/value.js";
import { arrayMethods, isMutator, setAt, spliceAt } from "./arrayWrites.js";
import { Handler, property, targetOf } from "./handler.js";
import type { Place } from "./place.js";

const target = /* @__PURE__ */ targetOf([] as unknown[]);

/** An array of a store as an array. What only reads comes from `Array.prototype` and meets the traps. */
export function arrayProxy(place: () => Place): object {
  return new Proxy(target, new ArrayHandler(place));
}

class ArrayHandler extends Handler {
  override get(from: object, key: string | symbol): unknown {
    return isMutator(key) ? arrayMethods[key] : super.get(from, key);
  }

  own(key: string): PropertyDescriptor | undefined {
    const { place } = this;
    const array = this.#array;
    // as the target has it: configurable would break an invariant of proxies
    if (key === "length") return { value: array?.length ?? 0, writable: true, enumerable: false, configurable: false };
    const element = array?.at(arrayIndex(key));
    return element && property(place.view(element.id, element.value));
  }

  write(key: string, value: unknown): void {
    const { place } = this;
    const array = place.target as ArrayNode;
    if (key === "length") return this.#resize(array, value);
    const index = arrayIndex(key);
    if (index < 0) this.refuse(key, "An array");
    if (index < array.length) setAt(place, index, value);
    else this.#grow(array, index, [place.store.copy(value, [...place.path, index])]);
  }

  override defineProperty(from: object, key: string | symbol, change: PropertyDescriptor): boolean {
    if (key !== "length") return super.defineProperty(from, key, change);
    if (change.writable === false) return false;
    if ("value" in change) this.write(key, change.value);
    return true;
  }

  ownKeys(): string[] {
    return [...Array.from({ length: this.#array?.length ?? 0 }, (_, i) => String(i)), "length"];
  }

  /** Arrays of a store have no holes: what would be one is undefined. */
  protected override remove(key: string): void {
    const index = arrayIndex(key);
    if (this.#array?.at(index)) setAt(this.place, index, undefined);
  }

  get #array(): ArrayNode | undefined {
    return this.place.node as ArrayNode | undefined;
  }

  #resize(array: ArrayNode, value: unknown): void {
    const length = Number(value);
    if (!(length >= 0 && length <= 0xffffffff && Number.isInteger(length))) throw new RangeError("Invalid array length");
    if (length < array.length) spliceAt(this.place, length, array.length - length, []);
    else this.#grow(array, length, []);
  }

  #grow(array: ArrayNode, length: number, items: Value[]): void {
    const { place } = this;
    const { maxOperationBytes } = place.store.limits;
    const gap = length - array.length;
    // each takes a byte at least, and the list shall not be made before it is refused
    if (gap > maxOperationBytes) fail(Code.TooLarge, `The value has more than the ${maxOperationBytes} bytes that an operation may have.`, pathText(place.path), maxOperationBytes);
    spliceAt(place, array.length, 0, [...new Array<Value>(gap).fill(undefined), ...items]);
  }
}
