import { ElementStep } from "../operations/operation.js";
import { ARRAY, placeOf, type Place } from "../proxies/place.js";
import { getStore } from "../store/createStore.js";
import type { Scalar } from "../values/value.js";
import { share } from "./share.js";
import type { StorePath } from "./valueAt.js";

/** Something that changes, as frameworks subscribe to it. Its functions need no `this`. */
export interface Watch<T> {
  /** What it is now: the same object until it changes. */
  readonly get: () => T;
  /** Calls a listener whenever {@link get} gives something else, until what is returned is called. */
  readonly subscribe: (listener: (value: T) => void) => () => void;
}

/**
 * Watches a place in a store: plain data, in which all that did not change stays the same object.
 * @param store The root of a store, or any part of it. A part that is in an array is followed wherever it moves, and reads as undefined when it is removed.
 * @param path From there on; none for all of it.
 */
export function watch<T = unknown>(store: object, path: StorePath = []): Watch<T> {
  const handle = getStore(store);
  const place = placeOf(store)!;
  const observed = pathToObserve(place, path);
  let read: unknown;
  let value: unknown;

  const get = (): T => {
    const now = place.node && handle.readPath([...keysOf(place), ...path]);
    if (now !== read) {
      value = share(value, now);
      read = now;
    }
    return value as T;
  };

  const subscribe = (listener: (value: T) => void): (() => void) => {
    let told = get();
    return handle.subscribe(observed, () => {
      const now = get();
      if (Object.is(now, told)) return;
      told = now;
      listener(now);
    });
  };

  return { get, subscribe };
}

function keysOf(place: Place): Scalar[] {
  return place.path.map((step) => (step instanceof ElementStep ? step.key : step));
}

/** As far as a path stays the same when elements move: up to the first array that a place is in. */
function pathToObserve(place: Place, path: StorePath): StorePath {
  const places: Place[] = [];
  for (let at: Place | undefined = place; at; at = at.parent) places.unshift(at);
  const array = places.findIndex((at, i) => at.kind === ARRAY && i < places.length - 1);
  return keysOf(array < 0 ? place : places[array]!).concat(array < 0 ? path : []);
}
