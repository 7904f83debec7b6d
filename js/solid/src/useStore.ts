import { watch, type Snapshot, type StorePath, type ValueAt } from "@storehub/client/bindings";
import { createMemo, type Accessor } from "solid-js";
import { signalOf } from "./signalOf.js";

/**
 * What stands at a place of a store, as plain data that is not to be changed. To write, write to the store. It ends with its owner.
 * @param store The root of a store, or any part of it; a part in an array is followed wherever it moves.
 * @param path From there on; may be an accessor. None for all of it.
 */
export function useStore<S extends object>(store: S): Accessor<Snapshot<S>>;
export function useStore<S extends object, const P extends StorePath>(store: S, path: P | Accessor<P>): Accessor<ValueAt<S, P>>;
export function useStore<T>(store: object, path?: StorePath | Accessor<StorePath>): Accessor<T>;
export function useStore(store: object, path: StorePath | Accessor<StorePath> = []): Accessor<unknown> {
  return signalOf(createMemo(() => watch(store, typeof path === "function" ? path() : path)));
}
