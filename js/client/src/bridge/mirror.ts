import { arrayIndex } from "../operations/operation.js";
import { toPlain } from "../values/plain.js";
import type { Value } from "../values/value.js";
import type { ForeignOperation } from "./foreignOperation.js";
import { absent, isObject, stepInto, unknown, type Plain } from "./plain.js";

/** What the other library has, by the operations that went both ways. */
export class Mirror {
  #root: Plain = {};
  readonly #copies: boolean;

  /** @param copies Whether the library has copies of its own of what it writes; if not, others may hold and change the same objects. */
  constructor(copies: boolean) {
    this.#copies = copies;
  }

  read(path: readonly string[]): unknown {
    return path.reduce<unknown>(stepInto, this.#root);
  }

  /** Notes that something stands at a place whose parent is an object, or no longer does. */
  write(path: readonly string[], value: unknown): void {
    const parent = this.read(path.slice(0, -1));
    if (path.length === 0) this.#root = value as Plain;
    else if (!isObject(parent)) return;
    else if (value === absent) delete parent[path.at(-1)!];
    else parent[path.at(-1)!] = value;
  }

  /** Notes that nobody knows what stands at a place, or below it. */
  forget(path: readonly string[]): void {
    if (path.length > 0) this.write(path, unknown);
    else for (const name of Object.keys(this.#root)) this.#root[name] = unknown;
  }

  /** Notes an operation of the library, which must be one that our store took. */
  apply({ type, path, value, key, index, deleteCount, items }: ForeignOperation): void {
    const slot = type === "set" || type === "delete";
    const target = this.read(slot ? path.slice(0, -1) : path);
    const step = path.at(-1)!;
    if (slot) {
      if (type === "delete") remove(target, step);
      else this.#put(target, step, value);
    } else if (Array.isArray(target)) {
      if (type === "splice") target.splice(index, deleteCount, ...items.map((item) => this.#brought(item)));
    } else if (target instanceof Map) {
      if (type === "map-clear") target.clear();
      else if (type === "map-set") target.set(this.#brought(key), this.#brought(value));
      else if (type === "map-delete") this.#take(target, key);
    } else if (target instanceof Set) {
      if (type === "set-clear") target.clear();
      else if (type === "set-add") target.add(this.#brought(value));
      else if (type === "set-delete") this.#take(target, value);
    }
  }

  #put(target: unknown, step: string, value: Value): void {
    const brought = this.#brought(value);
    if (target instanceof Map) target.set(step, brought);
    else if (isObject(target)) target[step] = brought;
    else if (Array.isArray(target)) {
      if (step === "length") target.length = Number(value);
      else if (arrayIndex(step) >= 0) target[arrayIndex(step)] = brought;
    }
  }

  #take(table: Map<unknown, unknown> | Set<unknown>, key: Value): void {
    // it goes by reference there: which one went, if any, is not to be told from here
    if (typeof key === "object" && key !== null) {
      if (table instanceof Map) table.set(unknown, unknown);
      else table.add(unknown);
    } else table.delete(key);
  }

  #brought(value: Value): unknown {
    return this.#copies || typeof value !== "object" || value === null ? toPlain(value) : unknown;
  }
}

function remove(target: unknown, step: string): void {
  if (target instanceof Map) target.delete(step);
  else if (isObject(target)) delete target[step];
  else if (Array.isArray(target) && arrayIndex(step) >= 0 && arrayIndex(step) < target.length) delete target[arrayIndex(step)];
}
