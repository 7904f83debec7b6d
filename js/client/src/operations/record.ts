import * as Code from "../errors/codes.js";
import { fail } from "../errors/storeError.js";
import { maxCounter } from "../values/limits.js";
import type { Operation } from "./operation.js";
import { lastSeq, type Transaction } from "./transaction.js";

/** The kinds of records; their numbers are those of the binary encoding. */
export const TRANSACTION = 0;
export const VOID = 1;
export const FLOOR = 2;

/** One record of a store's history: what was sequenced as one and is never split. Immutable. */
export interface HistoryRecord {
  readonly kind: typeof TRANSACTION | typeof VOID | typeof FLOOR;
  /** The revision of its first operation. */
  readonly firstRevision: number;
  /** How many revisions, and seqs, it covers. */
  readonly count: number;
  /** The hub's timestamp. */
  readonly ts: number;
  /** The author; empty for a floor. */
  readonly source: string;
  /** The seq of its first operation; −1 for a floor. */
  readonly firstSeq: number;
  /** Its operations; none but for a transaction. */
  readonly operations: readonly Operation[];
  /** The revision at or below which tombstones are forgotten; 0 but for a floor. */
  readonly floor: number;
}

/** The revision of a record's last operation. */
export function lastRevision(record: HistoryRecord): number {
  return record.firstRevision + (record.count - 1);
}

/** Makes the record of a transaction, re-stamped, or of a void. */
export function recordOf(transaction: Transaction, firstRevision: number, ts: number): HistoryRecord {
  const { source, firstSeq, count, operations } = transaction;
  return requireRecord({
    kind: operations ? TRANSACTION : VOID,
    firstRevision,
    count,
    ts,
    source,
    firstSeq,
    operations: operations ? (ts === transaction.ts ? operations : operations.map((operation) => ({ ...operation, ts }))) : [],
    floor: 0,
  });
}

/** Makes a floor record. */
export function floorRecord(floor: number, revision: number, ts: number): HistoryRecord {
  return requireRecord({ kind: FLOOR, firstRevision: revision, count: 1, ts, source: "", firstSeq: -1, operations: [], floor });
}

function requireRecord(record: HistoryRecord): HistoryRecord {
  const { firstRevision, floor, ts } = record;
  if (!Number.isFinite(ts)) fail(Code.InvalidTimestamp, `The timestamp ${ts} is not finite.`);
  if (!(firstRevision >= 1 && lastRevision(record) <= maxCounter && floor >= 0 && floor <= firstRevision && lastSeq(record) <= maxCounter)) {
    fail(Code.MalformedTransaction, "Revisions lie within 1 to 2^53−1, and a floor within 0 to its own revision.");
  }
  return record;
}
