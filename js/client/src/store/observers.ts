import { ElementStep, type Operation, type Path, type Step } from "../operations/operation.js";
import type { Scalar } from "../values/value.js";

/** What took or lost effect. */
export interface StoreChange {
  readonly operations: readonly Operation[];
  /** Anything may have changed. */
  readonly reset: boolean;
}

/** Is told when something changed, with the places that did; one empty path stands for all. */
export type StoreListener = (paths: readonly (readonly Scalar[])[]) => void;

interface Observer {
  readonly path: readonly Scalar[];
  readonly listener: StoreListener;
}

/** Who is told of changes at, above or below a path: once per batch. */
export class Observers {
  readonly #all = new Set<Observer>();

  add(path: readonly Scalar[], listener: StoreListener): () => void {
    const observer = { path, listener };
    this.#all.add(observer);
    return () => void this.#all.delete(observer);
  }

  clear(): void {
    this.#all.clear();
  }

  /**
   * Tells each observer whose place is touched.
   * @param resolve Gives a path the identities of the elements that it leads through now.
   */
  tell({ operations, reset }: StoreChange, resolve: (path: readonly Scalar[]) => Path): void {
    const places = reset ? [[]] : operations.map(placeOf);
    const plain = places.map((place) => place.map(keyOf));
    for (const observer of [...this.#all]) {
      const path = resolve(observer.path);
      const touched = plain.filter((_, i) => touches(places[i]!, path));
      // one may have unsubscribed another
      if (touched.length > 0 && this.#all.has(observer)) contain(() => observer.listener(touched));
    }
  }
}

/** Calls what an application gave: what it throws is reported and harms nobody else. */
export function contain(action: () => void): void {
  try {
    action();
  } catch (error) {
    console.error("A listener of a store threw.", error);
  }
}

/** Whether a change at a place is at, above or below another. Keys that look alike count as the same: who is told too often comes to no harm. */
function touches(place: Path, path: Path): boolean {
  return place.every((step, i) => {
    const other = path[i];
    if (i >= path.length) return true;
    return step instanceof ElementStep && other instanceof ElementStep ? step.id === other.id : String(keyOf(step)) === String(keyOf(other!));
  });
}

function keyOf(step: Step): Scalar {
  return step instanceof ElementStep ? step.key : step;
}

/** The place that an operation changes. */
function placeOf({ type, path, key }: Operation): Path {
  return type === "map-set" || type === "map-delete" ? [...path, key!] : path;
}
