import { patch, watch as watchPlace, type Snapshot, type StorePath, type ValueAt } from "@storehub/client/bindings";
import { computed, customRef, toRaw, toValue, type MaybeRefOrGetter, type Ref } from "vue";
import { follow } from "./follow.js";

/**
 * What stands at a place of a store, as plain data that is not to be changed itself. Assigning the ref writes to the store what differs, so that
 * `v-model` works on it. It ends with the component or effect scope that it is made in.
 * @param store The root of a store, or any part of it; a part in an array is followed wherever it moves.
 * @param path From there on; may be a ref or getter. None for all of it.
 */
export function useStore<S extends object>(store: S): Ref<Snapshot<S>>;
export function useStore<S extends object, const P extends StorePath>(store: S, path: MaybeRefOrGetter<P>): Ref<ValueAt<S, P>>;
export function useStore<T>(store: object, path?: MaybeRefOrGetter<StorePath>): Ref<T>;
export function useStore(store: object, path: MaybeRefOrGetter<StorePath> = []): Ref<unknown> {
  // a store that went through `reactive` is wrapped, and is none to the client then
  const raw = toRaw(store);
  const place = computed(() => watchPlace(raw, toValue(path)));
  let changed!: () => void;
  const value = customRef((track, trigger) => {
    changed = trigger;
    return {
      get: () => {
        track();
        return place.value.get();
      },
      set: (next) => patch(raw, toValue(path), place.value.get(), next),
    };
  });
  follow(place, changed);
  return value;
}
