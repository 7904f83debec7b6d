import { ElementStep, namesSlot, type Operation, type Path, type Step } from "../operations/operation.js";
import { MAP, OBJECT, SET, type Scalar } from "../values/value.js";
import { ArrayNode } from "./array.js";
import { Change, type Undo } from "./change.js";
import { isNode, type Live, type Node } from "./node.js";
import { Queue } from "./queue.js";
import type { Element } from "./sequence.js";
import { applySplice, elementOf, setPastEnd } from "./splice.js";
import { TableNode, type Slot } from "./table.js";

/** A removed element that waits for the floor. */
export interface Tombstone {
  readonly revision: number;
  readonly array: ArrayNode;
  readonly element: Element;
}

/**
 * A store's tree and the one place where operations change it. An operation whose parent is missing or of another type has no effect;
 * nothing here throws for what an operation says.
 */
export class StateTree {
  /** By the revisions that made them. */
  readonly tombstones = new Queue<Tombstone>();
  /** Stamps from earlier generations of the overlay count for nothing; rises whenever the overlay is taken off or empty. */
  generation = 1;

  constructor(readonly root = new TableNode(OBJECT)) {}

  /**
   * Applies an operation.
   * @param revision Its revision, or `PENDING`.
   * @param undo Where a pending operation notes its changes; none for a settled one.
   * @returns Whether it had an effect.
   */
  apply(operation: Operation, revision: number, undo?: Undo[]): boolean {
    const { path, type } = operation;
    if (!namesSlot(type)) return this.applyAt(this.walk(path, path.length, !!undo), operation, revision, undo);
    return path.length > 0 && this.applyAt(this.walk(path, path.length - 1, !!undo), operation, revision, undo);
  }

  /** The same, where the container that the operation is about is known already. */
  applyAt(target: Node | undefined, operation: Operation, revision: number, undo?: Undo[]): boolean {
    if (!target) return false;
    const { type, path, value, key = null } = operation;
    const change = new Change(this, operation, revision, undo);
    if (namesSlot(type)) return this.#slot(target, path[path.length - 1]!, change, !!undo);
    if (target instanceof ArrayNode) return type === "splice" && applySplice(target, change);
    if (target.kind === MAP) {
      if (type === "map-set") return change.put(target, key, change.build(value));
      if (type === "map-delete") return change.remove(target, key);
      if (type === "map-clear") return change.clear(target);
    } else if (target.kind === SET) {
      const member = value as Scalar;
      if (type === "set-add") {
        change.touch(target);
        return !target.find(member) && change.put(target, member, undefined);
      }
      if (type === "set-delete") return change.remove(target, member);
      if (type === "set-clear") return change.clear(target);
    }
    return false;
  }

  /** The container that the first steps of a path lead to. A pending operation's way is stamped. */
  walk(path: Path, steps: number, stamp: boolean): Node | undefined {
    let node: Node = this.root;
    for (let i = 0; i < steps; i++) {
      const next = this.step(node, path[i]!, stamp);
      if (!isNode(next)) return undefined;
      node = next;
    }
    return node;
  }

  /** What stands at a path, live containers as they are; undefined if nothing does. */
  read(path: Path): Live {
    if (path.length === 0) return this.root;
    const parent = this.walk(path, path.length - 1, false);
    return parent && this.step(parent, path[path.length - 1]!, false);
  }

  /** What one step leads to. */
  step(node: Node, step: Step, stamp: boolean): Live {
    const { generation } = this;
    if (node instanceof ArrayNode) {
      if (stamp) node.touched = generation;
      return elementOf(node, step)?.value;
    }
    const slot = slotOf(node, step);
    if (stamp) {
      if (slot) slot.stamp = generation;
      if (!slot || node.kind !== OBJECT) node.touched = generation;
    }
    return slot?.value;
  }

  /** Forgets the tombstones at or below a floor. */
  forget(floor: number): void {
    for (let oldest = this.tombstones.at(0); oldest && oldest.revision <= floor; oldest = this.tombstones.at(0)) {
      this.tombstones.shift();
      if (oldest.element.parent) oldest.array.remove(oldest.element);
    }
  }

  #slot(parent: Node, step: Step, change: Change, pending: boolean): boolean {
    const { type, value } = change.operation;
    if (type === "increment") {
      const old = this.step(parent, step, pending);
      if (typeof old !== "number") return false;
      const sum = old + (value as number);
      return parent instanceof ArrayNode ? change.setElement(parent, elementOf(parent, step)!, sum) : change.put(parent, step as Scalar, sum);
    }
    if (parent instanceof ArrayNode) {
      if (type === "delete") return false;
      change.touch(parent);
      const element = elementOf(parent, step);
      if (element) return change.setElement(parent, element, change.build(value));
      return !(step instanceof ElementStep) && setPastEnd(parent, step, value, change);
    }
    if (!canHold(parent, step)) return false;
    return type === "set" ? change.put(parent, step, change.build(value)) : change.remove(parent, step);
  }
}

/** Whether a table could have an entry for a step: an object by strings, a Map by any scalar, never by identity. */
export function canHold(table: TableNode, step: Step): step is Scalar {
  return table.kind === OBJECT ? typeof step === "string" : table.kind === MAP && !(step instanceof ElementStep);
}

/** An object's or Map's entry that a step leads to. */
export function slotOf(table: TableNode, step: Step): Slot | undefined {
  return canHold(table, step) ? table.find(step) : undefined;
}
