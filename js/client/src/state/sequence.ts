import type { ElementId } from "../operations/operation.js";
import type { Live } from "./node.js";

/** The most children of a branch. */
const capacity = 48;

/** An element of a live array, or the tombstone of one. */
export class Element {
  /** 1 for a live element, 0 for a tombstone: as a branch counts what is live below it. */
  live: 0 | 1 = 1;
  /** The revision that removed it, {@link PENDING}, or 0. */
  removedAt = 0;
  parent: Branch | undefined = undefined;

  constructor(
    readonly id: ElementId,
    public value: Live,
  ) {}
}

/** The {@link Element.removedAt} of what a pending operation removed. */
export const PENDING = Infinity;

/** A part of a sequence: elements, or branches, in order. */
export class Branch {
  live = 0;
  parent: Branch | undefined = undefined;
  children: (Branch | Element)[] = [];
}

/**
 * Elements and tombstones in order, in a balanced tree that counts live ones: finding an index, the index of an element, inserting and
 * removing cost the logarithm of the length.
 */
export class Sequence {
  #root = new Branch();

  /** How many live elements. */
  get length(): number {
    return this.#root.live;
  }

  /** The live element at an index, if there is one. */
  at(index: number): Element | undefined {
    if (!(index >= 0 && index < this.#root.live)) return undefined;
    let node: Branch | Element = this.#root;
    while (node instanceof Branch) {
      let child = 0;
      while (index >= node.children[child]!.live) index -= node.children[child++]!.live;
      node = node.children[child]!;
    }
    return node;
  }

  /** How many live elements stand before an element or tombstone. */
  indexOf(element: Element): number {
    let index = 0;
    for (let node: Branch | Element = element; node.parent; node = node.parent) {
      for (const child of node.parent.children) {
        if (child === node) break;
        index += child.live;
      }
    }
    return index;
  }

  /** The element or tombstone directly before one. */
  previous(element: Element): Element | undefined {
    let node: Branch | Element = element;
    for (; node.parent; node = node.parent) {
      const at: number = node.parent.children.indexOf(node);
      if (at === 0) continue;
      node = node.parent.children[at - 1]!;
      while (node instanceof Branch) node = node.children.at(-1)!;
      return node;
    }
    return undefined;
  }

  /** Puts an element directly after another, or before all. */
  insertAfter(previous: Element | undefined, element: Element): Element {
    let leaf = previous?.parent;
    if (!leaf) for (leaf = this.#root; leaf.children[0] instanceof Branch; ) leaf = leaf.children[0];
    count(leaf, element.live);
    // from behind: arrays mostly grow at their end
    this.#put(leaf, previous ? leaf.children.lastIndexOf(previous) + 1 : 0, element);
    return element;
  }

  /** Takes an element or tombstone out altogether. */
  remove(element: Element): void {
    const leaf = element.parent!;
    count(leaf, -element.live);
    this.#drop(leaf, element);
    element.parent = undefined;
  }

  /** Makes a live element a tombstone, or gives a tombstone its life back. */
  mark(element: Element, removedAt: number): void {
    const live = removedAt ? 0 : 1;
    element.removedAt = removedAt;
    count(element.parent, live - element.live);
    element.live = live;
  }

  /** All elements and tombstones in order. */
  *all(node: Branch = this.#root): IterableIterator<Element> {
    for (const child of node.children) {
      if (child instanceof Branch) yield* this.all(child);
      else yield child;
    }
  }

  /** The live elements in order, from an index on; the array must not change meanwhile. */
  *live(from = 0, node: Branch = this.#root): IterableIterator<Element> {
    for (const child of node.children) {
      if (child.live <= from) from -= child.live;
      else {
        if (child instanceof Branch) yield* this.live(from, child);
        else yield child;
        from = 0;
      }
    }
  }

  #put(branch: Branch, at: number, child: Branch | Element): void {
    const { children } = branch;
    children.splice(at, 0, child);
    child.parent = branch;
    if (children.length <= capacity) return;
    const right = new Branch();
    // at the very end a branch is left full
    right.children = children.splice(at === capacity ? capacity : capacity / 2);
    for (const moved of right.children) {
      moved.parent = right;
      right.live += moved.live;
    }
    if (!branch.parent) {
      this.#root = new Branch();
      this.#root.live = branch.live;
      this.#root.children.push(branch);
      branch.parent = this.#root;
    }
    branch.live -= right.live;
    this.#put(branch.parent, branch.parent.children.lastIndexOf(branch) + 1, right);
  }

  #drop(branch: Branch, child: Branch | Element): void {
    const { children, parent } = branch;
    children.splice(children.indexOf(child), 1);
    if (parent && children.length < capacity / 4) {
      // forgetting tombstones gives memory back: small branches merge with their neighbours, empty ones go
      const at = parent.children.indexOf(branch);
      const left = parent.children[at - 1] ?? parent.children[at + 1];
      if (children.length === 0) this.#drop(parent, branch);
      else if (left instanceof Branch && left.children.length + children.length <= capacity / 2) {
        for (const moved of children) moved.parent = left;
        left.children = left === parent.children[at - 1] ? [...left.children, ...children] : [...children, ...left.children];
        left.live += branch.live;
        this.#drop(parent, branch);
      }
    }
    const [only] = this.#root.children;
    if (this.#root.children.length === 1 && only instanceof Branch) {
      this.#root = only;
      only.parent = undefined;
    }
  }
}

function count(branch: Branch | undefined, change: number): void {
  for (; change && branch; branch = branch.parent) branch.live += change;
}
