import { operationFromFields, operationToFields } from "../operations/fields.js";
import type { Anchors, ElementId, Operation as InnerOperation, OperationType } from "../operations/operation.js";
import { copyIn } from "../values/copyIn.js";
import { requireKey } from "../values/keys.js";
import type { StoreLimits } from "../values/limits.js";
import { toPlain } from "../values/plain.js";
import { MAP, type Scalar, type StoreData } from "../values/value.js";

/** One write as plain data, which may be sent through any port; of the form of `@virtual-frame/store`, with identities beside it. */
export interface Operation {
  /** Its hybrid timestamp: milliseconds since the Unix epoch. */
  readonly ts: number;
  /** The replica that wrote it. */
  readonly source: string;
  /** Its number at that replica: 0, 1, 2, … */
  readonly seq: number;
  /** What it does. */
  readonly type: OperationType;
  /** For set, delete and increment the slot itself, for all others the container. */
  readonly path: readonly Scalar[];
  /** The value; a Set's member; an increment's amount. */
  readonly value?: StoreData;
  /** The key of a map-set or map-delete. */
  readonly key?: Scalar;
  /** Where a splice was made. */
  readonly index?: number;
  /** How many elements a splice removed. */
  readonly deleteCount?: number;
  /** What a splice inserted. */
  readonly items?: readonly StoreData[];
  /** The elements that it holds on to, so that it means the same wherever it arrives. */
  readonly anchors?: Partial<Anchors> & { readonly path?: readonly (ElementId | null)[] };
}

/** An operation as plain data. */
export function toPublic(operation: InnerOperation): Operation {
  return operationToFields(operation, toPlain) as unknown as Operation;
}

/** Reads an operation that nobody vouches for. */
export function fromPublic(operation: unknown, limits: StoreLimits): InnerOperation {
  return operationFromFields(operation, { value: (field) => copyIn(field, limits), key: (field) => requireKey(field, MAP) });
}
