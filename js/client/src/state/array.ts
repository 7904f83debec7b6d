import type { ElementId } from "../operations/operation.js";
import { Element, Sequence } from "./sequence.js";

/** A live array: a sequence whose elements are found by identity too. */
export class ArrayNode extends Sequence {
  /** The generation in which a pending operation made this; 0: it is settled. */
  born = 0;
  /** The generation in which the overlay walked through or changed it. */
  touched = 0;
  readonly #ids = new Map<ElementId, Element>();

  /** The element or tombstone with an identity. */
  find(id: ElementId): Element | undefined {
    return this.#ids.get(id);
  }

  /** The live element with an identity. */
  findLive(id: ElementId): Element | undefined {
    const element = this.#ids.get(id);
    return element?.live ? element : undefined;
  }

  override insertAfter(previous: Element | undefined, element: Element): Element {
    this.#ids.set(element.id, element);
    return super.insertAfter(previous, element);
  }

  override remove(element: Element): void {
    this.#ids.delete(element.id);
    super.remove(element);
  }
}
