import * as Code from "../errors/codes.js";
import { fail } from "../errors/storeError.js";
import { pathText } from "../operations/pathText.js";
import { toValue } from "../state/node.js";
import { toPlain } from "../values/plain.js";
import { isForbidden } from "../values/text.js";
import { placeOf, type Place } from "./place.js";

/** What the proxies of all kinds of containers have in common. */
export abstract class Handler implements ProxyHandler<object> {
  readonly #place: () => Place;

  /** @param place The proxy's place, which is made together with it. */
  constructor(place: () => Place) {
    this.#place = place;
  }

  get place(): Place {
    return this.#place();
  }

  /** The value of an own property; undefined if there is none. */
  abstract own(key: string): PropertyDescriptor | undefined;

  abstract write(key: string, value: unknown): void;

  abstract ownKeys(target: object): string[];

  get(target: object, key: string | symbol): unknown {
    if (typeof key !== "string") return Reflect.get(target, key);
    const own = this.own(key);
    // what leads from data to prototypes stays out of reach
    return own ? own.value : isForbidden(key) ? undefined : Reflect.get(target, key);
  }

  has(target: object, key: string | symbol): boolean {
    return (typeof key === "string" && this.own(key) !== undefined) || Reflect.has(target, key);
  }

  set(_target: object, key: string | symbol, value: unknown, receiver: unknown): boolean {
    if (receiver !== this.place.proxy) return Reflect.defineProperty(receiver as object, key, { value, writable: true, enumerable: true, configurable: true });
    this.write(this.requireName(key), value);
    return true;
  }

  defineProperty(_target: object, key: string | symbol, property: PropertyDescriptor): boolean {
    const { place } = this;
    if (property.get || property.set || property.writable === false || property.enumerable === false || property.configurable === false) {
      fail(Code.UnsupportedType, `No store value can hold accessors or attributes, as of '${String(key)}'.`, pathText(place.path));
    }
    this.write(this.requireName(key), property.value);
    return true;
  }

  deleteProperty(_target: object, key: string | symbol): boolean {
    if (typeof key === "string") this.remove(key);
    return true;
  }

  getOwnPropertyDescriptor(_target: object, key: string | symbol): PropertyDescriptor | undefined {
    return typeof key === "string" ? this.own(key) : undefined;
  }

  preventExtensions(): boolean {
    return false;
  }

  setPrototypeOf(target: object, prototype: object | null): boolean {
    return prototype === Object.getPrototypeOf(target);
  }

  protected remove(_key: string): void {
    // most kinds have no properties that could be deleted
  }

  protected refuse(key: string, kind: string): never {
    const path = pathText([...this.place.path, key]);
    fail(Code.InvalidKey, `${kind} has no place for '${key}'. (At ${path}.)`, path);
  }

  private requireName(key: string | symbol): string {
    return typeof key === "string" ? key : this.refuse(String(key), "A store");
  }
}

/** An enumerable property, as plain data has. */
export function property(value: unknown): PropertyDescriptor {
  return { value, writable: true, enumerable: true, configurable: true };
}

/** A proxy's target: empty, and shared by all of a kind. Node's console, which looks through proxies, shows what is in the store. */
export function targetOf<T extends object>(target: T): T {
  return Object.defineProperty(target, Symbol.for("nodejs.util.inspect.custom"), {
    configurable: true,
    value(this: unknown): unknown {
      const node = placeOf(this)?.node;
      return node && toPlain(toValue(node));
    },
  });
}
