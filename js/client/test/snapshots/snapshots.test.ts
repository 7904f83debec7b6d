import fc from "fast-check";
import { expect, test } from "vitest";
import { StoreError } from "../../src/errors/storeError.js";
import { recordOf, floorRecord } from "../../src/operations/record.js";
import { toVoid, transactionOf } from "../../src/operations/transaction.js";
import { SettledState } from "../../src/replicas/settledState.js";
import { decodeSnapshot, encodeSnapshot } from "../../src/snapshots/binary.js";
import { snapshotFromJson, snapshotToJson } from "../../src/snapshots/json.js";
import { copyIn } from "../../src/values/copyIn.js";
import { stamped } from "../generators/writes.js";

function sample(): SettledState {
  const state = new SettledState();
  const first = transactionOf([stamped({ type: "set", path: ["l"], value: copyIn([1, [2], { d: [3] }]) }, "a", 0, 1)], 0);
  state.apply(recordOf(first, 1, 1));
  state.apply(recordOf(transactionOf([stamped({ type: "splice", path: ["l"], index: 0, deleteCount: 1, items: ["x"] }, "b", 0, 2)], 0), 2, 2));
  state.apply(recordOf(toVoid(transactionOf([stamped({ type: "map-clear", path: [] }, "b", 1, 3)], 0)), 3, 3));
  return state;
}

test("damaged snapshots read or are refused, and never throw anything else", () => {
  const bytes = encodeSnapshot(sample());
  const text = snapshotToJson(sample());
  fc.assert(
    fc.property(fc.nat(), fc.nat(255), (at, byte) => {
      const damaged = bytes.slice();
      damaged[at % bytes.length] = byte;
      onlyRefuses(() => encodeSnapshot(decodeSnapshot(damaged)));
      onlyRefuses(() => decodeSnapshot(bytes.slice(0, at % bytes.length)), true);
      const place = at % text.length;
      onlyRefuses(() => encodeSnapshot(snapshotFromJson(text.slice(0, place) + '\\"{}[],:0e-$'[byte % 12]! + text.slice(place + 1))));
      onlyRefuses(() => snapshotFromJson(text.slice(0, place)), true);
    }),
    { numRuns: 1500 },
  );
});

function onlyRefuses(action: () => unknown, always = false): void {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(StoreError);
    return;
  }
  expect(always).toBe(false);
}

test("a state goes on from its snapshot: floors forget what is in it", () => {
  const whole = sample();
  const restored = decodeSnapshot(encodeSnapshot(whole));
  for (const state of [whole, restored]) state.apply(floorRecord(3, 4, 4));
  expect(restored.tree.tombstones.length).toBe(0);
  expect(restored.sources.get("b")).toEqual({ lastSeq: 1, lastRevision: 3, lastTs: 3, voids: [] });
  expect(encodeSnapshot(restored)).toEqual(encodeSnapshot(whole));
});
