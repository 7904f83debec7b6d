import { ParentMissing } from "../errors/codes.js";
import { fail } from "../errors/storeError.js";
import { isNode } from "../state/node.js";
import type { Slot, TableNode } from "../state/table.js";
import { keyId } from "../values/keys.js";
import { plainScalar } from "../values/plain.js";
import { isScalar, MAP, SET, type TableKind } from "../values/value.js";
import { Handler, targetOf } from "./handler.js";
import { isSame, placeOf, type Place } from "./place.js";

const mapTarget = /* @__PURE__ */ targetOf(new Map<unknown, unknown>());
const setTarget = /* @__PURE__ */ targetOf(new Set<unknown>());

/** A Map of a store as a Map. */
export function mapProxy(place: () => Place): object {
  return new Proxy(mapTarget, new KeyedHandler(place, mapMethods));
}

/** A Set of a store as a Set. */
export function setProxy(place: () => Place): object {
  return new Proxy(setTarget, new KeyedHandler(place, setMethods));
}

type Methods = Record<string | symbol, unknown>;

class KeyedHandler extends Handler {
  readonly #methods: Methods;

  constructor(place: () => Place, methods: Methods) {
    super(place);
    this.#methods = methods;
  }

  override get(target: object, key: string | symbol): unknown {
    if (key === "size") return tableOf(this.place)?.size ?? 0;
    if (Object.hasOwn(this.#methods, key)) return this.#methods[key];
    const inherited = super.get(target, key);
    // what newer engines add, such as union, reads what is here as a plain one
    return typeof inherited === "function" && target instanceof Set && key in Set.prototype && !(key in Object.prototype)
      ? function (this: Iterable<unknown>, ...others: unknown[]): unknown {
          return Reflect.apply(inherited, new Set(this), others);
        }
      : inherited;
  }

  own(): undefined {
    return undefined;
  }

  write(key: string): void {
    this.refuse(key, "A Map or Set");
  }

  ownKeys(): string[] {
    return [];
  }
}

function here(proxy: unknown, kind: TableKind): Place {
  const place = placeOf(proxy);
  return place?.kind === kind ? place : fail(ParentMissing, "This is no part of a store.");
}

function tableOf(place: Place): TableNode | undefined {
  return place.node as TableNode | undefined;
}

function find(place: Place, key: unknown): Slot | undefined {
  return isScalar(key) ? tableOf(place)?.find(key) : undefined;
}

/** The entries as they are when each comes: also those that are added meanwhile, and none that are gone by then. */
function* slots(place: Place): IterableIterator<Slot> {
  const done = new Set<unknown>();
  for (let version = -1, more = true; more && version !== place.store.version; ) {
    version = place.store.version;
    more = false;
    for (const { key } of [...(tableOf(place) ?? [])]) {
      const id = keyId(key);
      if (done.has(id)) continue;
      done.add(id);
      more = true;
      const slot = find(place, key);
      if (slot) yield slot;
    }
  }
}

function iterate<T>(kind: TableKind, item: (place: Place, slot: Slot) => T) {
  return function* (this: unknown): IterableIterator<T> {
    const place = here(this, kind);
    for (const slot of slots(place)) yield item(place, slot);
  };
}

const keyOf = (_: Place, slot: Slot): unknown => plainScalar(slot.key);
const valueOf = (place: Place, slot: Slot): unknown => place.view(slot.key, slot.value);

/** What Maps and Sets have in common. */
function shared(kind: TableKind, second: typeof valueOf): Methods {
  const type = kind === MAP ? "map" : "set";
  const entries = iterate(kind, (place, slot) => [keyOf(place, slot), second(place, slot)]);
  const values = iterate(kind, second);
  return {
    has(this: unknown, key: unknown): boolean {
      return find(here(this, kind), key) !== undefined;
    },
    delete(this: unknown, key: unknown): boolean {
      const place = here(this, kind);
      const slot = find(place, key);
      if (!slot) return false;
      const common = { path: place.path };
      place.store.write(kind === MAP ? { ...common, type: "map-delete", key: slot.key } : { ...common, type: "set-delete", value: slot.key });
      return true;
    },
    clear(this: unknown): void {
      const place = here(this, kind);
      if (tableOf(place)?.size) place.store.write({ type: `${type}-clear`, path: place.path });
    },
    forEach(this: unknown, visit: (value: unknown, key: unknown, all: unknown) => void, self?: unknown): void {
      const place = here(this, kind);
      for (const slot of slots(place)) Reflect.apply(visit, self, [second(place, slot), keyOf(place, slot), this]);
    },
    entries,
    values,
    keys: iterate(kind, keyOf),
    [Symbol.iterator]: kind === MAP ? entries : values,
  };
}

const mapMethods: Methods = /* @__PURE__ */ Object.assign(/* @__PURE__ */ shared(MAP, valueOf), {
  get(this: unknown, key: unknown): unknown {
    const place = here(this, MAP);
    const slot = find(place, key);
    return slot && valueOf(place, slot);
  },
  set(this: unknown, key: unknown, value: unknown): unknown {
    const place = here(this, MAP);
    const { store, path } = place;
    // checked before it is looked for: that would take long for a key of many megabytes
    const name = store.key(key, path);
    if (isNode(place.target) && isSame(value, find(place, name)?.value)) return this;
    store.write({ type: "map-set", path, key: name, value: store.copy(value, [...path, name]) });
    return this;
  },
});

const setMethods: Methods = /* @__PURE__ */ Object.assign(/* @__PURE__ */ shared(SET, keyOf), {
  add(this: unknown, member: unknown): unknown {
    const place = here(this, SET);
    const { store, path } = place;
    const value = store.key(member, path);
    if (isNode(place.target) && !find(place, value)) store.write({ type: "set-add", path, value });
    return this;
  },
});
