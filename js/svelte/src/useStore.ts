import { patch, watch, type Snapshot, type StorePath, type ValueAt } from "@storehub/client/bindings";
import type { Writable } from "svelte/store";
import { readableOf } from "./readableOf.js";

/** A place of a store: `$place` where stores are used, `place.current` where runes are. Assigning either writes to the store what differs. */
export type StoreValue<T> = Writable<T> & { current: T };

/**
 * What stands at a place of a store, as plain data that is not to be changed itself. Nothing is subscribed to unless somebody looks.
 * @param store The root of a store, or any part of it; a part in an array is followed wherever it moves.
 * @param path From there on; none for all of it. To follow a path that changes: `$derived(useStore(store, ["users", id]))`.
 */
export function useStore<S extends object>(store: S): StoreValue<Snapshot<S>>;
export function useStore<S extends object, const P extends StorePath>(store: S, path: P): StoreValue<ValueAt<S, P>>;
export function useStore<T>(store: object, path?: StorePath): StoreValue<T>;
export function useStore(store: object, path: StorePath = []): StoreValue<unknown> {
  const place = watch(store, path);
  const readable = readableOf(place);
  const set = (next: unknown): void => patch(store, path, place.get(), next);
  return {
    subscribe: readable.subscribe,
    set,
    update: (change) => set(change(place.get())),
    get current() {
      return readable.current;
    },
    set current(value) {
      set(value);
    },
  };
}
