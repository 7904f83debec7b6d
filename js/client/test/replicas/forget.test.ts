import { expect, test } from "vitest";
import { StoreError } from "../../src/errors/storeError.js";
import { forgetRecord, recordOf } from "../../src/operations/record.js";
import { transactionOf, type Transaction } from "../../src/operations/transaction.js";
import { SettledState } from "../../src/replicas/settledState.js";
import type { Value } from "../../src/values/value.js";
import { structureText } from "../reference/structureText.js";

function push(seq: number, ts: number, items: Value[]): Transaction {
  return transactionOf([{ source: "a", seq, ts, type: "splice", path: ["l"], index: 0, deleteCount: 0, items, anchors: { after: null, before: null, removed: [] } }], 0);
}

test("who is forgotten leaves the source table, keeps its elements, and cannot make them twice", () => {
  const state = new SettledState();
  state.apply(recordOf(transactionOf([{ source: "h", seq: 0, ts: 1, type: "set", path: ["l"], value: [] }], 0), 1, 1));
  state.apply(recordOf(push(0, 2, ["x"]), 2, 2));
  state.apply(forgetRecord(["a", "h"], 3, 3));
  expect(state.sources.sorted()).toEqual([]);
  expect(state.forgottenAt).toBe(3);
  state.apply(recordOf(push(0, 4, ["y", "z"]), 4, 4));
  expect(structureText(state.tree.root)).toBe('{"l":[a:0:1="z",a:0:0="x"]}');
  expect(state.sources.lastSeq("a")).toBe(0);
});

test("a record forgets 1 to 1,000 sources, each once, in their order", () => {
  const many = Array.from({ length: 1001 }, (_, i) => String(i).padStart(4, "0"));
  expect(forgetRecord(many.slice(1), 1, 1).forgotten).toHaveLength(1000);
  for (const wrong of [[], ["b", "a"], ["a", "a"], many]) expect(() => forgetRecord(wrong, 1, 1)).toThrow(StoreError);
});
