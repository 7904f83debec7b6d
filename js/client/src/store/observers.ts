import { ElementStep, type Operation, type Path, type Step } from "../operations/operation.js";
import { ArrayNode } from "../state/array.js";
import { isNode, type Live } from "../state/node.js";
import type { StateTree } from "../state/tree.js";
import { keyId } from "../values/keys.js";
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

  /** Tells each observer whose place is touched. */
  tell({ operations, reset }: StoreChange, tree: StateTree): void {
    const places = reset ? [[]] : operations.map(placeOf);
    const plain = places.map((place) => place.map((step) => (step instanceof ElementStep ? step.key : step)));
    for (const observer of [...this.#all]) {
      const steps = stepIds(observer.path, tree);
      const touched = observer.path.length === 0 ? plain : plain.filter((_, i) => touches(places[i]!, steps));
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

/** Whether a change at a place is at, above or below a path. */
export function touches(place: Path, steps: readonly unknown[][]): boolean {
  const length = Math.min(place.length, steps.length);
  for (let i = 0; i < length; i++) {
    const step = place[i]!;
    if (!steps[i]!.includes(step instanceof ElementStep ? idOf(step) : keyId(step))) return false;
  }
  return true;
}

/** Of each step of a path all that may stand for it in an operation: its key; in an array its index as number and text, and the element's identity. */
export function stepIds(path: readonly Scalar[], tree: StateTree): unknown[][] {
  let live: Live = tree.root;
  return path.map((key) => {
    const ids: unknown[] = [keyId(key)];
    let step: Step = key;
    if (live instanceof ArrayNode) {
      const element = live.at(Number(key));
      ids.push(Number(key), String(key));
      if (element) ids.push(idOf((step = new ElementStep(key, element.id))));
    }
    live = isNode(live) ? tree.step(live, step, false) : undefined;
    return ids;
  });
}

function idOf(step: ElementStep): string {
  // no key of an object can be taken for it, since it stands for an array's step only
  return `#${step.id}`;
}

/** The place that an operation changes. */
function placeOf({ type, path, key }: Operation): Path {
  return type === "map-set" || type === "map-delete" ? [...path, key!] : path;
}
