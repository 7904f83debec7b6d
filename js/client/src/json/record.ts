import * as Code from "../errors/codes.js";
import { fail } from "../errors/storeError.js";
import { requireCounter, requireTimestamp } from "../encodings/fields.js";
import { FLOOR, floorRecord, FORGET, forgetRecord, recordOf, TRANSACTION, type HistoryRecord } from "../operations/record.js";
import { requireSource } from "../operations/source.js";
import { transactionOf } from "../operations/transaction.js";
import { operationFromJson, operationToJson } from "./operation.js";
import { jsonArray, jsonFields, type Json } from "./parse.js";
import { voidFromJson } from "./transaction.js";

/** A record as a JSON object. */
export function recordToJson({ kind, firstRevision: revision, operations, source, firstSeq: seq, count, ts, floor, forgotten }: HistoryRecord): Json {
  if (kind === TRANSACTION) return { kind: "transaction", revision, ops: operations.map((operation) => operationToJson(operation)) };
  if (kind === FORGET) return { kind: "forget", revision, sources: forgotten, ts };
  return kind === FLOOR ? { kind: "floor", revision, floor, ts } : { kind: "void", revision, source, seq, count, ts };
}

/** Reads and checks a record. */
export function recordFromJson(json: Json): HistoryRecord {
  const fields = jsonFields(json, "record");
  const revision = requireCounter(fields.get("revision"), "revision");
  const kind = fields.get("kind");
  if (kind === "floor") return floorRecord(requireCounter(fields.get("floor"), "floor"), revision, requireTimestamp(fields.get("ts")));
  if (kind === "forget") {
    if (!fields.has("sources")) fail(Code.MalformedTransaction, "'sources' is missing.");
    return forgetRecord(jsonArray(fields.get("sources"), "sources").map(requireSource), revision, requireTimestamp(fields.get("ts")));
  }
  if (kind !== "transaction" && kind !== "void") fail(Code.MalformedTransaction, `The record's kind '${String(kind)}' is not known.`);
  if (kind === "transaction" && !fields.has("ops")) fail(Code.MalformedTransaction, "'ops' is missing.");
  const transaction = kind === "void" ? voidFromJson(fields, 0) : transactionOf(jsonArray(fields.get("ops"), "ops").map((operation) => operationFromJson(operation)), 0);
  return recordOf(transaction, revision, transaction.ts);
}
