import * as Code from "../errors/codes.js";
import { fail } from "../errors/storeError.js";
import { requireCount, requireCounter, requireTimestamp } from "../encodings/fields.js";
import { requireSource } from "../operations/source.js";
import { transactionOf, voidTransaction, type Transaction } from "../operations/transaction.js";
import { operationFromJson, operationToJson } from "./operation.js";
import { jsonArray, jsonFields, type Json } from "./parse.js";

/** A transaction as a JSON object: `{ops, base}`, or `{void: true, source, seq, count, ts, base}`. */
export function transactionToJson({ source, firstSeq, count, ts, base, operations }: Transaction, ordered = false): Json {
  return operations ? { ops: operations.map((operation) => operationToJson(operation, ordered)), base } : { void: true, source, seq: firstSeq, count, ts, base };
}

/** Reads and checks a transaction. */
export function transactionFromJson(json: Json): Transaction {
  const fields = jsonFields(json, "transaction");
  const operations = fields.get("ops");
  const isVoid = fields.get("void") ?? false;
  if (typeof isVoid !== "boolean") fail(Code.MalformedOperation, "'void' must be a boolean.");
  if (isVoid === (operations !== undefined)) fail(Code.MalformedTransaction, "A transaction has either 'ops' or 'void': true.");
  const base = requireCounter(fields.get("base") ?? 0, "base");
  return isVoid ? voidFromJson(fields, base) : transactionOf(jsonArray(operations, "ops").map((operation) => operationFromJson(operation)), base);
}

/** Reads the fields that a void has as a transaction and as a record. */
export function voidFromJson(fields: ReadonlyMap<string, Json>, base: number): Transaction {
  const seq = requireCounter(fields.get("seq"), "seq");
  return voidTransaction(requireSource(fields.get("source")), seq, requireCount(fields.get("count"), "count"), requireTimestamp(fields.get("ts")), base);
}
