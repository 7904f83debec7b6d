import { expect, test } from "vitest";
import { stateHash } from "../../src/encodings/canonical.js";
import type { Json } from "../../src/json/parse.js";
import { operationFromJson } from "../../src/json/operation.js";
import { recordFromJson } from "../../src/json/record.js";
import { recordOf } from "../../src/operations/record.js";
import { transactionOf } from "../../src/operations/transaction.js";
import { Replica } from "../../src/replicas/replica.js";
import { SettledState } from "../../src/replicas/settledState.js";
import { encodeSnapshot } from "../../src/snapshots/binary.js";
import { brief, casesOf } from "./vectors.js";

test("each operation has the effect that the vectors say, settled or pending", () => {
  const [first, ...cases] = casesOf("effects");
  const setup = (first!.get("setup") as Json[]).map(recordFromJson);
  for (const one of cases) {
    const operation = operationFromJson(one.get("operation")!);
    const transaction = transactionOf([operation], 0);
    const record = recordOf(transaction, 9, 20);
    const state = new SettledState();
    for (const next of [...setup, record]) state.apply(next);
    expect(stateHash(state.tree.root), JSON.stringify(operation)).toBe(one.get("hash"));
    expect(brief(encodeSnapshot(state)), JSON.stringify(operation)).toBe(one.get("snapshot"));

    const replica = new Replica("b");
    replica.apply(setup);
    const before = brief(replica.readSettled(encodeSnapshot));
    replica.write(transaction);
    expect(stateHash(replica.tree.root)).toBe(one.get("hash"));
    expect(brief(replica.readSettled(encodeSnapshot)), "undone").toBe(before);
    replica.apply([record]);
    expect(brief(replica.readSettled(encodeSnapshot)), "settled in place").toBe(one.get("snapshot"));
  }
});
