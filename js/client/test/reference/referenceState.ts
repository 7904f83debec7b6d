import { ElementStep, type Operation, type Path, type Step } from "../../src/operations/operation.js";
import type { HistoryRecord } from "../../src/operations/record.js";
import type { Transaction } from "../../src/operations/transaction.js";
import { Entries, type Scalar, type Value } from "../../src/values/value.js";
import { scalarText } from "./structureText.js";

/** An array's element: live, or a tombstone that remembers the revision of its removal. */
interface RefElement {
  id: string;
  value: RefValue;
  removedAt?: number | "pending";
}

type RefKeyed = { kind: "object" | "map"; entries: { key: Scalar; value: RefValue }[] };
export type RefNode = RefKeyed | { kind: "set"; members: Scalar[] } | { kind: "array"; elements: RefElement[] };
type RefValue = undefined | Scalar | RefNode;
type RefArray = Extract<RefNode, { kind: "array" }>;

/**
 * The rule as executable code, and the oracle for everything faster: plain lists, every edit a search through them. It shares no code with
 * the replica but the form of operations.
 */
export class ReferenceState {
  readonly root: RefNode = { kind: "object", entries: [] };

  /** What history makes: the records sorted by timestamp, source and seq, replayed from nothing; then what is pending, by seq. */
  static of(records: readonly HistoryRecord[], pending: readonly Transaction[] = []): ReferenceState {
    const state = new ReferenceState();
    const sorted = [...records].sort((a, b) => a.ts - b.ts || (a.source < b.source ? -1 : a.source > b.source ? 1 : 0) || a.firstSeq - b.firstSeq);
    for (const record of sorted) {
      record.operations.forEach((operation, i) => state.apply(operation, record.firstRevision + i));
      if (record.kind === 2) state.forget(record.floor);
    }
    for (const one of [...pending].sort((a, b) => a.firstSeq - b.firstSeq)) for (const operation of one.operations ?? []) state.apply(operation, "pending");
    return state;
  }

  /** Lets an operation take effect. */
  apply(operation: Operation, revision: number | "pending"): void {
    const { type, path } = operation;
    if (type === "set" || type === "delete" || type === "increment") {
      if (path.length > 0) this.slot(operation, this.walk(path.slice(0, -1)), path.at(-1)!, revision);
      return;
    }
    const node = this.walk(path);
    if (!node) return;
    if (node.kind === "array" && type === "splice") splice(node, operation, revision);
    if (node.kind === "map") {
      if (type === "map-set") put(node, operation.key!, fresh(operation.value, operation));
      if (type === "map-delete") node.entries = node.entries.filter((entry) => !same(entry.key, operation.key!));
      if (type === "map-clear") node.entries = [];
    }
    if (node.kind === "set") {
      const member = operation.value as Scalar;
      const others = node.members.filter((one) => !same(one, member));
      if (type === "set-add" && others.length === node.members.length) node.members.push(member === 0 ? 0 : member);
      if (type === "set-delete") node.members = others;
      if (type === "set-clear") node.members = [];
    }
  }

  structure(): string {
    return structure(this.root);
  }

  /** The node at a path, if there is one. */
  walk(path: Path): RefNode | undefined {
    let node: RefValue = this.root;
    for (const step of path) node = isNode(node) ? holder(node, step)?.value : undefined;
    return isNode(node) ? node : undefined;
  }

  private slot(operation: Operation, parent: RefNode | undefined, step: Step, revision: number | "pending"): void {
    if (!parent) return;
    const { type, value } = operation;
    const found = holder(parent, step);
    if (type === "increment") {
      if (typeof found?.value === "number") found.value += value as number;
    } else if (type === "delete") {
      if (found && (parent.kind === "object" || parent.kind === "map")) parent.entries.splice(parent.entries.indexOf(found as (typeof parent.entries)[0]), 1);
    } else if (found) found.value = fresh(value, operation);
    else if (step instanceof ElementStep) return;
    else if ((parent.kind === "object" && typeof step === "string") || parent.kind === "map") put(parent, step, fresh(value, operation));
    else if (parent.kind === "array") pastEnd(parent, step, operation, revision);
  }

  private forget(floor: number): void {
    const visit = (value: RefValue): void => {
      if (!isNode(value) || value.kind === "set") return;
      if (value.kind === "array") {
        value.elements = value.elements.filter(({ removedAt }) => typeof removedAt !== "number" || removedAt > floor);
        for (const element of value.elements) visit(element.value);
      } else for (const entry of value.entries) visit(entry.value);
    };
    visit(this.root);
  }
}

export function isNode(value: RefValue): value is RefNode {
  return typeof value === "object" && value !== null && "kind" in value;
}

/** The live elements of an array. */
export function liveOf(array: RefArray): RefElement[] {
  return array.elements.filter((element) => element.removedAt === undefined);
}

function splice(array: RefArray, operation: Operation, revision: number | "pending"): void {
  const { index = 0, deleteCount = 0, items = [], anchors } = operation;
  const find = (id: string): RefElement | undefined => array.elements.find((element) => element.id === id);
  const isLive = (element: RefElement | undefined): element is RefElement => element !== undefined && element.removedAt === undefined;
  const live = liveOf(array);
  let inserted = items.map((item, i): RefElement => ({ id: `${operation.source}:${operation.seq}:${i}`, value: fresh(item, operation) }));
  let after = anchors ? anchors.after : (live[Math.min(index, live.length) - 1]?.id ?? null);
  if (anchors?.order) {
    inserted = [...new Set(anchors.order)].map(find).filter(isLive);
    array.elements = array.elements.filter((element) => !inserted.includes(element));
  } else {
    const removed = anchors ? anchors.removed.map(find).filter(isLive) : live.slice(index).slice(0, deleteCount);
    for (const element of removed) {
      if (element.removedAt !== undefined) continue;
      element.removedAt = revision;
      element.value = undefined;
    }
  }
  // what a source made before it was forgotten and came back is not made again
  if (!anchors?.order) inserted = inserted.filter(({ id }) => !find(id));
  let place = 0;
  if (after !== null && !find(after)) {
    const right = anchors?.before == null ? undefined : find(anchors.before);
    const rest = liveOf(array);
    if (right) {
      place = array.elements.indexOf(right);
      array.elements.splice(place, 0, ...inserted);
      return;
    }
    after = rest[Math.min(index, rest.length) - 1]?.id ?? null;
  }
  if (after !== null) place = array.elements.findIndex((element) => element.id === after) + 1;
  array.elements.splice(place, 0, ...inserted);
}

function pastEnd(array: RefArray, step: Step, operation: Operation, revision: number | "pending"): void {
  const live = liveOf(array);
  let added: Value[];
  if (step === "length") {
    const wanted = operation.value;
    if (typeof wanted !== "number" || !(wanted >= 0) || wanted % 1 !== 0 || wanted > live.length + 16) return;
    for (const element of live.slice(wanted)) {
      element.removedAt = revision;
      element.value = undefined;
    }
    added = Array.from({ length: Math.max(0, wanted - live.length) }, () => undefined);
  } else {
    const gap = indexOf(step) - live.length;
    if (gap < 0 || gap > 15) return;
    added = [...Array.from({ length: gap }, () => undefined), operation.value];
  }
  const last = live.at(-1);
  const elements = added
    .map((item, i): RefElement => ({ id: `${operation.source}:${operation.seq}:${i}`, value: fresh(item, operation) }))
    .filter(({ id }) => !array.elements.some((element) => element.id === id));
  array.elements.splice(last ? array.elements.indexOf(last) + 1 : 0, 0, ...elements);
}

function holder(node: RefNode, step: Step): { value: RefValue } | undefined {
  if (node.kind === "set") return undefined;
  if (node.kind === "array") {
    if (step instanceof ElementStep) return liveOf(node).find((element) => element.id === step.id);
    return liveOf(node)[indexOf(step)];
  }
  if (step instanceof ElementStep || (node.kind === "object" && typeof step !== "string")) return undefined;
  return node.entries.find((entry) => same(entry.key, step));
}

function put(node: RefKeyed, key: Scalar, value: RefValue): void {
  const entry = node.entries.find((one) => same(one.key, key));
  if (entry) entry.value = value;
  else node.entries.push({ key: key === 0 ? 0 : key, value });
}

function fresh(value: Value, operation: Operation): RefValue {
  if (Array.isArray(value)) return { kind: "array", elements: value.map((item: Value, i) => ({ id: `${operation.source}:${operation.seq}:${i}`, value: fresh(item, operation) })) };
  if (!(value instanceof Entries)) return value as RefValue;
  if (value.kind === 2) return { kind: "set", members: [...value.keys] };
  return { kind: value.kind === 0 ? "object" : "map", entries: value.keys.map((key, i) => ({ key, value: fresh(value.values[i], operation) })) };
}

function same(left: Scalar, right: Scalar): boolean {
  return scalarText(left === 0 ? 0 : left) === scalarText(right === 0 ? 0 : right);
}

function indexOf(step: Step): number {
  if (typeof step === "number") return step >= 0 && step % 1 === 0 && step < 2 ** 31 ? step : -1;
  return typeof step === "string" && String(parseInt(step, 10)) === step && +step < 2 ** 31 ? +step : -1;
}

function structure(value: RefValue): string {
  if (!isNode(value)) return scalarText(value);
  if (value.kind === "set") return `S{${value.members.map(scalarText).join()}}`;
  if (value.kind === "array") {
    return `[${value.elements.map(({ id, value: item, removedAt }) => (removedAt === undefined ? `${id}=${structure(item)}` : `${id}†${removedAt}`)).join()}]`;
  }
  return `${value.kind === "map" ? "M" : ""}{${value.entries.map(({ key, value: item }) => `${scalarText(key)}:${structure(item)}`).join()}}`;
}
