import { TableNode } from "../state/table.js";
import { Handler, property, targetOf } from "./handler.js";
import { isSame, type Place } from "./place.js";

const target = /* @__PURE__ */ targetOf({});

/** An object of a store as a plain object. */
export function objectProxy(place: () => Place): object {
  return new Proxy(target, new ObjectHandler(place));
}

class ObjectHandler extends Handler {
  own(key: string): PropertyDescriptor | undefined {
    const { place } = this;
    const slot = this.#table?.find(key);
    return slot && property(place.view(key, slot.value));
  }

  write(key: string, value: unknown): void {
    const { place } = this;
    const table = place.target as TableNode;
    if (isSame(value, table.find(key)?.value)) return;
    const path = [...place.path, key];
    place.store.write({ type: "set", path, value: place.store.copy(value, path) });
  }

  ownKeys(): string[] {
    return Array.from(this.#table ?? [], (slot) => slot.key as string);
  }

  protected override remove(key: string): void {
    const { place } = this;
    if (this.#table?.find(key)) place.store.write({ type: "delete", path: [...place.path, key] });
  }

  get #table(): TableNode | undefined {
    return this.place.node as TableNode | undefined;
  }
}
