import * as Code from "../errors/codes.js";
import { fail } from "../errors/storeError.js";
import { maxCounter } from "../values/limits.js";
import { compareOrdinal } from "../values/text.js";
import type { Operation } from "./operation.js";
import { lastSeq, type Transaction } from "./transaction.js";

/** The kinds of records; their numbers are those of the binary encoding. */
export const TRANSACTION = 0;
export const VOID = 1;
export const FLOOR = 2;
export const FORGET = 3;

/** The most sources that one record forgets. */
const maxForgotten = 1000;

/** One record of a store's history: what was sequenced as one and is never split. Immutable. */
export interface HistoryRecord {
  readonly kind: typeof TRANSACTION | typeof VOID | typeof FLOOR | typeof FORGET;
  /** The revision of its first operation. */
  readonly firstRevision: number;
  /** How many revisions, and seqs, it covers. */
  readonly count: number;
  /** The hub's timestamp. */
  readonly ts: number;
  /** The author; empty if it is the hub. */
  readonly source: string;
  /** The seq of its first operation; −1 without an author. */
  readonly firstSeq: number;
  /** Its operations; none but for a transaction. */
  readonly operations: readonly Operation[];
  /** The revision at or below which tombstones are forgotten; 0 but for a floor. */
  readonly floor: number;
  /** The sources that are forgotten, in ordinal order. */
  readonly forgotten: readonly string[];
}

/** Whether a record is of a source and covers seqs of it. */
export function hasAuthor(record: HistoryRecord): boolean {
  return record.kind < FLOOR;
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
    forgotten: [],
  });
}

/** Makes a floor record. */
export function floorRecord(floor: number, revision: number, ts: number): HistoryRecord {
  return hubRecord(FLOOR, revision, ts, floor, []);
}

/** Makes a record by which sources are forgotten, which must stand in their order already. */
export function forgetRecord(forgotten: readonly string[], revision: number, ts: number): HistoryRecord {
  const { length } = forgotten;
  if (length < 1 || length > maxForgotten) fail(Code.MalformedTransaction, `A record forgets 1 to ${maxForgotten} sources, not ${length}.`, undefined, maxForgotten);
  if (forgotten.some((source, i) => i > 0 && compareOrdinal(source, forgotten[i - 1]!) <= 0)) {
    fail(Code.MalformedTransaction, "Sources to forget stand in ordinal order, each once.");
  }
  return hubRecord(FORGET, revision, ts, 0, forgotten);
}

function hubRecord(kind: typeof FLOOR | typeof FORGET, firstRevision: number, ts: number, floor: number, forgotten: readonly string[]): HistoryRecord {
  return requireRecord({ kind, firstRevision, count: 1, ts, source: "", firstSeq: -1, operations: [], floor, forgotten });
}

function requireRecord(record: HistoryRecord): HistoryRecord {
  const { firstRevision, floor, ts } = record;
  if (!Number.isFinite(ts)) fail(Code.InvalidTimestamp, `The timestamp ${ts} is not finite.`);
  if (!(firstRevision >= 1 && lastRevision(record) <= maxCounter && floor >= 0 && floor <= firstRevision && lastSeq(record) <= maxCounter)) {
    fail(Code.MalformedTransaction, "Revisions lie within 1 to 2^53−1, and a floor within 0 to its own revision.");
  }
  return record;
}
