import type { PatchSlot } from "./patch.js";
import { reorder } from "../proxies/arrayWrites.js";
import { placeOf } from "../proxies/place.js";
import { ArrayNode } from "../state/array.js";
import { keyId } from "../values/keys.js";
import { isScalar } from "../values/value.js";
import { elementKey, isSameScalar, kindOf, type ElementKey } from "./plainKinds.js";

/**
 * Makes a live array of one state into the next: removes, moves, inserts, then changes the elements that are known again.
 * @returns False if the live array is of another length than the state that the change is from.
 */
export function patchArray(live: unknown[], previous: readonly unknown[], next: readonly unknown[], slot: PatchSlot, key: ElementKey): boolean {
  if (live.length !== previous.length) return false;
  const origins = originsOf(previous, next, key);
  const kept = new Set(origins);
  runs(previous.length, (i) => !kept.has(i)).reverse().forEach(([from, to]) => live.splice(from, to - from));
  move(live, origins.filter((origin) => origin >= 0));
  for (const [from, to] of runs(next.length, (i) => origins[i]! < 0)) live.splice(from, 0, ...next.slice(from, to));
  origins.forEach((origin, i) => origin >= 0 && slot(live, i, previous[origin], next[i]));
  return true;
}

/** For each element of the next state where it stood before; −1 if it is new. */
function originsOf(previous: readonly unknown[], next: readonly unknown[], key: ElementKey): number[] {
  const least = Math.min(previous.length, next.length);
  let start = 0;
  while (start < least && isKnown(previous[start], next[start], key)) start++;
  let end = 0;
  while (end < least - start && isKnown(previous.at(-1 - end), next.at(-1 - end), key)) end++;
  const shift = previous.length - next.length;
  const origins = next.map((_, i) => (i < start ? i : i >= next.length - end ? i + shift : -1));

  const free = new Map<unknown, number[]>();
  for (let i = previous.length - end - 1; i >= start; i--) {
    const name = nameOf(previous[i], key);
    const all = free.get(name);
    if (all) all.push(i);
    else free.set(name, [i]);
  }
  const used = new Set<number>();
  for (let i = start; i < next.length - end; i++) {
    const origin = free.get(nameOf(next[i], key))?.pop() ?? -1;
    origins[i] = origin;
    used.add(origin);
  }
  // what stands after the same neighbour as an element that is gone is that element, changed
  for (let i = start; i < next.length - end; i++) {
    const before = i === 0 ? -1 : origins[i - 1]!;
    const origin = i > 0 && before < 0 ? -1 : before + 1;
    if (origins[i]! >= 0 || origin < start || origin >= previous.length - end || used.has(origin)) continue;
    if (!canBecome(previous[origin], next[i], key)) continue;
    origins[i] = origin;
    used.add(origin);
  }
  return origins;
}

/** Whether two are the same element. */
function isKnown(left: unknown, right: unknown, key: ElementKey): boolean {
  if (isSameScalar(left, right)) return true;
  const name = elementKey(left, key);
  return name !== undefined && name === elementKey(right, key);
}

/** Equal for what is known as the same element. */
function nameOf(element: unknown, key: ElementKey): unknown {
  const name = elementKey(element, key);
  // told apart from elements that are text themselves
  if (name !== undefined) return `key ${typeof name} ${name}`;
  if (typeof element === "string") return `text ${element}`;
  return isScalar(element) ? keyId(element) : element;
}

/** Whether an element may be the other one, changed: none that is known by a name becomes one of another name. */
function canBecome(previous: unknown, next: unknown, key: ElementKey): boolean {
  return kindOf(previous) === kindOf(next) && elementKey(previous, key) === undefined && elementKey(next, key) === undefined;
}

/** Gives the elements the order that is wanted, if they have another; they keep their identities. */
function move(live: unknown[], origins: readonly number[]): void {
  if (origins.every((origin, i) => i === 0 || origin > origins[i - 1]!)) return;
  const place = placeOf(live)!;
  const before = [...(place.target as ArrayNode).live()];
  const ranks = new Map([...origins].sort((left, right) => left - right).map((origin, rank) => [origin, rank]));
  reorder(place, before, origins.map((origin) => before[ranks.get(origin)!]!));
}

/** The stretches of indices for which something holds, from first to past the last. */
function runs(length: number, holds: (index: number) => boolean): [from: number, to: number][] {
  const found: [number, number][] = [];
  for (let i = 0; i < length; i++) {
    if (!holds(i)) continue;
    if (found.at(-1)?.[1] === i) found.at(-1)![1]++;
    else found.push([i, i + 1]);
  }
  return found;
}
