import { expect, test } from "vitest";
import { canonicalBytes, stateHash } from "../../src/encodings/canonical.js";
import { decodeRecord, encodeRecord } from "../../src/encodings/record.js";
import { decodeRecords, encodeRecords } from "../../src/encodings/recordBatch.js";
import { decodeTransaction, encodeTransaction } from "../../src/encodings/transaction.js";
import { readValue, writeValue } from "../../src/encodings/value.js";
import { recordFromJson, recordToJson } from "../../src/json/record.js";
import type { Json } from "../../src/json/parse.js";
import { transactionFromJson, transactionToJson } from "../../src/json/transaction.js";
import { fromJson, toJson } from "../../src/json/value.js";
import { Reader } from "../../src/msgpack/reader.js";
import { Writer } from "../../src/msgpack/writer.js";
import { decodeSnapshot, encodeSnapshot } from "../../src/snapshots/binary.js";
import { snapshotFromJson, snapshotToJson } from "../../src/snapshots/json.js";
import { build } from "../../src/state/node.js";
import type { Value } from "../../src/values/value.js";
import { bytesOf, casesOf, hex, plain } from "./vectors.js";

function encode(value: Value): string {
  const writer = new Writer();
  writeValue(writer, value);
  return hex(writer.done());
}

test("values have the bytes, hashes and JSON of the vectors", () => {
  for (const one of casesOf("values")) {
    const value = fromJson(one.get("json"));
    expect(encode(value)).toBe(one.get("binary"));
    const reader = new Reader(bytesOf(one.get("binary")));
    const read = reader.finish(readValue(reader));
    expect(encode(read)).toBe(one.get("binary"));
    expect(hex(canonicalBytes(build(value, "a", 0)))).toBe(one.get("canonical"));
    expect(stateHash(build(read, "a", 0))).toBe(one.get("hash"));
    const json = toJson(value);
    expect(encode(fromJson(toJson(value, true)))).toBe(one.get("binary"));
    // JavaScript cannot write a whole number with an exponent below 1e21, and says so by a tag
    expect(canonicalOf(fromJson(JSON.parse(JSON.stringify(json)) as Json))).toBe(one.get("canonical"));
  }
});

function canonicalOf(value: Value): string {
  return hex(canonicalBytes(build(value, "a", 0)));
}

/** What .NET wrote as JSON, with the numbers that JavaScript tags as it tags them. */
function tagged(json: Json): unknown {
  if (typeof json === "number" && Number.isInteger(json) && !Number.isSafeInteger(json) && Math.abs(json) < 1e21) return { $number: String(json) };
  if (json instanceof Map) return Object.fromEntries(Array.from(json as ReadonlyMap<string, Json>, ([key, value]) => [key, tagged(value)]));
  return Array.isArray(json) ? (json as Json[]).map(tagged) : json;
}

test("transactions have the bytes and JSON of the vectors", () => {
  for (const one of casesOf("transactions")) {
    const transaction = transactionFromJson(one.get("json")!);
    expect(hex(encodeTransaction(transaction))).toBe(one.get("binary"));
    const read = decodeTransaction(bytesOf(one.get("binary")));
    expect(read).toEqual(transaction);
    expect(plain(transactionToJson(read))).toEqual(tagged(one.get("json")!));
  }
});

test("records have the bytes and JSON of the vectors", () => {
  for (const one of casesOf("records")) {
    const record = recordFromJson(one.get("json")!);
    expect(hex(encodeRecord(record))).toBe(one.get("binary"));
    const read = decodeRecord(bytesOf(one.get("binary")));
    expect(read).toEqual(record);
    expect(plain(recordToJson(read))).toEqual(tagged(one.get("json")!));
  }
});

test("batches of records have the bytes of the vectors", () => {
  for (const one of casesOf("batches")) {
    const records = (one.get("records") as Json[]).map(recordFromJson);
    expect(hex(encodeRecords(records))).toBe(one.get("binary"));
    expect(decodeRecords(bytesOf(one.get("binary")), one.get("first") as number)).toEqual(records);
  }
});

test("snapshots have the bytes and JSON of the vectors", () => {
  for (const one of casesOf("snapshots")) {
    const state = decodeSnapshot(bytesOf(one.get("binary")));
    expect(hex(encodeSnapshot(state))).toBe(one.get("binary"));
    expect(stateHash(state.tree.root)).toBe(one.get("hash"));
    const fromText = snapshotFromJson(one.get("json") as string);
    expect(hex(encodeSnapshot(fromText))).toBe(one.get("binary"));
    expect(hex(encodeSnapshot(snapshotFromJson(snapshotToJson(fromText))))).toBe(one.get("binary"));
    expect(JSON.parse(snapshotToJson(state))).toEqual(plain(JSON.parse(one.get("json") as string) as Json));
  }
});
