import { randomSource, requireSource } from "../operations/source.js";
import { arrayProxy } from "../proxies/arrayProxy.js";
import { mapProxy, setProxy } from "../proxies/mapProxy.js";
import { objectProxy } from "../proxies/objectProxy.js";
import { placeOf, type Place } from "../proxies/place.js";
import { StoreHandle } from "./storeHandle.js";
import { StoreCore } from "./storeCore.js";

/**
 * The root of a store of no declared shape, as `@virtual-frame/store` types it: reading gives whatever is there. Give `createStore` a type
 * of your own to have it checked.
 */
// the one `any` of the public types: without it no code that was written for the other package would compile
export type StoreProxy = Record<string, any>;

/** How a store is made. */
export interface StoreOptions {
  /** The name of this replica, `[A-Za-z0-9_-]{1,64}`; random by default. With a hub it gives way to a random one, since a name must never write twice. */
  readonly sourceId?: string;
}

const kinds = [objectProxy, mapProxy, setProxy, arrayProxy];
const handles = /* @__PURE__ */ new WeakMap<StoreCore, StoreHandle>();

/**
 * Makes a store and gives its root: an object to read and write like any other.
 * @typeParam T What the store holds.
 */
export function createStore<T extends object = StoreProxy>(options: StoreOptions = {}): T {
  const { sourceId } = options;
  const core = new StoreCore(sourceId === undefined ? randomSource() : requireSource(sourceId), proxyOf);
  handles.set(core, new StoreHandle(core));
  return core.root.proxy as T;
}

/** The store of a proxy, be it the root or any other. */
export function getStore<T extends object = StoreProxy>(proxy: object): StoreHandle<T> {
  const place = placeOf(proxy);
  if (!place) throw new TypeError("This is no part of a store.");
  return handles.get(place.store) as StoreHandle<T>;
}

/** Whether a value is a store or a container read out of one. */
export function isStoreProxy(value: unknown): boolean {
  return placeOf(value) !== undefined;
}

function proxyOf(place: Place): object {
  return kinds[place.kind]!(() => place);
}
