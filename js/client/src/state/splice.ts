import { arrayIndex, ElementStep, type Step } from "../operations/operation.js";
import type { Value } from "../values/value.js";
import type { ArrayNode } from "./array.js";
import type { Change } from "./change.js";
import type { Element } from "./sequence.js";

/** The most elements that a foreign operation past an array's end may append: a constant of the format. */
const foreignExtension = 16;

/** The live element that a path's step leads to: by identity, or from foreign authors by index. */
export function elementOf(array: ArrayNode, step: Step): Element | undefined {
  return step instanceof ElementStep ? array.findLive(step.id) : array.at(arrayIndex(step));
}

/** What a splice does to an array. */
export function applySplice(array: ArrayNode, change: Change): boolean {
  const { anchors, items = [], index = 0, deleteCount = 0 } = change.operation;
  change.touch(array);
  if (!anchors) {
    const start = Math.min(index, array.length);
    const deletes = Math.min(deleteCount, array.length - start);
    const previous = array.at(start - 1);
    deleteRange(array, start, deletes, change);
    return change.insert(array, previous, items) || deletes > 0;
  }
  const place = (): Element | undefined => {
    if (anchors.after === null) return undefined;
    const left = array.find(anchors.after);
    if (left) return left;
    const right = anchors.before === null ? undefined : array.find(anchors.before);
    return right ? array.previous(right) : array.at(Math.min(index, array.length) - 1);
  };
  if (anchors.order) {
    const moved: Element[] = [];
    for (const id of anchors.order) {
      const element = array.findLive(id);
      if (!element) continue;
      change.take(array, element);
      moved.push(element);
    }
    if (moved.length > 0) {
      let previous = place();
      for (const element of moved) previous = change.place(array, previous, element);
    }
    return moved.length > 0;
  }
  let effect = false;
  for (const id of anchors.removed) {
    const element = array.findLive(id);
    if (!element) continue;
    change.delete(array, element);
    effect = true;
  }
  return (items.length > 0 && change.insert(array, place(), items)) || effect;
}

/** Foreign assignments to `length` or past the end. */
export function setPastEnd(array: ArrayNode, step: Step, value: Value, change: Change): boolean {
  const { length } = array;
  const end = step === "length" ? (typeof value === "number" ? arrayIndex(value) : -1) : arrayIndex(step) + 1;
  if (end === length || end > length + foreignExtension || end < (step === "length" ? 0 : 1)) return false;
  if (end < length) deleteRange(array, end, length - end, change);
  else {
    const items: Value[] = new Array<Value>(end - length).fill(undefined);
    if (step !== "length") items[items.length - 1] = value;
    return change.insert(array, array.at(length - 1), items);
  }
  return true;
}

function deleteRange(array: ArrayNode, index: number, count: number, change: Change): void {
  for (; count > 0; count--) change.delete(array, array.at(index)!);
}
