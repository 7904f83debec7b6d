import * as Code from "../errors/codes.js";
import { fail } from "../errors/storeError.js";
import { maxCounter } from "../values/limits.js";
import { ElementStep, type Anchors, type ElementId, type Operation, type Step } from "./operation.js";

/** A batch of operations from one source with contiguous seqs and one timestamp: accepted or refused as one. Immutable. */
export interface Transaction {
  readonly source: string;
  readonly firstSeq: number;
  /** How many seqs it covers. */
  readonly count: number;
  readonly ts: number;
  /** The settled revision when the author's oldest pending operation was written. */
  readonly base: number;
  /** Its operations; null if it is void and only covers its seqs. */
  readonly operations: readonly Operation[] | null;
}

/** Makes a transaction, whose identity is that of its first operation. */
export function transactionOf(operations: readonly Operation[], base: number): Transaction {
  const first = operations[0] ?? fail(Code.MalformedTransaction, "A transaction has at least one operation.");
  const { source, seq, ts } = first;
  operations.forEach((operation, i) => {
    if (operation.source !== source || operation.seq !== seq + i || operation.ts !== ts) {
      fail(Code.MalformedTransaction, "The operations of a transaction have one source, one timestamp and contiguous seqs.");
    }
  });
  return requireCounters({ source, firstSeq: seq, count: operations.length, ts, base, operations });
}

/** Makes a void transaction. */
export function voidTransaction(source: string, firstSeq: number, count: number, ts: number, base: number): Transaction {
  return requireCounters({ source, firstSeq, count, ts, base, operations: null });
}

/** The void that takes a transaction's place. */
export function toVoid(transaction: Transaction): Transaction {
  return { ...transaction, operations: null };
}

/** The seq of a transaction's last operation. */
export function lastSeq(transaction: { readonly firstSeq: number; readonly count: number }): number {
  // in this order: the sum of all may lie beyond what doubles count exactly
  return transaction.firstSeq + (transaction.count - 1);
}

/** The same operation with another identity and other identities of elements, as a new source needs it. */
export function reissued(operation: Operation, source: string, seq: number, ts: number, remap: (id: ElementId) => ElementId): Operation {
  const { anchors } = operation;
  const maybe = (id: ElementId | null): ElementId | null => id && remap(id);
  const moved: Anchors | undefined = anchors && {
    after: maybe(anchors.after),
    before: maybe(anchors.before),
    removed: anchors.removed.map(remap),
    ...(anchors.order && { order: anchors.order.map(remap) }),
  };
  const path = operation.path.map((step): Step => (step instanceof ElementStep ? new ElementStep(step.key, remap(step.id)) : step));
  return { ...operation, source, seq, ts, path, ...(moved && { anchors: moved }) };
}

function requireCounters(transaction: Transaction): Transaction {
  const { count, base, ts, firstSeq } = transaction;
  if (!(count > 0)) fail(Code.MalformedTransaction, "A transaction has at least one operation.");
  if (!Number.isFinite(ts)) fail(Code.InvalidTimestamp, `The timestamp ${ts} is not finite.`);
  if (!(firstSeq >= 0 && lastSeq(transaction) <= maxCounter && base >= 0 && base <= maxCounter)) {
    fail(Code.MalformedTransaction, "Seqs and bases lie within 0 to 2^53−1.", undefined, maxCounter);
  }
  return transaction;
}
