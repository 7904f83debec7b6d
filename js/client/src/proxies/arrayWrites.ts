import { ParentMissing } from "../errors/codes.js";
import { fail } from "../errors/storeError.js";
import { ElementStep, type Anchors } from "../operations/operation.js";
import type { ArrayNode } from "../state/array.js";
import { toValue } from "../state/node.js";
import type { Element } from "../state/sequence.js";
import { toPlain } from "../values/plain.js";
import type { StoreData, Value } from "../values/value.js";
import { ARRAY, isSame, placeOf, type Place } from "./place.js";

/** Assigns an element, which keeps its identity. */
export function setAt(place: Place, index: number, value: unknown): void {
  const element = (place.target as ArrayNode).at(index)!;
  if (isSame(value, element.value)) return;
  const path = [...place.path, new ElementStep(index, element.id)];
  place.store.write({ type: "set", path, value: place.store.copy(value, path) });
}

/** Removes and inserts elements. */
export function spliceAt(place: Place, index: number, deleteCount: number, items: readonly Value[]): void {
  if (deleteCount === 0 && items.length === 0) return;
  const array = place.target as ArrayNode;
  const removed = range(array, index, deleteCount).map(({ id }) => id);
  write(place, index, deleteCount, items, { after: idAt(array, index - 1), before: idAt(array, index + deleteCount), removed });
}

/** Gives elements another order. */
export function reorder(place: Place, before: readonly Element[], after: readonly Element[]): void {
  if (after.every((element, i) => element === before[i])) return;
  write(place, 0, 0, [], { after: null, before: null, removed: [], order: after.map(({ id }) => id) });
}

function write(place: Place, index: number, deleteCount: number, items: readonly Value[], anchors: Anchors): void {
  place.store.write({ type: "splice", path: place.path, index, deleteCount, items, anchors });
}

function idAt(array: ArrayNode, index: number): string | null {
  return array.at(index)?.id ?? null;
}

function range(array: ArrayNode, index: number, count: number): Element[] {
  const found: Element[] = [];
  if (count > 0) {
    for (const element of array.live(index)) {
      found.push(element);
      if (found.length === count) break;
    }
  }
  return found;
}

function here(proxy: unknown): [place: Place, array: ArrayNode] {
  const place = placeOf(proxy);
  return place?.kind === ARRAY ? [place, place.target as ArrayNode] : fail(ParentMissing, "This is no part of a store.");
}

/** A relative index as `Array.prototype` takes it. */
function position(value: unknown, length: number, missing: number): number {
  if (value === undefined) return missing;
  const whole = Math.trunc(Number(value)) || 0;
  return whole < 0 ? Math.max(0, length + whole) : Math.min(whole, length);
}

function copies(place: Place, index: number, items: readonly unknown[]): Value[] {
  const { path } = place;
  return items.map((item, i) => place.store.copy(item, [...path, index + i]));
}

/** Takes elements out; they are copies from then on. */
function take(place: Place, array: ArrayNode, index: number, count: number, items: readonly Value[]): StoreData[] {
  const taken = range(array, index, count).map(({ value }) => toPlain(toValue(value)));
  spliceAt(place, index, taken.length, items);
  return taken;
}

/** Those methods of `Array.prototype` that change it: by what they mean, not index by index, so that concurrent ones merge. */
export const arrayMethods = {
  push(this: unknown, ...items: unknown[]): number {
    const [place, array] = here(this);
    const values = copies(place, array.length, items);
    // copying may have called what writes: the end is where it is now
    spliceAt(place, array.length, 0, values);
    return array.length;
  },
  unshift(this: unknown, ...items: unknown[]): number {
    const [place, array] = here(this);
    spliceAt(place, 0, 0, copies(place, 0, items));
    return array.length;
  },
  pop(this: unknown): StoreData {
    const [place, array] = here(this);
    return array.length > 0 ? take(place, array, array.length - 1, 1, [])[0] : undefined;
  },
  shift(this: unknown): StoreData {
    const [place, array] = here(this);
    return take(place, array, 0, 1, [])[0];
  },
  splice(this: unknown, ...list: unknown[]): StoreData[] {
    const [place, array] = here(this);
    const [start, count, ...items] = list;
    const { length } = array;
    const index = position(start, length, 0);
    const most = length - index;
    const deleteCount = list.length === 0 ? 0 : list.length === 1 ? most : Math.min(Math.max(Math.trunc(Number(count)) || 0, 0), most);
    return take(place, array, index, deleteCount, copies(place, index, items));
  },
  sort(this: unknown, compare?: (left: unknown, right: unknown) => number): unknown {
    if (compare !== undefined && typeof compare !== "function") throw new TypeError("What compares must be a function.");
    const [place, array] = here(this);
    const before = [...array.live()];
    const viewed = before.map((element) => ({ element, value: place.view(element.id, element.value) }));
    // sorted as values, so that undefined goes to the end and text is compared as Array.prototype does
    const texts = new Map(compare ? [] : viewed.map((one) => [one, String(one.value)]));
    viewed.sort((left, right) => {
      if (left.value === undefined || right.value === undefined) return Number(left.value === undefined) - Number(right.value === undefined);
      if (compare) return compare(left.value, right.value);
      const [a, b] = [texts.get(left)!, texts.get(right)!];
      return a < b ? -1 : a > b ? 1 : 0;
    });
    reorder(place, before, viewed.map(({ element }) => element));
    return this;
  },
  reverse(this: unknown): unknown {
    const [place, array] = here(this);
    const before = [...array.live()];
    reorder(place, before, [...before].reverse());
    return this;
  },
  fill(this: unknown, value: unknown, start?: unknown, end?: unknown): unknown {
    const [place, array] = here(this);
    const { length } = array;
    const until = position(end, length, length);
    for (let i = position(start, length, 0); i < until; i++) setAt(place, i, value);
    return this;
  },
  copyWithin(this: unknown, target: unknown, start: unknown, end?: unknown): unknown {
    const [place, array] = here(this);
    const { length } = array;
    const to = position(target, length, 0);
    const from = position(start, length, 0);
    const count = Math.min(position(end, length, length) - from, length - to);
    const values = range(array, from, count).map(({ value }) => toPlain(toValue(value)));
    values.forEach((value, i) => setAt(place, to + i, value));
    return this;
  },
};

/** Whether a key names one of {@link arrayMethods}. */
export function isMutator(key: string | symbol): key is keyof typeof arrayMethods {
  return Object.hasOwn(arrayMethods, key);
}
