import { decodeRecords } from "../encodings/recordBatch.js";
import { encodeTransaction } from "../encodings/transaction.js";
import { readValue, writeValue } from "../encodings/value.js";
import { malformed } from "../errors/storeError.js";
import type { Json } from "../json/parse.js";
import { recordFromJson } from "../json/record.js";
import { transactionToJson } from "../json/transaction.js";
import { fromJson, stringify, toJson } from "../json/value.js";
import { Reader } from "../msgpack/reader.js";
import { Writer } from "../msgpack/writer.js";
import type { HistoryRecord } from "../operations/record.js";
import type { Transaction } from "../operations/transaction.js";
import type { SettledState } from "../replicas/settledState.js";
import { decodeSnapshot } from "../snapshots/binary.js";
import { snapshotFromJson } from "../snapshots/json.js";
import { utf8Length } from "../values/text.js";
import type { Value } from "../values/value.js";
import type { Fields } from "./messages.js";

/** How transactions, records and snapshots travel. */
export interface Wire {
  /** A transaction as it is sent, and its size in a frame. */
  encode(transaction: Transaction): { readonly part: unknown; readonly bytes: number };
  /** What a submission has beside the store's name. */
  submission(parts: readonly unknown[]): Record<string, unknown>;
  records(message: Fields): HistoryRecord[];
  /** A snapshot of all its pieces. */
  snapshot(pieces: readonly unknown[]): SettledState;
  /** What a message has for a value that goes by itself. */
  valueFields(value: Value): Record<string, unknown>;
  value(message: Fields): Value;
}

/** Operations as one piece of binary data in StoreHub's own encoding. */
export const binaryWire: Wire = {
  encode(transaction) {
    const part = encodeTransaction(transaction);
    return { part, bytes: part.length };
  },
  submission: (parts) => ({ data: joined(parts) }),
  records: (message) => decodeRecords(requireBytes(message.get("data")), message.number("first")),
  snapshot: (pieces) => decodeSnapshot(joined(pieces)),
  valueFields(value) {
    const writer = new Writer(256);
    writeValue(writer, value);
    return { data: writer.done() };
  },
  value(message) {
    const reader = new Reader(requireBytes(message.get("data")));
    return reader.finish(readValue(reader));
  },
};

/**
 * Operations as JSON.
 * @param ordered Whether the connection writes Maps as objects, as our own protocol does: nothing else keeps the order of keys such as `"7"`.
 */
export function jsonWire(ordered: boolean): Wire {
  return {
    encode(transaction) {
      const part = transactionToJson(transaction, ordered);
      return { part, bytes: utf8Length(stringify(part)) + 1 };
    },
    submission: (parts) => ({ transactions: parts }),
    records: (message) => message.list("records").map((record) => recordFromJson(record as Json)),
    snapshot: (pieces) => snapshotFromJson(pieces.join("")),
    valueFields: (value) => ({ value: toJson(value, ordered) }),
    // a field that is null counts as missing
    value: (message) => fromJson((message.get("value") as Json | undefined) ?? null),
  };
}

function requireBytes(data: unknown): Uint8Array {
  return data instanceof Uint8Array ? data : malformed("'data' is binary on this wire");
}

function joined(parts: readonly unknown[]): Uint8Array {
  const pieces = parts.map(requireBytes);
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
