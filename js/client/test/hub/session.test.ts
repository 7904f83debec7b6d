import { describe, expect, test } from "vitest";
import * as Code from "../../src/errors/codes.js";
import { createStore, getStore } from "../../src/index.js";
import { transactionOf, type Transaction } from "../../src/operations/transaction.js";
import { SettledState } from "../../src/replicas/settledState.js";
import { snapshotToJson } from "../../src/snapshots/json.js";
import { floorRecord, recordOf } from "../../src/operations/record.js";
import { ScriptedHub } from "./scriptedHub.js";

function foreign(seq: number, key: string, value: number): Transaction {
  return transactionOf([{ source: "other", seq, ts: 1, type: "set", path: [key], value }], 0);
}

/** A hub with a live store that has written two transactions and had both submitted. */
async function written(): Promise<ScriptedHub> {
  const hub = new ScriptedHub();
  await hub.open();
  hub.store.a = 1;
  await hub.when(() => hub.submitted.length === 1);
  hub.store.b = 2;
  await hub.when(() => hub.submitted.length === 2);
  return hub;
}

const all = (hub: ScriptedHub): Transaction[] => hub.submitted.flat();
const plain = (hub: ScriptedHub): unknown => getStore(hub.store).snapshot();

describe("deliveries", () => {
  test("frames that come before the answer to Open are held, and taken in order", async () => {
    const hub = new ScriptedHub();
    const opening = hub.open({ revision: 2 });
    hub.sequence(foreign(0, "x", 1));
    hub.sequence(foreign(1, "x", 2));
    expect(plain(hub)).toEqual({});
    await opening;
    expect(plain(hub)).toEqual({ x: 2 });
    expect(hub.session.status.current).toEqual({ state: "live" });
    expect([hub.session.epoch, hub.session.replica.revision]).toEqual(["e1", 2]);
  });

  test("repeats are passed over", async () => {
    const hub = new ScriptedHub();
    await hub.open();
    const records = hub.sequence(foreign(0, "x", 1), foreign(1, "y", 1));
    hub.relay(records);
    hub.relay([...records, recordOf(foreign(2, "x", 3), 3, Date.now() + 9)]);
    expect(plain(hub)).toEqual({ x: 3, y: 1 });
    expect(hub.opens).toHaveLength(1);
  });

  test.each<[string, (hub: ScriptedHub) => void]>([
    ["a gap", (hub) => hub.relay([recordOf(foreign(0, "x", 1), 3, 1)])],
    ["another epoch", (hub) => hub.relay([recordOf(foreign(0, "x", 1), 2, 1)], "e2")],
    ["what cannot be read", (hub) => hub.send("records", { epoch: "e1", first: 2, last: 2, records: [{ kind: "nonsense" }] })],
    ["a broken snapshot", (hub) => hub.send("snapshot", { epoch: "e1", revision: 9, index: 0, count: 1, data: "{" })],
  ])("after %s the store is opened anew, from the beginning", async (_, disturb) => {
    const hub = new ScriptedHub();
    await hub.open();
    hub.sequence(foreign(0, "k", 1));
    disturb(hub);
    await hub.when(() => hub.opens.length === 2);
    expect(hub.opens[1]!.cursor).toBeUndefined();
    expect(plain(hub)).toEqual({ k: 1 });
  });

  test("a snapshot comes in pieces, may begin anew, and keeps what is pending on top", async () => {
    const hub = new ScriptedHub();
    await hub.open({ delta: false, revision: 1 });
    hub.store.mine = 1;
    const state = new SettledState();
    state.apply(recordOf(foreign(0, "x", 7), 1, 1));
    const text = snapshotToJson(state);
    const piece = (index: number, data: string): void => hub.send("snapshot", { epoch: "e2", revision: 1, index, count: 2, data });
    piece(0, "an older one");
    piece(0, text.slice(0, 20));
    expect(hub.session.status.current.state).toBe("connecting");
    piece(1, text.slice(20));
    expect(plain(hub)).toEqual({ x: 7, mine: 1 });
    expect([hub.session.epoch, hub.session.status.current.state]).toEqual(["e2", "live"]);
  });

  test("the base is reported when it has risen far", async () => {
    const hub = new ScriptedHub();
    await hub.open();
    for (let seq = 0; seq < 256; seq++) hub.sequence(foreign(seq, "x", seq));
    await hub.when(() => hub.reports.length > 0);
    expect(hub.reports).toEqual([256]);
  });
});

describe("submissions", () => {
  test("a transaction leaves the outbox when it is settled and acknowledged, in whatever order", async () => {
    const hub = await written();
    expect(hub.session.pendingCount).toBe(2);
    const [a, b] = all(hub) as [Transaction, Transaction];
    hub.sequence(a);
    hub.acknowledge(a);
    hub.acknowledge(b);
    const acknowledged = hub.session.whenAcknowledged();
    await acknowledged;
    expect(hub.session.pendingCount).toBe(0);
    hub.sequence(b);
    expect(hub.session.replica.pendingCount).toBe(0);
    await hub.reconnect({ expectedSeq: 2, acknowledgedSeq: 1 });
    expect(hub.submitted).toHaveLength(2);
    expect(hub.opens[1]!.cursor).toEqual({ epoch: "e1", revision: 2 });
  });

  test.each([Code.Overloaded, Code.StorageUnavailable, Code.Internal, Code.StoreFailed])("error %i is tried again", async (code) => {
    const hub = new ScriptedHub();
    hub.submitAnswers.push({ error: { code, message: "not now" } });
    await hub.open();
    hub.store.a = 1;
    await hub.when(() => hub.submitted.length === 2);
    expect(hub.submitted[1]).toEqual(hub.submitted[0]);
    expect(plain(hub)).toEqual({ a: 1 });
  });

  test("a hub that cannot store is told of by the status, until it can", async () => {
    const hub = new ScriptedHub();
    hub.submitAnswers.push({ error: { code: Code.StorageUnavailable, message: "disk full" } });
    await hub.open();
    hub.store.a = 1;
    await hub.when(() => hub.session.status.current.reason !== undefined);
    expect(hub.session.status.current).toEqual({ state: "live", reason: { code: Code.StorageUnavailable, message: "disk full" } });
    await hub.when(() => hub.session.status.current.reason === undefined);
    expect(hub.session.status.current).toEqual({ state: "live" });
  });

  test("what a hub stored although it said that it could not needs no second submission to end that status", async () => {
    const hub = new ScriptedHub();
    hub.submitAnswers.push({ error: { code: Code.StorageUnavailable, message: "no reply" } });
    await hub.open();
    hub.store.a = 1;
    await hub.when(() => hub.session.status.current.reason !== undefined);
    const [stored] = hub.submitted[0]!;
    hub.sequence(stored!);
    hub.acknowledge(stored!);
    await hub.when(() => hub.session.status.current.reason === undefined);
    expect(hub.session.status.current).toEqual({ state: "live" });
    expect(hub.submitted).toHaveLength(1);
  });

  test("of several that are refused as a call the one that it is about becomes void; the others stand", async () => {
    const hub = new ScriptedHub();
    const refusal = { error: { code: Code.MalformedOperation, message: "no" } };
    hub.store.a = 1;
    getStore(hub.store).flush();
    hub.store.b = 2;
    getStore(hub.store).flush();
    hub.store.c = 3;
    getStore(hub.store).flush();
    hub.submitAnswers.push(refusal, {}, refusal, refusal);
    await hub.open();
    await hub.when(() => hub.submitted.length === 6);
    expect(hub.submitted.map((list) => list.length)).toEqual([3, 1, 2, 1, 1, 1]);
    expect(hub.submitted[4]).toMatchObject([{ firstSeq: 1, operations: null }]);
    expect(plain(hub)).toEqual({ a: 1, c: 3 });
    expect(hub.refused).toEqual([]);
    const [a, b, c] = [hub.submitted[1]![0]!, hub.submitted[4]![0]!, hub.submitted[5]![0]!];
    hub.sequence(a, b, c);
    hub.acknowledge(c);
    await hub.when(() => hub.refused.length === 1);
    expect(hub.refused[0]).toMatchObject({ code: Code.MalformedOperation, operations: [{ path: ["b"], value: 2 }] });
  });

  test("what the hub refuses is taken back, and told of with its reason", async () => {
    const hub = await written();
    const [a, b] = all(hub) as [Transaction, Transaction];
    hub.refuse(a, "not on Sundays");
    hub.sequence(b);
    hub.acknowledge(b);
    await hub.when(() => hub.refused.length === 1);
    expect(hub.refused[0]).toMatchObject({ code: Code.Refused, message: "not on Sundays", operations: [{ path: ["a"] }] });
    expect(plain(hub)).toEqual({ b: 2 });
    expect(hub.session.pendingCount).toBe(0);
  });

  test("after a cut what the hub does not have is sent again, and nothing else", async () => {
    const hub = await written();
    await hub.reconnect({ expectedSeq: 1 });
    await hub.when(() => hub.submitted.length === 3);
    expect(hub.submitted[2]).toEqual(hub.submitted[1]);
  });

  test("a gap that the outbox can fill is filled; one that it cannot leads to another opening", async () => {
    const hub = await written();
    hub.submitAnswers.push({ error: { code: Code.SequenceGap, message: "gap", expectedSeq: 2 } });
    hub.store.c = 3;
    await hub.when(() => hub.submitted.length === 4);
    expect(hub.submitted[3]).toEqual(hub.submitted[2]);
    hub.submitAnswers.push({ error: { code: Code.SequenceGap, message: "gap", expectedSeq: 0 } });
    hub.store.d = 4;
    await hub.when(() => hub.opens.length === 2);
    await hub.when(() => hub.submitted.length === 6);
    expect(hub.submitted[5]!.map(({ firstSeq }) => firstSeq)).toEqual([0, 1, 2, 3]);
  });
});

describe("sources", () => {
  test("another connection that takes the source over ends this one, but not at first: it may be an echo", async () => {
    const hub = await written();
    hub.send("closed", { code: Code.TakenOver, message: "taken", reconnect: false });
    await hub.when(() => hub.opens.length === 2);
    hub.send("closed", { code: Code.TakenOver, message: "taken", reconnect: false });
    expect(hub.session.status.current).toEqual({ state: "closed", reason: { code: Code.TakenOver, message: "taken" } });
  });

  test("a store that failed at the hub is opened again, a deleted one is not", async () => {
    const hub = await written();
    hub.send("closed", { code: Code.StoreFailed, message: "recovers", reconnect: true });
    await hub.when(() => hub.opens.length === 2);
    hub.send("closed", { code: Code.StoreDeleted, message: "gone", reconnect: false });
    expect(hub.session.status.current.reason?.code).toBe(Code.StoreDeleted);
  });

  test("a conflict means another writer: what was sent is indeterminate, what was not goes out under a new name", async () => {
    const hub = await written();
    const { source, token } = hub.opens[0]!;
    hub.submitAnswers.push({ error: { code: Code.SequenceConflict, message: "conflict" } });
    hub.store.c = 3;
    hub.store.list = [1];
    await hub.when(() => hub.opens.length === 2);
    hub.store.list.push(2);
    await hub.when(() => hub.opens.length === 3 && hub.submitted.length > 3);
    expect(hub.lost).toMatchObject([{ code: Code.Indeterminate, firstSeq: 0, count: 4 }]);
    expect(hub.opens[2]!.source).not.toBe(source);
    expect(hub.opens[2]!.token).not.toBe(token);
    expect(getStore(hub.store).sourceId).toBe(hub.opens[2]!.source);
    expect(hub.submitted[3]).toMatchObject([{ source: hub.opens[2]!.source, firstSeq: 0, count: 1 }]);
  });

  test("a hub that lost what it had acknowledged is told of; what is pending goes out under a new name, elements too", async () => {
    const hub = new ScriptedHub();
    await hub.open();
    hub.store.list = [1];
    await hub.when(() => hub.submitted.length === 1);
    hub.sequence(...hub.submitted[0]!);
    hub.acknowledge(hub.submitted[0]![0]!);
    hub.store.mine = [5];
    await Promise.resolve();
    hub.store.mine.push(6);
    hub.connected.end();
    await Promise.resolve();
    await hub.reconnect({ epoch: "e2", delta: false, continues: false, expectedSeq: 0 });
    await hub.when(() => hub.opens.length === 3 && hub.lost.length === 1);
    expect(hub.lost).toMatchObject([{ code: Code.AcknowledgedLost, firstSeq: 0, count: 1 }]);
    const sent = hub.submitted.at(-1)!;
    expect(sent[0]).toMatchObject({ firstSeq: 0, source: hub.opens[2]!.source });
    const pushed = sent.flatMap(({ operations }) => operations ?? []).find(({ type }) => type === "splice");
    expect(pushed?.anchors?.after).toBe(`${hub.opens[2]!.source}:0:0`);
    expect(hub.store.mine).toEqual([5, 6]);
  });

  test("a source that the hub forgot: what it acknowledged stands, what else was sent is indeterminate, the rest goes on", async () => {
    const hub = await written();
    const [a] = all(hub) as [Transaction];
    hub.sequence(a);
    hub.acknowledge(a);
    hub.connected.end();
    hub.session.disconnected({ code: Code.ConnectionLost, message: "gone" } as never);
    hub.store.c = 3;
    await hub.reconnect({ revision: 9, forgottenAt: 8, expectedSeq: 0 });
    await hub.when(() => hub.opens.length === 3 && hub.submitted.length === 3);
    expect(hub.lost).toMatchObject([{ code: Code.Indeterminate, firstSeq: 1, count: 1 }]);
    expect(hub.submitted[2]).toMatchObject([{ firstSeq: 0, operations: [{ path: ["c"] }] }]);
    expect(hub.opens[2]!.cursor).toEqual({ epoch: "e1", revision: 1 });
  });

  test("forgotten while history was lost too, both are told", async () => {
    const hub = await written();
    const [a] = all(hub) as [Transaction];
    hub.sequence(a);
    hub.acknowledge(a);
    await hub.reconnect({ epoch: "e9", continues: false, delta: false, revision: 9, forgottenAt: 8, expectedSeq: 0 });
    await hub.when(() => hub.lost.length === 2);
    expect(hub.lost).toMatchObject([{ code: Code.AcknowledgedLost, firstSeq: 0, count: 1 }, { code: Code.Indeterminate, firstSeq: 1, count: 1 }]);
  });

  test("readers have no source, and a store with writes cannot become one's", async () => {
    const hub = new ScriptedHub({ role: "reader" });
    await hub.open();
    expect(hub.opens[0]!.source).toBeUndefined();
    expect(() => (hub.store.x = 1)).toThrow(expect.objectContaining({ code: Code.ReaderCannotWrite }));
    const store = createStore();
    store.x = 1;
    expect(() => new ScriptedHub({ role: "reader" }, store)).toThrow(expect.objectContaining({ code: Code.ReaderCannotWrite }));
  });
});

test("who waits for a revision is told when it is settled, also where nothing to be seen came with it", async () => {
  const hub = new ScriptedHub();
  await hub.open();
  hub.sequence(foreign(0, "x", 1));
  await hub.session.whenSettled(1);
  const waiting = hub.session.whenSettled(2);
  const late = expect(hub.session.whenSettled(3)).rejects.toMatchObject({ code: Code.StoreDeleted });
  hub.relay([floorRecord(1, 2, Date.now() + 5)]);
  await waiting;
  hub.send("closed", { code: Code.StoreDeleted, message: "gone", reconnect: false });
  await late;
});
