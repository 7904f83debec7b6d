import type { Scalar, Value } from "../values/value.js";

/** The operation types; the index of each is its number in the binary encoding. */
export const operationTypes = ["set", "delete", "splice", "map-set", "map-delete", "map-clear", "set-add", "set-delete", "set-clear", "increment"] as const;

/** What an operation does: nine types of `@virtual-frame/store`, and `increment`. */
export type OperationType = (typeof operationTypes)[number];

/** The identity of an array's element, `source:seq:ordinal`, unique within its array; it outlives moves and assignments. */
export type ElementId = string;

/** A path's step through an array that names the element; its index is a hint for people. */
export class ElementStep {
  constructor(
    readonly key: Scalar,
    readonly id: ElementId,
  ) {}
}

/** One step of a path: a scalar, or an element of an array by identity. */
export type Step = Scalar | ElementStep;

/** A place in a store: the steps from its root. */
export type Path = readonly Step[];

/** What a splice holds on to, so that it means the same wherever it arrives. */
export interface Anchors {
  /** The element that it inserts after; null for the very front. */
  readonly after: ElementId | null;
  /** The element that it inserts before if the left one is not known; null at the end. */
  readonly before: ElementId | null;
  /** The elements that it removes. */
  readonly removed: readonly ElementId[];
  /** For sort and reverse: the elements in their new order. */
  readonly order?: readonly ElementId[];
}

/** One write, as it travels and is kept. Immutable. */
export interface Operation {
  /** The replica that wrote it. */
  readonly source: string;
  /** Its number at that replica: 0, 1, 2, … */
  readonly seq: number;
  /** Its hybrid timestamp. In history it is the hub's. */
  readonly ts: number;
  readonly type: OperationType;
  /** For set, delete and increment the slot itself, for all others the container. */
  readonly path: Path;
  /** The value; a set-add's or set-delete's member; an increment's amount. */
  readonly value?: Value;
  /** The key of a map-set or map-delete. */
  readonly key?: Scalar;
  /** A splice's. */
  readonly index?: number;
  readonly deleteCount?: number;
  readonly items?: readonly Value[];
  /** A splice's; none from authors that keep no identities. */
  readonly anchors?: Anchors;
}

/** Whether an operation's path ends with the slot that it changes; if not, the whole path leads to its container. */
export function namesSlot(type: OperationType): boolean {
  return type === "set" || type === "delete" || type === "increment";
}

/** The parts of an identity. */
export function idParts(id: ElementId): [source: string, seq: number, ordinal: number] {
  const [source, seq, ordinal] = id.split(":") as [string, string, string];
  return [source, +seq, +ordinal];
}

/** The index that a step without identity gives for an array: a whole number from 0, or its canonical decimal text; else −1. */
export function arrayIndex(step: Step): number {
  const index = typeof step === "string" && /^(0|[1-9]\d{0,9})$/.test(step) ? +step : step;
  return typeof index === "number" && index >= 0 && index <= 0x7fffffff && Number.isInteger(index) ? index : -1;
}
