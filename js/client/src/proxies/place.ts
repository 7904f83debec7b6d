import { ParentMissing } from "../errors/codes.js";
import { fail } from "../errors/storeError.js";
import { ElementStep, type ElementId, type Step } from "../operations/operation.js";
import { pathText } from "../operations/pathText.js";
import { ArrayNode } from "../state/array.js";
import { isNode, toValue, type Live, type Node } from "../state/node.js";
import type { StoreCore } from "../store/storeCore.js";
import { keyId, type KeyId } from "../values/keys.js";
import { plainScalar } from "../values/plain.js";
import type { Scalar, TableKind, Value } from "../values/value.js";

/** Beside the kinds of tables. */
export const ARRAY = 3;
export type PlaceKind = TableKind | typeof ARRAY;

/** Makes the proxy of a place. */
export type ProxyFactory = (place: Place) => object;

const places = /* @__PURE__ */ new WeakMap<object, Place>();

/** The place that a proxy stands for. */
export function placeOf(proxy: unknown): Place | undefined {
  return typeof proxy === "object" && proxy !== null ? places.get(proxy) : undefined;
}

/** What a proxy stands for, to be copied; undefined for all other objects, and where nothing stands any more. */
export function liveValue(object: object): Value | undefined {
  const node = places.get(object)?.node;
  return node && toValue(node);
}

/**
 * A container's place in a store: the way to it by keys and by identities of elements. Nodes come and go as the overlay is replayed;
 * places, and so proxies, stay.
 */
export class Place {
  readonly proxy: object;
  #children: Map<KeyId, WeakRef<Place>> | undefined;
  #sweepAt = 32;
  #seen = -1;
  #node: Node | undefined;

  /** @param key The key in the parent, or the identity of its element. */
  constructor(
    readonly store: StoreCore,
    readonly kind: PlaceKind,
    readonly parent: Place | undefined,
    readonly key: Scalar | ElementId,
  ) {
    this.proxy = store.proxyOf(this);
    places.set(this.proxy, this);
  }

  /** What stands here now; undefined if nothing of this kind does. */
  get node(): Node | undefined {
    const { version } = this.store;
    if (this.#seen !== version) {
      this.#seen = version;
      this.#node = this.#resolve();
    }
    return this.#node;
  }

  /** The same for who is about to write. */
  get target(): Node {
    return this.node ?? fail(ParentMissing, `What stood at ${pathText(this.path)} is gone.`, pathText(this.path));
  }

  get path(): Step[] {
    const { parent, key } = this;
    if (!parent) return [];
    const path = parent.path;
    path.push(parent.kind === ARRAY ? elementStep(parent.node as ArrayNode | undefined, key as ElementId) : key);
    return path;
  }

  /** A scalar as plain data, a container as its proxy, which stays the same. */
  view(key: Scalar | ElementId, live: Live): unknown {
    if (!isNode(live)) return live === undefined ? live : plainScalar(live);
    const id = keyId(key);
    const children = (this.#children ??= new Map());
    const known = children.get(id)?.deref();
    const kind = live instanceof ArrayNode ? ARRAY : live.kind;
    if (known?.kind === kind) return known.proxy;
    const place = new Place(this.store, kind, this, key);
    children.set(id, new WeakRef(place));
    if (children.size > this.#sweepAt) this.#sweep(children);
    return place.proxy;
  }

  #resolve(): Node | undefined {
    const { parent, key, kind } = this;
    if (!parent) return this.store.tree.root;
    const inside = parent.node;
    const live = inside instanceof ArrayNode ? inside.findLive(key as ElementId)?.value : inside?.find(key)?.value;
    return isNode(live) && (live instanceof ArrayNode ? ARRAY : live.kind) === kind ? live : undefined;
  }

  #sweep(children: Map<KeyId, WeakRef<Place>>): void {
    for (const [id, child] of children) if (!child.deref()) children.delete(id);
    this.#sweepAt = Math.max(32, children.size * 2);
  }
}

/** A path's step to an array's element. */
export function elementStep(array: ArrayNode | undefined, id: ElementId): ElementStep {
  const element = array?.findLive(id);
  return new ElementStep(element && array ? array.indexOf(element) : 0, id);
}

/** Whether something written to a slot is the proxy of what stands there already. */
export function isSame(written: unknown, live: Live): boolean {
  const place = placeOf(written);
  return place !== undefined && isNode(live) && place.node === live;
}
