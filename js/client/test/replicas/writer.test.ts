import { expect, test } from "vitest";
import * as Code from "../../src/errors/codes.js";
import { encodeTransaction } from "../../src/encodings/transaction.js";
import { operationSize, requireLimits } from "../../src/encodings/limits.js";
import { Replica } from "../../src/replicas/replica.js";
import { TransactionWriter, type Write } from "../../src/replicas/writer.js";
import { recordOf } from "../../src/operations/record.js";
import { transactionOf } from "../../src/operations/transaction.js";
import { HybridClock } from "../../src/ordering/clock.js";
import { copyIn } from "../../src/values/copyIn.js";
import { defaultLimits } from "../../src/values/limits.js";
import { stamped } from "../generators/writes.js";
import { structureText } from "../reference/structureText.js";

function made(): { replica: Replica; writer: TransactionWriter; told: string[] } {
  const replica = new Replica("a");
  const told: string[] = [];
  replica.changes = { changed: ({ path }) => told.push(String(path[0])), changedAll: () => told.push("*") };
  return { replica, writer: new TransactionWriter(replica, new HybridClock(() => 1000)), told };
}

const set = (key: string, value: unknown): Write => ({ type: "set", path: [key], value: copyIn(value) });

test("a batch is one transaction with one timestamp, contiguous seqs and the base of its day", () => {
  const { replica, writer, told } = made();
  replica.apply([recordOf(transactionOf([stamped(set("x", 1), "b", 0, 1)], 0), 1, 1)]);
  told.length = 0;
  writer.add(set("a", 1));
  writer.add(set("b", 2));
  expect(structureText(replica.tree.root)).toBe('{"x":1,"a":1,"b":2}');
  expect(told).toEqual([]);
  const first = writer.commit()!;
  expect(told).toEqual(["a", "b"]);
  expect(first).toMatchObject({ source: "a", firstSeq: 0, count: 2, ts: 1000, base: 1 });
  expect(first.operations!.map(({ seq, ts }) => [seq, ts])).toEqual([[0, 1000], [1, 1000]]);
  expect(writer.commit()).toBeUndefined();
  writer.add(set("c", 3));
  const second = writer.commit()!;
  expect(second.firstSeq).toBe(2);
  expect(second.ts).toBeGreaterThan(1000);
  expect(replica.pending).toEqual([first, second]);
});

test("a rollback takes back what the open transaction did, all or from a place on", () => {
  const { replica, writer, told } = made();
  writer.add(set("a", 1));
  const mark = writer.count;
  writer.add(set("a", 2));
  writer.add({ type: "delete", path: ["a"] });
  writer.rollback(mark);
  expect(structureText(replica.tree.root)).toBe('{"a":1}');
  writer.add(set("b", 1));
  expect(writer.commit()).toMatchObject({ firstSeq: 0, count: 2 });
  writer.add(set("c", 1));
  writer.rollback();
  expect(structureText(replica.tree.root)).toBe('{"a":1,"b":1}');
  expect(writer.nextSeq).toBe(2);
  expect(writer.commit()).toBeUndefined();
  expect(told).toEqual(["a", "b"]);
});

test.each<[string, Write, number]>([
  ["the root", { type: "set", path: [], value: 1 }, Code.InvalidPath],
  ["a forbidden step", { type: "set", path: ["a", "__proto__"], value: 1 }, Code.ForbiddenKey],
  ["a lone surrogate in a step", { type: "set", path: ["\ud800"], value: 1 }, Code.LoneSurrogate],
  ["a path that is too long", { type: "set", path: new Array<string>(65).fill("a"), value: 1 }, Code.TooDeep],
  ["a step that is too long", { type: "set", path: ["x".repeat(1025)], value: 1 }, Code.TooLarge],
  ["a Map key that is too long", { type: "map-set", path: ["m"], key: new Uint8Array(1025), value: 1 }, Code.TooLarge],
  ["a Map key that is no scalar", { type: "map-set", path: ["m"], key: undefined, value: 1 }, Code.InvalidKey],
  ["a member that is no scalar", { type: "set-add", path: ["s"], value: [1] }, Code.InvalidKey],
  ["an index below 0", { type: "splice", path: ["l"], index: -1 }, Code.MalformedOperation],
  ["an index that is none", { type: "splice", path: ["l"], index: NaN }, Code.MalformedOperation],
  ["an operation that is too large", { type: "splice", path: ["l"], items: ["x".repeat(200_000), "y".repeat(200_000)] }, Code.TooLarge],
])("%s is refused before an operation exists", (_, write, code) => {
  const { replica, writer } = made();
  expect(() => writer.add(write)).toThrow(expect.objectContaining({ code }) as Error);
  expect(writer.nextSeq).toBe(0);
  expect(writer.commit()).toBeUndefined();
  expect(replica.tree.root.size).toBe(0);
});

test("limits of transactions are exact", () => {
  const { writer } = made();
  writer.limits = { ...defaultLimits, maxTransactionOperations: 2 };
  writer.add(set("a", 1));
  writer.add(set("a", 1));
  expect(() => writer.add(set("a", 1))).toThrow(expect.objectContaining({ code: Code.TransactionTooLarge, limit: 2 }) as Error);
  writer.rollback();

  const size = operationSize(stamped(set("a", "x".repeat(1000)), "a", 0, 1), defaultLimits);
  writer.limits = { ...defaultLimits, maxTransactionBytes: 2 * size + 256 };
  writer.add(set("a", "x".repeat(1000)));
  writer.add(set("a", "x".repeat(1000)));
  expect(() => writer.add(set("a", 1))).toThrow(expect.objectContaining({ code: Code.TransactionTooLarge }) as Error);
  const transaction = writer.commit()!;
  const bytes = encodeTransaction(transaction).length;
  requireLimits(transaction, { ...defaultLimits, maxTransactionBytes: bytes });
  expect(() => requireLimits(transaction, { ...defaultLimits, maxTransactionBytes: bytes - 1 })).toThrow(expect.objectContaining({ code: Code.TransactionTooLarge }) as Error);
  expect(() => requireLimits(transaction, { ...defaultLimits, maxTransactionOperations: 1 })).toThrow("at most 1 operations");
  expect(() => requireLimits(transaction, { ...defaultLimits, maxOperationBytes: 999 })).toThrow("999");
});
