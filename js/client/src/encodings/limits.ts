import * as Code from "../errors/codes.js";
import { fail } from "../errors/storeError.js";
import { ElementStep, type Operation } from "../operations/operation.js";
import { pathText } from "../operations/pathText.js";
import { requirePathLength, requireSlot } from "../operations/rules.js";
import type { Transaction } from "../operations/transaction.js";
import { requireKeySize } from "../values/copyIn.js";
import { requireKey } from "../values/keys.js";
import type { StoreLimits } from "../values/limits.js";
import { wellFormed } from "../values/text.js";
import { Entries, isArray, MAP, SET, type Value } from "../values/value.js";
import { operationBytes } from "./size.js";
import { encodeTransaction } from "./transaction.js";

/**
 * Checks one operation by itself.
 * @returns The size of its binary encoding in bytes.
 * @throws StoreError that names the path and the limit.
 */
export function operationSize(operation: Operation, limits: StoreLimits): number {
  const { type, path, value, items = [], index = 0, deleteCount = 0 } = operation;
  requireSlot(type, path);
  requirePathLength(path.length, limits.maxPathLength, path);
  const place = pathText(path);
  for (const step of path) {
    const key = step instanceof ElementStep ? step.key : step;
    requireStoredKey(key, limits, place);
  }
  if (type === "map-set" || type === "map-delete") requireStoredKey(operation.key, limits, place);
  if (type === "set-add" || type === "set-delete") requireKey(value, SET);
  else requireValue(value, limits, place, 0);
  if (!(index >= 0 && deleteCount >= 0)) fail(Code.MalformedOperation, "A splice's index and deleteCount are from 0.", place);
  for (const item of items) requireValue(item, limits, place, 0);
  const bytes = operationBytes(operation);
  if (bytes > limits.maxOperationBytes) {
    fail(Code.TooLarge, `The '${type}' at ${place} has ${bytes} bytes; the limit is ${limits.maxOperationBytes}.`, place, limits.maxOperationBytes);
  }
  return bytes;
}

/** Checks a transaction that comes from elsewhere than a {@link operationSize}-checked write. */
export function requireLimits(transaction: Transaction, limits: StoreLimits): void {
  const { count, operations } = transaction;
  if (count > limits.maxTransactionOperations) {
    fail(Code.TransactionTooLarge, `A transaction has at most ${limits.maxTransactionOperations} operations.`, undefined, limits.maxTransactionOperations);
  }
  operations?.forEach((operation) => operationSize(operation, limits));
  requireTransactionSize(encodeTransaction(transaction).length, limits);
}

/** Refuses a transaction of too many bytes. */
export function requireTransactionSize(bytes: number, limits: StoreLimits): void {
  if (bytes > limits.maxTransactionBytes) {
    fail(Code.TransactionTooLarge, `A transaction has at most ${limits.maxTransactionBytes} bytes.`, undefined, limits.maxTransactionBytes);
  }
}

function requireStoredKey(key: unknown, limits: StoreLimits, place: string): void {
  requireKeySize(requireKey(typeof key === "string" ? wellFormed(key, place) : key, MAP), limits, place);
}

function requireValue(value: Value, limits: StoreLimits, place: string, depth: number): void {
  const table = value instanceof Entries ? value : undefined;
  const inner = table ? table.values : isArray(value) ? value : undefined;
  if (!inner) return;
  if (++depth > limits.maxDepth) fail(Code.TooDeep, `The value at ${place} is nested deeper than ${limits.maxDepth} levels.`, place, limits.maxDepth);
  if (table && table.kind !== SET) for (const key of table.keys) requireKeySize(key, limits, place);
  for (const item of inner) requireValue(item, limits, place, depth);
}
