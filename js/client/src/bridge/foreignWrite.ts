import * as Code from "../errors/codes.js";
import { fail } from "../errors/storeError.js";
import { canonicalBytes } from "../encodings/canonical.js";
import { reorder, spliceAt } from "../proxies/arrayWrites.js";
import { placeOf, type Place } from "../proxies/place.js";
import type { ArrayNode } from "../state/array.js";
import { build, type Live } from "../state/node.js";
import type { Element } from "../state/sequence.js";
import type { ForeignOperation } from "./foreignOperation.js";

/**
 * Writes to a store what an operation of the other library means there. Where nothing of the right kind stands it has no effect, as in the
 * library itself.
 * @throws StoreError The store refuses it.
 */
export function writeForeign(root: object, operation: ForeignOperation): void {
  const { type, path, value, key } = operation;
  const slot = type === "set" || type === "delete";
  if (slot && path.length === 0) fail(Code.InvalidPath, `The path of '${type}' is empty: the root itself cannot be written.`, "$");
  const target = walk(root, slot ? path.slice(0, -1) : path);
  if (target instanceof Uint8Array) fail(Code.UnsupportedType, "Single bytes cannot be written: assign them all.", path.join("."));
  if (!placeOf(target)) return;
  if (slot) writeSlot(target as object, operation);
  else if (Array.isArray(target)) {
    if (type === "splice") writeSplice(placeOf(target)!, operation);
  } else if (target instanceof Map) {
    if (type === "map-set") target.set(key, value);
    if (type === "map-delete") target.delete(key);
    if (type === "map-clear") target.clear();
  } else if (target instanceof Set) {
    if (type === "set-add") target.add(value);
    if (type === "set-delete") target.delete(value);
    if (type === "set-clear") target.clear();
  }
}

/** What stands at a path, containers as proxies. */
function walk(root: object, path: readonly string[]): unknown {
  let at: unknown = root;
  for (const step of path) {
    if (!placeOf(at)) return undefined;
    at = at instanceof Map ? at.get(step) : Object.getOwnPropertyDescriptor(at, step)?.value;
  }
  return at;
}

function writeSlot(target: object, { type, path, value }: ForeignOperation): void {
  const step = path.at(-1)!;
  const slots = target as Record<string, unknown>;
  if (target instanceof Set) return;
  if (target instanceof Map) {
    if (type === "set") target.set(step, value);
    else target.delete(step);
  } else if (type === "set") slots[step] = value;
  else delete slots[step];
}

function writeSplice(place: Place, { index, deleteCount, items }: ForeignOperation): void {
  const array = place.target as ArrayNode;
  const { length } = array;
  const start = index < 0 ? Math.max(0, length + index) : Math.min(index, length);
  const count = Math.max(0, Math.min(deleteCount, length - start));
  if (start > 0 || count < length || items.length !== length || length === 0) {
    spliceAt(place, start, count, items);
    return;
  }
  // the whole array: sort, reverse, fill or copyWithin, which here keep elements
  const before = [...array.live()];
  const live = items.map((item) => build(item, "", 0));
  const after = arrange(before, live);
  if (after) reorder(place, before, after);
  else {
    const view = place.proxy as unknown[];
    live.forEach((item, i) => {
      if (textOf(item) !== textOf(before[i]!.value)) view[i] = items[i];
    });
  }
}

/** The elements in the order of values; undefined if those are not theirs. */
function arrange(elements: readonly Element[], values: readonly Live[]): Element[] | undefined {
  const found = new Map<string, Element[]>();
  for (const element of [...elements].reverse()) {
    const text = textOf(element.value);
    const all = found.get(text);
    if (all) all.push(element);
    else found.set(text, [element]);
  }
  const order: Element[] = [];
  for (const value of values) {
    const element = found.get(textOf(value))?.pop();
    if (!element) return undefined;
    order.push(element);
  }
  return order;
}

/** A text that equal values have in common, and others not. */
function textOf(live: Live): string {
  return Array.from(canonicalBytes(live), (byte) => String.fromCharCode(byte)).join("");
}
