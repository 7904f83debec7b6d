import { pathId, watch, type Snapshot, type StorePath, type ValueAt } from "@storehub/client/bindings";
import { useMemo, useSyncExternalStore } from "react";

/**
 * What stands at a place of a store, as plain data that is not to be changed; renders again when it does change. To write, write to the store.
 * @param store The root of a store, or any part of it; a part in an array is followed wherever it moves.
 * @param path From there on; none for all of it.
 * @param getServerSnapshot What the server rendered, for hydration; what the store has by default. It must give the same object every time.
 */
export function useStore<S extends object>(store: S): Snapshot<S>;
export function useStore<S extends object, const P extends StorePath>(store: S, path: P, getServerSnapshot?: () => ValueAt<S, P>): ValueAt<S, P>;
export function useStore<T>(store: object, path?: StorePath, getServerSnapshot?: () => T): T;
export function useStore(store: object, path: StorePath = [], getServerSnapshot?: () => unknown): unknown {
  const id = pathId(path);
  // the path's id stands for the path, which is a new array in every render
  const { get, subscribe } = useMemo(() => watch(store, path), [store, id]);
  return useSyncExternalStore(subscribe, get, getServerSnapshot ?? get);
}
