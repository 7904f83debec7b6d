import { keyId, type KeyId } from "../values/keys.js";
import type { Scalar } from "../values/value.js";
import { byId, elementKey, isSameScalar, kindOf, type ElementKey } from "./plainKinds.js";

/**
 * Gives plain data with as much of an earlier state as is still true: equal parts are the same objects, so that who compares by reference
 * sees a change only where there is one. The order of an object's keys does not count; that of a Map or Set does.
 * @param key What elements of arrays are known by; their `id` by default. Those that have none are known by their place from either end.
 */
export function share(previous: unknown, next: unknown, key: ElementKey = byId): unknown {
  if (isSameScalar(previous, next)) return previous;
  const kind = kindOf(next);
  if (kind === undefined || kindOf(previous) !== kind) return next;
  if (kind === "array") return shareArray(previous as unknown[], next as unknown[], key);
  if (kind === "map") return shareMap(previous as Map<Scalar, unknown>, next as Map<Scalar, unknown>, key);
  if (kind === "set") return sameKeys([...(previous as Set<Scalar>)], [...(next as Set<Scalar>)]) ? previous : next;
  return shareObject(previous as Record<string, unknown>, next as Record<string, unknown>, key);
}

function shareObject(previous: Record<string, unknown>, next: Record<string, unknown>, key: ElementKey): unknown {
  const names = Object.keys(next);
  let same = names.length === Object.keys(previous).length;
  const shared: Record<string, unknown> = {};
  for (const name of names) {
    const known = Object.hasOwn(previous, name);
    shared[name] = known ? share(previous[name], next[name], key) : next[name];
    same &&= known && Object.is(shared[name], previous[name]);
  }
  return same ? previous : shared;
}

function shareMap(previous: Map<Scalar, unknown>, next: Map<Scalar, unknown>, key: ElementKey): unknown {
  const earlier = new Map<KeyId, unknown>(Array.from(previous, ([name, value]) => [keyId(name), value]));
  let same = sameKeys([...previous.keys()], [...next.keys()]);
  const shared = new Map<Scalar, unknown>();
  for (const [name, value] of next) {
    const old = earlier.get(keyId(name));
    const kept = share(old, value, key);
    shared.set(name, kept);
    same &&= Object.is(kept, old);
  }
  return same ? previous : shared;
}

function shareArray(previous: readonly unknown[], next: readonly unknown[], key: ElementKey): unknown {
  const least = Math.min(previous.length, next.length);
  const shared = new Array<unknown>(next.length);
  const keep = (from: number, to: number): boolean => Object.is((shared[to] = share(previous[from], next[to], key)), previous[from]);
  let start = 0;
  while (start < least && keep(start, start)) start++;
  if (start === next.length && start === previous.length) return previous;
  let end = 0;
  while (end < least - start && keep(previous.length - 1 - end, next.length - 1 - end)) end++;
  const known = new Map<unknown, number>();
  for (let i = start; i < previous.length - end; i++) known.set(elementKey(previous[i], key), i);
  for (let i = start; i < next.length - end; i++) {
    const name = elementKey(next[i], key);
    const from = name === undefined ? i : known.get(name);
    if (from === undefined || from >= previous.length) shared[i] = next[i];
    else keep(from, i);
  }
  return shared;
}

function sameKeys(left: readonly Scalar[], right: readonly Scalar[]): boolean {
  return left.length === right.length && left.every((name, i) => isSameScalar(name, right[i]));
}
