import type { Operation } from "../operations/operation.js";
import { OBJECT, type Scalar, type Value } from "../values/value.js";
import type { ArrayNode } from "./array.js";
import { build, elementId, isNode, type Live, type Node } from "./node.js";
import { Element } from "./sequence.js";
import type { Slot, TableNode } from "./table.js";
import type { StateTree } from "./tree.js";

/** How one elementary change of a pending operation is taken back, if everything after it was taken back before. */
export interface Undo {
  undo(): void;
  /** What is left to do when the operation settles where it stands. */
  settle?(revision: number): void;
}

/** The elementary changes that one operation makes, noted for undo and stamped if it is pending. */
export class Change {
  readonly #tree: StateTree;
  readonly #revision: number;
  readonly #undo: Undo[] | undefined;

  /**
   * @param revision The operation's; of no matter if it is pending.
   * @param undo Where a pending operation notes what it changes; none for a settled one.
   */
  constructor(
    tree: StateTree,
    readonly operation: Operation,
    revision: number,
    undo: Undo[] | undefined,
  ) {
    this.#tree = tree;
    this.#revision = revision;
    this.#undo = undo;
  }

  /** Makes a value live; a pending operation's container is marked as not settled. */
  build(value: Value): Live {
    const built = build(value, this.operation.source, this.operation.seq);
    if (this.#undo && isNode(built)) built.born = this.#tree.generation;
    return built;
  }

  /** Marks a Map, Set or array as touched by the overlay, or an object's set of keys. */
  touch(node: Node): void {
    if (this.#undo) node.touched = this.#tree.generation;
  }

  /** Marks an object's slot as touched by the overlay. */
  stamp(slot: Slot): void {
    if (this.#undo) slot.stamp = this.#tree.generation;
  }

  put(node: TableNode, key: Scalar, value: Live): true {
    let slot = node.find(key);
    if (!slot || node.kind !== OBJECT) this.touch(node);
    if (slot) {
      const found = slot;
      const old = slot.value;
      this.#note(() => (found.value = old));
      slot.value = value;
    } else {
      const added = (slot = node.add(key, value));
      this.#note(() => node.remove(added));
    }
    this.stamp(slot);
    return true;
  }

  remove(node: TableNode, key: Scalar): boolean {
    this.touch(node);
    const slot = node.find(key);
    if (slot) this.#removeSlot(node, slot);
    return !!slot;
  }

  clear(node: TableNode): boolean {
    this.touch(node);
    const any = node.size > 0;
    for (const slot of node) this.#removeSlot(node, slot);
    return any;
  }

  setElement(array: ArrayNode, element: Element, value: Live): true {
    this.touch(array);
    const old = element.value;
    this.#note(() => (element.value = old));
    element.value = value;
    return true;
  }

  /**
   * Inserts values as the operation's elements, in order.
   * @returns Whether there was any.
   */
  insert(array: ArrayNode, previous: Element | undefined, values: readonly Value[]): boolean {
    const { source, seq } = this.operation;
    let effect = false;
    values.forEach((value, i) => {
      const id = elementId(source, seq, i);
      // a source that was forgotten and came back makes identities again that it made before
      if (array.find(id)) return;
      previous = this.place(array, previous, new Element(id, this.build(value)));
      effect = true;
    });
    return effect;
  }

  place(array: ArrayNode, previous: Element | undefined, element: Element): Element {
    array.insertAfter(previous, element);
    this.#note(() => array.remove(element));
    return element;
  }

  take(array: ArrayNode, element: Element): void {
    const previous = this.#undo && array.previous(element);
    this.#note(() => array.insertAfter(previous, element));
    array.remove(element);
  }

  delete(array: ArrayNode, element: Element): void {
    const tree = this.#tree;
    const old = element.value;
    const entomb = (revision: number): void => {
      element.removedAt = revision;
      tree.tombstones.push({ revision, array, element });
    };
    array.mark(element, this.#revision);
    element.value = undefined;
    if (!this.#undo) entomb(this.#revision);
    this.#note(() => {
      array.mark(element, 0);
      element.value = old;
    }, entomb);
  }

  #removeSlot(node: TableNode, slot: Slot): void {
    node.remove(slot);
    this.#note(() => node.restore(slot));
  }

  #note(undo: () => void, settle?: (revision: number) => void): void {
    this.#undo?.push(settle ? { undo, settle } : { undo });
  }
}
