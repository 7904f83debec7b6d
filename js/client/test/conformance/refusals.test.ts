import { expect, test } from "vitest";
import { encodeRecord } from "../../src/encodings/record.js";
import { decodeRecords, encodeRecords } from "../../src/encodings/recordBatch.js";
import { decodeTransaction, encodeTransaction } from "../../src/encodings/transaction.js";
import { readValue, writeValue } from "../../src/encodings/value.js";
import { StoreError } from "../../src/errors/storeError.js";
import { parseJson } from "../../src/json/parse.js";
import { recordFromJson } from "../../src/json/record.js";
import { transactionFromJson } from "../../src/json/transaction.js";
import { fromJson } from "../../src/json/value.js";
import { Reader } from "../../src/msgpack/reader.js";
import { Writer } from "../../src/msgpack/writer.js";
import { decodeSnapshot, encodeSnapshot } from "../../src/snapshots/binary.js";
import { snapshotFromJson } from "../../src/snapshots/json.js";
import type { Value } from "../../src/values/value.js";
import { brief, bytesOf, casesOf } from "./vectors.js";

function encode(value: Value): Uint8Array {
  const writer = new Writer();
  writeValue(writer, value);
  return writer.done();
}

/** Reads a form and writes it again. */
const forms: Record<string, (input: string) => Uint8Array> = {
  "value-json": (input) => encode(fromJson(parseJson(input))),
  "value-binary": (input) => {
    const reader = new Reader(bytesOf(input));
    return encode(reader.finish(readValue(reader)));
  },
  "transaction-json": (input) => encodeTransaction(transactionFromJson(parseJson(input))),
  "transaction-binary": (input) => encodeTransaction(decodeTransaction(bytesOf(input))),
  "record-json": (input) => encodeRecord(recordFromJson(parseJson(input))),
  "records-binary": (input) => encodeRecords(decodeRecords(bytesOf(input), 1)),
  "snapshot-binary": (input) => encodeSnapshot(decodeSnapshot(bytesOf(input))),
  "snapshot-json": (input) => encodeSnapshot(snapshotFromJson(input)),
};

test("what .NET refuses is refused here, with the same code, and what it reads reads the same", () => {
  const wrong: string[] = [];
  for (const one of casesOf("refusals")) {
    const form = one.get("form") as string;
    const input = one.get("input") as string;
    const code = one.get("code") as number | undefined;
    let outcome: string;
    try {
      outcome = brief(forms[form]!(input));
    } catch (error) {
      outcome = error instanceof StoreError ? `code ${code === 0 ? 0 : error.code}` : `threw ${String(error)}`;
    }
    const expected = code === undefined ? (one.get("reads") as string) : `code ${code}`;
    if (outcome !== expected) wrong.push(`${form} ${input}: ${outcome}, not ${expected}`);
  }
  expect(wrong).toEqual([]);
});
