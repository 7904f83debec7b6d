import { patch, watch, type Snapshot, type StorePath, type ValueAt } from "@storehub/client/bindings";
import { atom, onMount, type WritableAtom } from "nanostores";

/**
 * What stands at a place of a store, as an atom; plain data that is not to be changed itself. Setting it writes to the store what differs. The
 * store is subscribed to while the atom has listeners.
 * @param store The root of a store, or any part of it; a part in an array is followed wherever it moves.
 * @param path From there on; none for all of it.
 */
export function hubAtom<S extends object>(store: S): WritableAtom<Snapshot<S>>;
export function hubAtom<S extends object, const P extends StorePath>(store: S, path: P): WritableAtom<ValueAt<S, P>>;
export function hubAtom<T>(store: object, path?: StorePath): WritableAtom<T>;
export function hubAtom(store: object, path: StorePath = []): WritableAtom<unknown> {
  const place = watch(store, path);
  const $place = atom(place.get());
  const show = $place.set;
  $place.set = (value) => {
    patch(store, path, place.get(), value);
    show(place.get());
  };
  onMount($place, () => {
    show(place.get());
    return place.subscribe(show);
  });
  return $place;
}
