import * as Code from "../errors/codes.js";
import { fail } from "../errors/storeError.js";
import { Reader } from "../msgpack/reader.js";
import { Writer } from "../msgpack/writer.js";
import { transactionOf, voidTransaction, type Transaction } from "../operations/transaction.js";
import { readCount, readCounter, readSource, requireTimestamp } from "./fields.js";
import { readOperations, writeOperations } from "./operation.js";

/** Writes a transaction: `[0, source, firstSeq, ts, base, [operation, …]]`, or void `[1, source, firstSeq, ts, base, count]`. */
export function writeTransaction(writer: Writer, transaction: Transaction): void {
  const { operations } = transaction;
  writer.array(6);
  writer.int(operations ? 0 : 1);
  writer.string(transaction.source);
  writer.int(transaction.firstSeq);
  writer.double(transaction.ts);
  writer.int(transaction.base);
  if (operations) writeOperations(writer, operations);
  else writer.int(transaction.count);
}

/** Reads and checks a transaction. */
export function readTransaction(reader: Reader): Transaction {
  const fields = reader.array();
  const kind = reader.int();
  if (fields !== 6 || (kind !== 0 && kind !== 1)) fail(Code.MalformedTransaction, `A transaction of kind ${kind} with ${fields} fields is not known.`);
  const source = readSource(reader);
  const firstSeq = readCounter(reader, "seq");
  const ts = requireTimestamp(reader.double());
  const base = readCounter(reader, "base");
  return kind === 0
    ? transactionOf(readOperations(reader, source, firstSeq, ts), base)
    : voidTransaction(source, firstSeq, readCount(reader, "count"), ts, base);
}

/** A transaction's bytes. */
export function encodeTransaction(transaction: Transaction): Uint8Array {
  const writer = new Writer();
  writeTransaction(writer, transaction);
  return writer.done();
}

/** Reads a transaction that the bytes hold and nothing else. */
export function decodeTransaction(bytes: Uint8Array): Transaction {
  const reader = new Reader(bytes);
  return reader.finish(readTransaction(reader));
}
