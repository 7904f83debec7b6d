import { ElementStep, namesSlot, type Operation } from "../operations/operation.js";
import { OBJECT } from "../values/value.js";
import { ArrayNode } from "./array.js";
import { isNode, type Node } from "./node.js";
import { slotOf, type StateTree } from "./tree.js";

/**
 * Decides whether a settled operation may be applied to a tree that has an overlay on it, because it meets nothing that the overlay
 * made, changed, walked through or relied on. A wrong "no" costs time; a wrong "yes" would cost convergence.
 * @returns The container that it is about; null if it has no effect; undefined if the overlay must be taken off.
 */
export function commutes(tree: StateTree, operation: Operation): Node | null | undefined {
  const { path, type } = operation;
  const { generation } = tree;
  const slotTarget = namesSlot(type);
  const steps = slotTarget ? path.length - 1 : path.length;
  if (steps < 0) return null;
  let node: Node = tree.root;
  for (let i = 0; i < steps; i++) {
    const step = path[i]!;
    const touched: boolean = node.touched === generation;
    if (!(node instanceof ArrayNode) && node.kind === OBJECT) {
      if (typeof step !== "string") return null;
      const slot = node.find(step);
      if (!slot) return touched ? undefined : null;
      if (!isNode(slot.value)) return slot.stamp === generation ? undefined : null;
      node = slot.value;
    } else {
      // a step by identity or key finds the same entry whatever else the overlay did to the container; a step by index does not
      if (touched && node instanceof ArrayNode && !(step instanceof ElementStep)) return undefined;
      const next = tree.step(node, step, false);
      if (!isNode(next)) return touched ? undefined : null;
      node = next;
    }
    if (node.born === generation) return undefined;
  }
  if (node instanceof ArrayNode || node.kind !== OBJECT) return node.touched === generation ? undefined : node;
  const last = path[steps];
  if (!slotTarget || typeof last !== "string") return node;
  const slot = slotOf(node, last);
  const free = slot ? slot.stamp !== generation && (type !== "delete" || node.touched !== generation) : node.touched !== generation;
  return free ? node : undefined;
}
