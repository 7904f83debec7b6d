import { ParentMissing } from "../errors/codes.js";
import { fail } from "../errors/storeError.js";
import { pathText } from "../operations/pathText.js";
import { getStore } from "../store/createStore.js";
import { keyId, type KeyId } from "../values/keys.js";
import type { Scalar } from "../values/value.js";
import { patchArray } from "./patchArray.js";
import { byId, isSameScalar, kindOf, type ElementKey } from "./plainKinds.js";
import { share } from "./share.js";
import type { StorePath } from "./valueAt.js";

/** Makes one slot of a live container hold a value, if it held another before. */
export type PatchSlot = (container: object, slot: Scalar, previous: unknown, next: unknown) => void;

/**
 * Writes the difference between two states of a place, in one transaction and with as few operations as say what was meant: only keys that differ, elements
 * inserted, removed and moved as such, so that it merges with what others write at the same time. What does not differ is not written,
 * whatever the store has there.
 * @param store The root of a store, or any part of it.
 * @param path The place; none for all of `store`.
 * @param previous What the place held when `next` was made of it.
 * @param next What it shall hold; plain data.
 * @param key What elements of arrays are known by; their `id` by default. Those that have none are known by being the same object, or an equal scalar.
 * @throws StoreError if a value is refused, and then nothing is written; or if what would hold the place is missing.
 */
export function patch(store: object, path: StorePath, previous: unknown, next: unknown, key: ElementKey = byId): void {
  getStore(store).batch(() => {
    const slot: PatchSlot = (container, name, before, after) => {
      if (isSameScalar(before, after)) return;
      const live = read(container, name);
      // equal containers, where the store has something else
      if (!merge(live, before, after, slot, key) && !Object.is(share(before, after, key), before)) assign(container, name, after);
    };
    const last = path.length - 1;
    if (last < 0) {
      if (!merge(store, previous, next, slot, key)) fail(ParentMissing, "All of a store can only be replaced by a container of its kind.", "");
      return;
    }
    let container: unknown = store;
    for (let i = 0; i < last; i++) container = read(container, path[i]!);
    if (typeof container !== "object" || container === null) fail(ParentMissing, `Nothing at ${pathText(path.slice(0, last))} can hold anything.`, pathText(path));
    slot(container, path[last]!, previous, next);
  });
}

/** @returns False if there is nothing to merge into, and the value must be assigned as a whole. */
function merge(live: unknown, previous: unknown, next: unknown, slot: PatchSlot, key: ElementKey): boolean {
  const kind = kindOf(next);
  if (kind === undefined || kindOf(previous) !== kind || kindOf(live) !== kind) return false;
  if (kind === "array") return patchArray(live as unknown[], previous as unknown[], next as unknown[], slot, key);
  if (kind === "object") patchObject(live as Fields, previous as Fields, next as Fields, slot);
  else patchEntries(live as Entries, previous as Entries, next as Entries, slot);
  return true;
}

type Fields = Record<string, unknown>;
type Entries = Map<Scalar, unknown> | Set<Scalar>;

function patchObject(live: Fields, previous: Fields, next: Fields, slot: PatchSlot): void {
  for (const name of Object.keys(previous)) if (!Object.hasOwn(next, name)) delete live[name];
  for (const name of Object.keys(next)) {
    if (Object.hasOwn(previous, name)) slot(live, name, previous[name], next[name]);
    else live[name] = next[name];
  }
}

/** Maps and Sets show their order: what stands elsewhere than before is taken out and comes again at the end. */
function patchEntries(live: Entries, previous: Entries, next: Entries, slot: PatchSlot): void {
  const wanted = entriesOf(next);
  const had = entriesOf(previous);
  for (const [id, name] of had) if (!wanted.has(id)) live.delete(name);
  const places = new Map([...had.keys()].map((id, i) => [id, i]));
  let last = -1;
  for (const [id, name] of wanted) {
    const at = places.get(id) ?? -1;
    if (at > last) {
      last = at;
      if (live instanceof Map) slot(live, name, (previous as Map<Scalar, unknown>).get(had.get(id)!), (next as Map<Scalar, unknown>).get(name));
      continue;
    }
    // from here on all come at the end
    last = Infinity;
    live.delete(name);
    if (live instanceof Map) live.set(name, (next as Map<Scalar, unknown>).get(name));
    else live.add(name);
  }
}

/** Keys or members by their identity, as they are in the Map or Set itself. */
function entriesOf(entries: Entries): Map<KeyId, Scalar> {
  return new Map(Array.from(entries.keys(), (name) => [keyId(name), name]));
}

function read(container: unknown, name: Scalar): unknown {
  if (container instanceof Map) return container.get(name);
  return typeof container === "object" && container !== null ? (container as Fields)[String(name)] : undefined;
}

function assign(container: object, name: Scalar, value: unknown): void {
  if (container instanceof Map) container.set(name, value);
  else (container as Fields)[String(name)] = value;
}
