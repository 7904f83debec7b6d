import * as Code from "../errors/codes.js";
import { fail } from "../errors/storeError.js";
import { Reader } from "../msgpack/reader.js";
import { Writer } from "../msgpack/writer.js";
import { FLOOR, floorRecord, FORGET, forgetRecord, hasAuthor, recordOf, TRANSACTION, VOID, type HistoryRecord } from "../operations/record.js";
import { transactionOf, voidTransaction } from "../operations/transaction.js";
import { readCount, readCounter, readSource, requireTimestamp } from "./fields.js";
import { readOperations, writeOperations } from "./operation.js";

/**
 * A record's bytes: `[0, firstRevision, ts, source, firstSeq, [operation, …]]`, void `[1, …, count]`, floor `[2, revision, ts, floor]`,
 * forgotten sources `[3, revision, ts, [source, …]]`.
 */
export function encodeRecord(record: HistoryRecord): Uint8Array {
  const writer = new Writer();
  const { kind } = record;
  writer.array(hasAuthor(record) ? 6 : 4);
  writer.int(kind);
  writer.int(record.firstRevision);
  writer.double(record.ts);
  if (hasAuthor(record)) {
    writer.string(record.source);
    writer.int(record.firstSeq);
  }
  writeBody(writer, record);
  return writer.done();
}

/** Writes what a record says, wherever it stands. */
export function writeBody(writer: Writer, record: HistoryRecord): void {
  if (record.kind === TRANSACTION) writeOperations(writer, record.operations);
  else if (record.kind === FORGET) {
    writer.array(record.forgotten.length);
    for (const source of record.forgotten) writer.string(source);
  } else writer.int(record.kind === FLOOR ? record.floor : record.count);
}

/** Reads a record that the bytes hold and nothing else. */
export function decodeRecord(bytes: Uint8Array): HistoryRecord {
  const reader = new Reader(bytes);
  const fields = reader.array();
  const kind = reader.int();
  if (!(kind >= TRANSACTION && kind <= FORGET) || fields !== (kind < FLOOR ? 6 : 4)) {
    fail(Code.MalformedTransaction, `A record of kind ${kind} with ${fields} fields is not known.`);
  }
  const revision = readCounter(reader, "revision");
  const ts = requireTimestamp(reader.double());
  if (kind === FLOOR) return reader.finish(floorRecord(readCounter(reader, "floor"), revision, ts));
  if (kind === FORGET) return reader.finish(readForget(reader, revision, ts));
  const source = readSource(reader);
  return reader.finish(readBody(reader, source, readCounter(reader, "seq"), revision, ts, kind === VOID));
}

/** Reads the body of a record by which sources are forgotten. */
export function readForget(reader: Reader, revision: number, ts: number): HistoryRecord {
  const sources: string[] = [];
  for (let left = reader.array(); left > 0; left--) sources.push(readSource(reader));
  return forgetRecord(sources, revision, ts);
}

/** Reads the body of a transaction's record or of a void. */
export function readBody(reader: Reader, source: string, firstSeq: number, revision: number, ts: number, isVoid: boolean): HistoryRecord {
  const transaction = isVoid
    ? voidTransaction(source, firstSeq, readCount(reader, "count"), ts, 0)
    : transactionOf(readOperations(reader, source, firstSeq, ts), 0);
  return recordOf(transaction, revision, ts);
}
