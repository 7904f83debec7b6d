import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import * as Code from "../../src/errors/codes.js";
import { createStore, getStore, StoreError } from "../../src/index.js";
import { recordToJson } from "../../src/json/record.js";
import { floorRecord, recordOf } from "../../src/operations/record.js";
import { transactionOf, type Transaction } from "../../src/operations/transaction.js";
import { SettledState } from "../../src/replicas/settledState.js";
import { snapshotToJson } from "../../src/snapshots/json.js";
import { ScriptedHub } from "../hub/scriptedHub.js";
import { Canary, forbidden, own } from "./canary.js";

let canary: Canary;

beforeEach(() => {
  canary = new Canary();
});

afterEach(() => {
  vi.useRealTimers();
  canary.isWell();
});

const plain = (hub: ScriptedHub): unknown => getStore(hub.store).snapshot();

function set(seq: number, key: string, value: number, source = "other"): Transaction {
  return transactionOf([{ source, seq, ts: 1, type: "set", path: [key], value }], 0);
}

/** The state {x: value} at a revision, as a hub sends it. */
function snapshot(revision: number, value: number): string {
  const state = new SettledState();
  for (let seq = 0; seq < revision; seq++) state.apply(recordOf(set(seq, "x", value), seq + 1, seq + 1));
  return snapshotToJson(state);
}

/** A live session with {x: 1} at revision 1, and nothing pending. */
async function live(): Promise<ScriptedHub> {
  const hub = new ScriptedHub();
  await hub.open();
  hub.sequence(set(0, "x", 1));
  return hub;
}

/** What SignalR does with a message: what a handler throws, it logs. */
function deliver(hub: ScriptedHub, target: string, message: Record<string, unknown>): void {
  try {
    hub.send(target, message);
  } catch (error) {
    expect(error).toBeInstanceOf(StoreError);
  }
}

/** After a conversation as it should be, all is well: the hub's state shows, and what is written here goes there and is acknowledged. */
async function recovers(hub: ScriptedHub): Promise<void> {
  expect(hub.session.status.current.state).not.toBe("closed");
  hub.openAnswers.length = 0;
  await hub.reconnect({ epoch: "sound", delta: false, continues: false, revision: 7 });
  hub.send("snapshot", { epoch: "sound", revision: 7, index: 0, count: 1, data: snapshot(7, 5) });
  expect(plain(hub)).toEqual({ x: 5 });
  expect(hub.session.status.current.state).toBe("live");
  hub.revision = 7;
  const submissions = hub.submitted.length;
  hub.store.mine = 1;
  await hub.when(() => hub.submitted.length > submissions);
  const [transaction] = hub.submitted.at(-1)!;
  expect(transaction!.ts).toBeLessThan(Number.MAX_SAFE_INTEGER);
  hub.relay([recordOf(transaction!, 8, Date.now())], "sound");
  hub.acknowledge(transaction!);
  await hub.session.whenAcknowledged();
  expect(plain(hub)).toEqual({ x: 5, mine: 1 });
  expect(hub.session.pendingCount).toBe(0);
}

const op = (more: object): object => ({ ts: 2, source: "evil", seq: 0, type: "set", path: ["k"], value: 1, ...more });
const records = (more: object, ...ops: object[]): Record<string, unknown> => ({ epoch: "e1", first: 2, last: 2, records: [{ kind: "transaction", revision: 2, ops }], ...more });
const chunk = (data: unknown, more: object = {}): Record<string, unknown> => ({ epoch: "e1", revision: 7, index: 0, count: 1, data, ...more });

const frames: [name: string, target: string, message: Record<string, unknown>][] = [
  ...forbidden.flatMap((key): [string, string, Record<string, unknown>][] => [
    [`records with the path ${key}`, "records", records({}, op({ path: [key, "polluted"] }))],
    [`records with the key ${key} in a value`, "records", records({}, op({ value: [own(key, { polluted: 1 })] }))],
    [`records with a Map's key ${key}`, "records", records({}, op({ type: "map-set", key }))],
    [`a snapshot with the key ${key}`, "snapshot", chunk(`{"version":1,"revision":7,"ts":7,"floor":0,"forgottenAt":0,"state":{"${key}":{"polluted":1}},"arrays":[],"sources":{}}`)],
    [`records with a field ${key}`, "records", { ...records({}, own(key, { type: "set" })), ...own(key, { first: 2 }) }],
    [`an acknowledgement for ${key}`, "ack", { source: key, seq: 0, revision: 1, voids: [] }],
  ]),
  ["records that are none", "records", records({ records: 5 })],
  ["no record", "records", records({ records: [] })],
  ["a record that is none", "records", records({ records: [null] })],
  ["records whose last is beyond them", "records", records({ last: 2 ** 53 - 1 }, op({}))],
  ["records whose last is no number", "records", records({ last: "2" }, op({}))],
  ["records whose last is not finite", "records", records({ last: Infinity }, op({}))],
  ["records before the first", "records", records({ first: -1, records: [{ kind: "transaction", revision: -1, ops: [op({})] }] })],
  ["a record that covers everything", "records", records({ records: [{ kind: "void", revision: 2, source: "evil", seq: 0, count: 2 ** 31 - 1, ts: 2 }] })],
  ["a record that covers nothing", "records", records({ records: [{ kind: "void", revision: 2, source: "evil", seq: 0, count: 0, ts: 2 }] })],
  ["a timestamp that is not finite", "records", records({}, op({ ts: Infinity }))],
  ["a timestamp that leaves no room", "records", records({}, op({ ts: Number.MAX_VALUE }))],
  ["operations of two sources in one record", "records", records({ last: 3 }, op({}), op({ source: "other", seq: 1 }))],
  ["a floor above history", "records", records({ records: [{ kind: "floor", revision: 2, floor: 99, ts: 2 }] })],
  ["a forget record of everybody", "records", records({ records: [{ kind: "forget", revision: 2, sources: ["other", "other"], ts: 2 }] })],
  ["a forget record of nobody", "records", records({ records: [{ kind: "forget", revision: 2, sources: [], ts: 2 }] })],
  ["values a hundred levels deep", "records", records({}, op({ value: JSON.parse("[".repeat(1000) + "]".repeat(1000)) as object }))],
  ["a splice at the end of the world", "records", records({}, op({ type: "splice", path: ["x"], index: 2 ** 31, deleteCount: 2 ** 40, items: [] }))],
  ["a snapshot that is no JSON", "snapshot", chunk("{")],
  ["a snapshot that is no text", "snapshot", chunk({})],
  ["a snapshot that goes down without end", "snapshot", chunk(`{"version":1,"revision":7,"ts":7,"floor":0,"forgottenAt":0,"state":${'{"a":'.repeat(5000)}1${"}".repeat(5000)},"arrays":[],"sources":{}}`)],
  ["a snapshot with a run of all elements there could be", "snapshot", chunk('{"version":1,"revision":7,"ts":7,"floor":0,"forgottenAt":0,"state":{"l":[1]},"arrays":[{"runs":[[0,"a",0,0,2147483647]]}],"sources":{}}')],
  ["a snapshot with endless tombstones", "snapshot", chunk('{"version":1,"revision":7,"ts":7,"floor":0,"forgottenAt":0,"state":{"l":[1]},"arrays":[{"runs":[[2,"a",0,0,2147483647,[1]]]}],"sources":{}}')],
  ["a snapshot with elements that are twice there", "snapshot", chunk('{"version":1,"revision":7,"ts":7,"floor":0,"forgottenAt":0,"state":{"l":[1,1]},"arrays":[{"runs":[[0,"a",0,0,1],[0,"a",0,0,1]]}],"sources":{}}')],
  ["a chunk of a snapshot that never began", "snapshot", chunk("x", { index: 3, count: 5 })],
  ["a chunk without a number", "snapshot", chunk("x", { index: null })],
  ["a chunk of no chunks", "snapshot", chunk("x", { count: -1 })],
  ["an acknowledgement without seq", "ack", { revision: 1, voids: [] }],
  ["an acknowledgement whose voids are none", "ack", { seq: -1, revision: 1, voids: [null] }],
  ["a closing without a code", "closed", { message: "bye" }],
  ["a closing for a reason of no kind", "closed", { code: "301", message: {}, reconnect: false }],
];

describe("whatever frame the hub sends", () => {
  test.each(frames)("%s: it shows nowhere it should not, and the next conversation is as any other", async (_, target, message) => {
    const hub = await live();
    const bystander = createStore({ sourceId: "bystander" });
    bystander.x = 1;
    // the session's own source, where it is about that
    deliver(hub, target, target === "ack" ? { source: hub.session.replica.source, ...message } : message);
    await Promise.resolve();
    expect(JSON.stringify(plain(hub))).not.toContain("polluted");
    expect(getStore(bystander).snapshot()).toEqual({ x: 1 });
    await recovers(hub);
  });

  test.each([0, 5, 2 ** 53 - 1, 1e300, NaN, Infinity])("an acknowledgement of %s, which was never sent, acknowledges nothing", async (seq) => {
    const hub = await live();
    hub.openAnswers.push({ delta: false, revision: 7 });
    deliver(hub, "ack", { source: hub.session.replica.source, seq, revision: 1, voids: [{ seq: 0, count: 1, reason: "no" }] });
    await hub.when(() => hub.opens.length === 2);
    hub.store.pending = 1;
    getStore(hub.store).flush();
    expect(hub.session.pendingCount).toBe(1);
    expect(hub.refused).toEqual([]);
  });

  test("any sequence of frames, each nearly right", async () => {
    const state = new SettledState();
    const sound: [string, Record<string, unknown>][] = [
      ["records", records({}, op({}))],
      ["records", { epoch: "e1", first: 2, last: 2, records: [recordToJson(floorRecord(1, 2, Date.now()))] }],
      ["snapshot", chunk(snapshot(3, 9), { revision: 3 })],
      ["snapshot", chunk(snapshotToJson(state), { revision: 0, index: 0, count: 2 })],
      ["ack", { seq: 0, revision: 2, voids: [] }],
      ["closed", { code: 306, message: "failed", reconnect: true }],
    ];
    const wrong = fc.oneof(fc.constantFrom<unknown>(null, NaN, -1, 0, 1, 2, 1.5, 1e300, Infinity, "", "e1", [], {}, [[]], [{}]), fc.jsonValue({ maxDepth: 2 }));
    const frame = fc.tuple(fc.constantFrom(...sound), fc.constantFrom("store", "epoch", "first", "last", "records", "revision", "index", "count", "data", "seq", "voids", "source", "code", "reconnect", "none"), wrong);
    await fc.assert(
      fc.asyncProperty(fc.array(frame, { minLength: 1, maxLength: 6 }), async (sequence) => {
        const hub = await live();
        for (const [[target, message], name, value] of sequence) {
          const changed: Record<string, unknown> = { ...(target === "ack" && { source: hub.session.replica.source }), ...message, ...(name !== "store" && { [name]: value }) };
          // an end for good is what the hub may say
          if (target === "closed" && changed["reconnect"] !== true) continue;
          deliver(hub, target, changed);
          await Promise.resolve();
        }
        await recovers(hub);
      }),
      { numRuns: 300 },
    );
  });
});

describe("whatever the hub answers", () => {
  test.each<[string, Record<string, unknown>]>([
    ["no epoch", { epoch: null }],
    ["an epoch that is none", { epoch: 5 }],
    ["no time", { time: null }],
    ["a time that is not finite", { time: Infinity }],
    ["a time at the end of all numbers", { time: Number.MAX_VALUE }],
    ["a time before all numbers", { time: -Number.MAX_VALUE }],
    ["a revision that is no number", { revision: "1" }],
    ["a revision that is not finite", { revision: Infinity }],
    ["a fraction of a seq", { expectedSeq: 0.5 }],
    ["an acknowledgement that is no number", { acknowledgedSeq: {} }],
    ["limits that are none", { limits: 5 }],
    ["limits that are not finite", { limits: { maxDepth: Infinity } }],
    ["voids that are none", { voids: [5] }],
    ["an error that is none", { error: "no" }],
    ["an error without a number", { error: { message: "no" } }],
  ])("%s: the opening fails, and the next is as any other", async (_, answer) => {
    const hub = new ScriptedHub();
    await expect(hub.open(answer)).rejects.toThrow(StoreError);
    await recovers(hub);
  });

  test("a source of which everything is acknowledged before anything was sent has acknowledged nothing", async () => {
    const hub = new ScriptedHub();
    await hub.open({ acknowledgedSeq: 1e6 });
    hub.store.a = 1;
    await hub.when(() => hub.submitted.length === 1);
    expect(hub.session.pendingCount).toBe(1);
    const [transaction] = hub.submitted[0]!;
    hub.sequence(transaction!);
    hub.acknowledge(transaction!);
    await hub.session.whenAcknowledged();
  });

  test("a hub with which no conversation lasts is asked again and again, but ever more slowly", async () => {
    vi.useFakeTimers();
    const hub = new ScriptedHub({ reconnectDelay: 1000, maxReconnectDelay: 60_000 });
    await hub.open();
    const break_ = (): Promise<void> => (hub.send("records", { epoch: "e1", first: 5, last: 5, records: [] }), Promise.resolve());
    await break_();
    await vi.advanceTimersByTimeAsync(0);
    expect(hub.opens).toHaveLength(2);
    await break_();
    await vi.advanceTimersByTimeAsync(200);
    expect([hub.opens.length, hub.session.status.current.state]).toEqual([2, "connecting"]);
    await vi.advanceTimersByTimeAsync(800);
    expect(hub.opens).toHaveLength(3);
    await break_();
    await vi.advanceTimersByTimeAsync(400);
    expect(hub.opens).toHaveLength(3);
    // a connection that ends meanwhile is not waited for
    await hub.reconnect();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(hub.opens).toHaveLength(4);
  });

  test("a hub that always knows more of a source than there can be is not asked without a pause", async () => {
    vi.useFakeTimers();
    const hub = new ScriptedHub({ reconnectDelay: 1000, maxReconnectDelay: 60_000 });
    hub.openAnswers.push(...Array.from({ length: 20 }, () => ({ expectedSeq: 99 })));
    const opening = hub.session.open(hub.connected);
    await vi.advanceTimersByTimeAsync(200);
    expect(hub.opens).toHaveLength(3);
    await vi.advanceTimersByTimeAsync(1_000_000);
    await opening;
    expect(hub.session.status.current.state).toBe("live");
  });

  test("errors of every number end, repeat or refuse a submission, and never the application", async () => {
    for (const code of [...Object.values(Code), 0, -1, 1000, 1e300]) {
      const hub = await live();
      hub.submitAnswers.push({ error: { code, message: 5, path: {}, limit: null, expectedSeq: null } });
      hub.store.a = 1;
      await hub.when(() => hub.submitted.length === 1);
      await Promise.resolve();
      expect(plain(hub)).toMatchObject({ x: 1 });
    }
  });
});
