import type { ElementId } from "../operations/operation.js";
import { Entries, isArray, type Scalar, SET, type Value } from "../values/value.js";
import { ArrayNode } from "./array.js";
import { Element } from "./sequence.js";
import { TableNode } from "./table.js";

/** A live container of a replica's tree; readers outside get copies or views. */
export type Node = TableNode | ArrayNode;

/** What stands in a replica's tree. */
export type Live = undefined | Scalar | Node;

/** Whether something in the tree is a container. */
export function isNode(value: Live): value is Node {
  return value instanceof TableNode || value instanceof ArrayNode;
}

/** Makes a value live, its array elements named after the operation that brings it. */
export function build(value: Value, source: string, seq: number): Live {
  if (isArray(value)) {
    const node = new ArrayNode();
    let last: Element | undefined;
    value.forEach((item, i) => (last = node.insertAfter(last, new Element(elementId(source, seq, i), build(item, source, seq)))));
    return node;
  }
  if (!(value instanceof Entries)) return value;
  const node = new TableNode(value.kind);
  value.keys.forEach((key, i) => node.add(key, build(value.values[i], source, seq)));
  return node;
}

/** An immutable copy of what stands in the tree; scalars as they are. */
export function toValue(live: Live): Value {
  if (live instanceof ArrayNode) return Array.from(live.live(), (element) => toValue(element.value));
  if (!(live instanceof TableNode)) return live;
  const slots = [...live];
  return new Entries(
    live.kind,
    slots.map((slot) => slot.key),
    live.kind === SET ? [] : slots.map((slot) => toValue(slot.value)),
  );
}

/** The identity of an operation's element. */
export function elementId(source: string, seq: number, ordinal: number): ElementId {
  return `${source}:${seq}:${ordinal}`;
}
