import fc from "fast-check";
import { expect, test } from "vitest";
import * as Code from "../../src/errors/codes.js";
import type { Operation } from "../../src/operations/operation.js";
import { toVoid, transactionOf } from "../../src/operations/transaction.js";
import { HybridClock } from "../../src/ordering/clock.js";
import { PeerReplica } from "../../src/replicas/peerReplica.js";
import { writeTransaction } from "../../src/replicas/peerWrites.js";
import { settleThrough } from "../../src/replicas/settleThrough.js";
import { TransactionWriter } from "../../src/replicas/writer.js";
import { anyWrite, stamped, type Choose } from "../generators/writes.js";
import { ReferenceState } from "../reference/referenceState.js";
import { structureText } from "../reference/structureText.js";

/** What a peer sees that has these operations, in any order and with repeats: sorted, and replayed from nothing. */
function reference(received: readonly Operation[]): ReferenceState {
  const placed: [number, Operation][] = [];
  for (const source of new Set(received.map((operation) => operation.source))) {
    let ts = -Infinity;
    for (let seq = 0; ; seq++) {
      const next = received.find((operation) => operation.source === source && operation.seq === seq);
      if (!next) break;
      ts = Math.max(ts, next.ts);
      placed.push([ts, next]);
    }
  }
  placed.sort(([left, a], [right, b]) => left - right || (a.source < b.source ? -1 : a.source > b.source ? 1 : a.seq - b.seq));
  const state = new ReferenceState();
  for (const [, operation] of placed) state.apply(operation, "pending");
  return state;
}

const names = ["a", "B", "zz"];

test("peers converge in whatever order and however often operations arrive, and each is what the rule says", () => {
  const anySteps = fc.noBias(fc.array(fc.array(fc.nat(0xffff), { minLength: 30, maxLength: 60, size: "max" }), { minLength: 5, maxLength: 40, size: "max" }));
  fc.assert(
    fc.property(anySteps, (steps) => {
      const peers = names.map((name) => ({ name, replica: new PeerReplica(name), received: [] as Operation[], seq: 0, skew: 0 }));
      const all: Operation[] = [];
      let now = 1000;
      const receive = (peer: (typeof peers)[0], operations: readonly Operation[]): void => {
        peer.received.push(...operations);
        peer.replica.apply(operations);
      };
      const check = (peer: (typeof peers)[0]): void => expect(structureText(peer.replica.tree.root)).toBe(reference(peer.received).structure());
      for (const numbers of steps) {
        let at = 0;
        const choose: Choose = (count) => (numbers[at++] ?? 0) % count;
        const peer = peers[choose(3)]!;
        now += choose(4);
        if (choose(2)) {
          const view = reference(peer.received);
          const ts = choose(2) ? peer.replica.lastTs + 1 : now - choose(50);
          const operations = Array.from({ length: 1 + choose(3) }, () => {
            const operation = stamped(anyWrite(choose, view), peer.name, peer.seq++, ts);
            view.apply(operation, "pending");
            return operation;
          });
          all.push(...operations);
          if (ts > peer.replica.lastTs) {
            peer.received.push(...operations);
            writeTransaction(peer.replica, transactionOf(operations, 0));
          } else receive(peer, operations);
        } else receive(peer, Array.from({ length: choose(12) }, () => all[choose(Math.max(1, all.length))]).filter((one) => one !== undefined));
        check(peer);
      }
      for (const peer of peers) {
        receive(peer, [...all].reverse());
        check(peer);
        expect(peer.replica.waitingCount).toBe(0);
        expect(peer.replica.log.length).toBe(all.length);
      }
    }),
    { numRuns: 200, interruptAfterTimeLimit: 60_000 },
  );
});

const set = (source: string, seq: number, ts: number, key = "n"): Operation => stamped({ type: "set", path: [key], value: ts }, source, seq, ts);

test("operations wait for lower seqs of their source, and take their place with them", () => {
  const replica = new PeerReplica("a");
  expect(replica.apply([set("b", 2, 3), set("b", 1, 2)])).toEqual([]);
  expect(replica.waitingCount).toBe(2);
  expect(replica.tree.root.size).toBe(0);
  expect(replica.apply([set("b", 0, 1)]).map(({ seq }) => seq)).toEqual([0, 1, 2]);
  expect(replica.waitingCount).toBe(0);
  expect(replica.nextSeq("b")).toBe(3);
  expect(replica.apply([set("b", 1, 9)])).toEqual([]);
});

test("a batch with something bad changes nothing", () => {
  const replica = new PeerReplica("a", undefined, 1);
  const bad: [Operation[], number][] = [
    [[set("b", 0, 1), set("b", 1, NaN)], Code.InvalidTimestamp],
    [[set("b", 0, 1), set("b", 1, 2 ** 54)], Code.InvalidTimestamp],
    [[set("b", 0, 1), set("b", -1, 1)], Code.MalformedOperation],
    [[set("b", 0, 1), set("c", 1, 1), set("c", 2, 1)], Code.SequenceGap],
  ];
  for (const [operations, code] of bad) {
    expect(() => replica.apply(operations)).toThrow(expect.objectContaining({ code }) as Error);
    expect(replica.tree.root.size).toBe(0);
    expect(replica.nextSeq("b")).toBe(0);
    expect(replica.waitingCount).toBe(0);
  }
});

test("a watermark settles, and a later arrival below it is an error", () => {
  const replica = new PeerReplica("a");
  replica.apply([set("b", 0, 1), set("b", 1, 5), set("c", 0, 3)]);
  expect(settleThrough(replica, 3)).toBe(2);
  expect(settleThrough(replica, 2)).toBe(0);
  expect(replica.log.map(({ ts }) => ts)).toEqual([5]);
  expect(() => replica.apply([set("d", 0, 3)])).toThrow(expect.objectContaining({ code: Code.InvalidTimestamp }) as Error);
  expect(replica.apply([set("d", 0, 4)]).length).toBe(1);
  expect(structureText(replica.tree.root)).toBe('{"n":5}');
  replica.apply([set("e", 1, 6)]);
  expect(() => settleThrough(replica, 7)).toThrow(expect.objectContaining({ code: Code.SequenceGap }) as Error);
});

test("own writes follow each other above every ts seen, and a draft is not disturbed", () => {
  const clock = new HybridClock(() => 10);
  const replica = new PeerReplica("a", clock);
  const told: string[] = [];
  replica.changes = { changed: ({ path }) => told.push(String(path[0])), changedAll: () => told.push("*") };
  const writer = new TransactionWriter(replica, clock);
  replica.apply([set("b", 0, 100, "theirs")]);
  writer.add({ type: "set", path: ["mine"], value: 1 });
  writer.add({ type: "set", path: ["gone"], value: 1 });
  expect(() => replica.apply([set("b", 1, 200)])).toThrow("being written");
  writer.rollback(1);
  const transaction = writer.commit()!;
  expect(transaction.ts).toBeGreaterThan(100);
  expect(transaction.base).toBe(0);
  expect(structureText(replica.tree.root)).toBe(`{"theirs":100,"mine":1}`);
  expect(told).toEqual(["theirs", "mine"]);
  expect(() => writeTransaction(replica, transaction)).toThrow(expect.objectContaining({ code: Code.SequenceConflict }) as Error);
  expect(() => writeTransaction(replica, toVoid(transaction))).toThrow(expect.objectContaining({ code: Code.MalformedTransaction }) as Error);
  expect(() => writeTransaction(replica, transactionOf([set("b", 1, 999)], 0))).toThrow(expect.objectContaining({ code: Code.MalformedTransaction }) as Error);
  expect(() => writeTransaction(replica, transactionOf([set("a", 1, 50)], 0))).toThrow(expect.objectContaining({ code: Code.InvalidTimestamp }) as Error);
  replica.apply([set("b", 1, 200)]);
  expect(told.at(-1)).toBe("n");
});
