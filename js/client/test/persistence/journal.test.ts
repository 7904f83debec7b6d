import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import * as Code from "../../src/errors/codes.js";
import { StoreError } from "../../src/errors/storeError.js";
import { createStore, getStore } from "../../src/index.js";
import { transactionOf, type Transaction } from "../../src/operations/transaction.js";
import { Journal } from "../../src/persistence/journal.js";
import { takeOutbox, watchOutboxes } from "../../src/persistence/outboxes.js";
import { ScriptedHub } from "../hub/scriptedHub.js";
import { Device, MemoryStorage } from "./memoryStorage.js";
import { boxOf, Page } from "./page.js";

const gone = new StoreError(Code.ConnectionLost, "cut");
const foreign = (seq: number): Transaction => transactionOf([{ source: "other", seq, ts: 1, type: "set", path: ["n"], value: seq }], 0);
const plain = ({ hub }: Page): unknown => getStore(hub.store).snapshot();

let window: EventTarget;
let document: EventTarget;
beforeEach(() => {
  window = new EventTarget();
  document = Object.assign(new EventTarget(), { visibilityState: "hidden" });
  vi.stubGlobal("document", document);
  vi.stubGlobal("addEventListener", window.addEventListener.bind(window));
});
afterEach(() => void vi.unstubAllGlobals());

/** The page is put aside: its state is kept now. */
const hide = (): boolean => document.dispatchEvent(new Event("visibilitychange"));
const leave = (): boolean => window.dispatchEvent(Object.assign(new Event("pagehide"), { persisted: false }));

/** A page that is restored and open at the hub. */
async function live(device: Device): Promise<Page> {
  const page = new Page(device);
  await page.hub.session.restored;
  await page.hub.open();
  return page;
}

/** Writes, and has it sent. */
async function send({ hub }: Page, key: string): Promise<Transaction> {
  const before = hub.submitted.length;
  hub.store[key] = 1;
  await hub.when(() => hub.submitted.length > before);
  return hub.submitted[before]![0]!;
}

/** A device with the outbox of a page that kept a write and ended before it was sent. */
async function left(): Promise<Device> {
  const device = new Device();
  const first = new Page(device);
  await first.hub.session.restored;
  first.hub.store.a = 1;
  await first.hub.session.whenPersisted();
  first.storage.kill();
  return device;
}

describe("what the next life finds", () => {
  test("a refused transaction leaves a gap behind which what was written later is there", async () => {
    const device = new Device();
    const first = await live(device);
    const { hub } = first;
    const done = await send(first, "a");
    hub.sequence(done);
    hub.acknowledge(done);
    hub.refuse(await send(first, "b"), "no");
    hub.session.disconnected(gone);
    hub.store.c = 1;
    await hub.session.whenPersisted();
    expect(boxOf(device).seqs).toEqual([0, 2]);
    first.storage.kill();
    const second = new Page(device);
    await second.hub.session.restored;
    expect([plain(second), second.hub.session.pendingCount]).toEqual([{ a: 1, c: 1 }, 1]);
  });

  test("a gap above what is acknowledged is damage", async () => {
    const device = new Device();
    const first = new Page(device);
    await first.hub.session.restored;
    for (const key of ["a", "b", "c"]) {
      first.hub.store[key] = 1;
      await first.hub.session.whenPersisted();
    }
    first.storage.kill();
    [...device.place("h", "s").boxes.values()][0]!.transactions.delete(1);
    await expect(new Page(device).hub.session.restored).rejects.toMatchObject({ code: Code.StorageDamaged });
  });

  test("seqs that an earlier life sent and did not keep acknowledge nothing of this one", async () => {
    const device = new Device();
    const first = await live(device);
    const a = await send(first, "a");
    first.storage.full = new Error("no room");
    const b = await send(first, "b");
    first.hub.sequence(a, b);
    first.storage.kill();
    const { hub } = new Page(device);
    await hub.session.restored;
    hub.store.mine = 1;
    let isAcknowledged = false;
    const acknowledged = hub.session.whenAcknowledged().then(() => (isAcknowledged = true));
    await hub.open({ revision: 2, expectedSeq: 2, acknowledgedSeq: 1, acknowledgedRevision: 2 });
    await hub.when(() => hub.submitted.length === 1);
    expect([isAcknowledged, hub.session.pendingCount]).toEqual([false, 1]);
    const [mine] = hub.submitted[0]!;
    expect(mine!.source).not.toBe(a.source);
    hub.acknowledge(mine!);
    await acknowledged;
  });

  test("an acknowledgement of what was kept as never sent is right if the hub has it", async () => {
    const device = await left();
    const { hub } = new Page(device);
    await hub.session.restored;
    const opening = hub.open({ expectedSeq: 1 });
    await hub.when(() => hub.opens.length === 1);
    hub.send("ack", { source: hub.opens[0]!.source, seq: 0, revision: 1, voids: [] });
    await opening;
    expect([hub.session.pendingCount, hub.session.acknowledgedRevision]).toEqual([0, 1]);
    expect(hub.session.status.current.state).toBe("live");
  });
});

describe("the state", () => {
  test("is not asked for again and again when all is deleted meanwhile", async () => {
    const page = await live(new Device());
    page.hub.sequence(foreign(0));
    const { cursor } = page.at;
    let reads = 0;
    page.at.cursor = async () => {
      if (reads++ === 0) await page.storage.clear();
      return cursor();
    };
    page.hub.session.disconnected(gone);
    await page.hub.session.close();
    expect(reads).toBe(1);
  });

  test("is kept while history goes on, and holds up no write", async () => {
    const device = new Device();
    const page = await live(device);
    const { hub } = page;
    const { cursor } = page.at;
    let seq = 0;
    page.at.cursor = async () => {
      const found = await cursor();
      hub.sequence(foreign(seq++));
      return found;
    };
    hide();
    hub.store.mine = 1;
    await hub.session.whenPersisted();
    await hub.when(() => hub.submitted.length === 1);
    expect([seq, device.place("h", "s").state?.revision]).toEqual([1, 1]);
  });

  test("that does not fit holds up no write, and is told of until it does", async () => {
    const device = new Device();
    const page = await live(device);
    const { hub } = page;
    const stop = page.fail((_, state) => state !== undefined);
    hub.sequence(foreign(0));
    for (const key of ["a", "b", "c"]) {
      hide();
      await send(page, key);
      await hub.session.whenPersisted();
    }
    expect([boxOf(device).seqs, device.place("h", "s").state]).toEqual([[0, 1, 2], undefined]);
    expect(page.told).toMatchObject([{ failure: { code: Code.StorageFailed } }]);
    stop();
    hide();
    hub.store.d = 1;
    await hub.session.whenPersisted();
    expect(device.place("h", "s").state?.revision).toBe(1);
    await vi.waitFor(() => expect(page.told.slice(1)).toEqual([{}]));
  });
});

describe("where nothing is kept", () => {
  test("everything pending is unpersisted", async () => {
    const page = new Page(new Device(), (at) => (at.state = () => Promise.reject(new Error("no IndexedDB"))));
    const { session, store } = page.hub;
    await expect(session.restored).rejects.toMatchObject({ code: Code.StorageFailed });
    store.a = 1;
    getStore(store).flush();
    expect([session.pendingCount, session.unpersistedCount]).toEqual([1, 1]);
    await expect(session.whenPersisted()).rejects.toMatchObject({ code: Code.StorageFailed });
  });

  test("what was kept and deleted is unpersisted, and nobody is told that all is well again", async () => {
    const page = new Page(new Device());
    const { session, store } = page.hub;
    await session.restored;
    store.a = 1;
    await session.whenPersisted();
    store.b = 1;
    getStore(store).flush();
    expect(session.unpersistedCount).toBe(1);
    await page.storage.clear();
    await expect(session.whenPersisted()).rejects.toMatchObject({ code: Code.StorageFailed });
    expect(session.unpersistedCount).toBe(2);
    session.disconnected(gone);
    await session.close();
    expect(page.told).toMatchObject([{ failure: { code: Code.StorageFailed } }]);
  });

  test("a store that has to be opened under another source waits until the device has that, and says why", async () => {
    const page = await live(new Device());
    const { hub } = page;
    const stop = page.fail((change) => change !== undefined);
    hub.submitAnswers.push({ error: { code: Code.SequenceConflict, message: "conflict" } });
    await send(page, "a");
    await hub.when(() => hub.session.status.current.state === "offline");
    expect(hub.session.status.current.reason).toMatchObject({ code: Code.StorageFailed });
    expect(hub.opens).toHaveLength(2);
    stop();
    await hub.when(() => hub.session.status.current.state === "live");
    expect(hub.opens[2]!.source).not.toBe(hub.opens[0]!.source);
  });
});

test("after closing, what was kept is kept", async () => {
  const { hub } = new Page(new Device());
  await hub.session.restored;
  hub.store.a = 1;
  await hub.session.whenPersisted();
  hub.session.disconnected(gone);
  await hub.session.close();
  await hub.session.whenPersisted();
  expect(hub.session.unpersistedCount).toBe(0);
});

describe("a page that goes away", () => {
  test("writes again what is being written, which may not get there", async () => {
    const device = new Device();
    const first = new Page(device);
    const { session, store } = first.hub;
    await session.restored;
    store.a = 1;
    await session.whenPersisted();
    const { commit } = first.at;
    await new Promise<void>((begun) => {
      first.at.commit = () => {
        begun();
        return new Promise(() => undefined);
      };
      store.b = 1;
    });
    first.at.commit = commit;
    store.c = 1;
    leave();
    // once it is free, it is written
    await first.at.lock([...device.place("h", "s").boxes.keys()][0]!, new AbortController().signal);
    first.storage.kill();
    const second = new Page(device);
    await second.hub.session.restored;
    expect(plain(second)).toEqual({ a: 1, b: 1, c: 1 });
  });

  test("tells the others of an outbox that it made only now", async () => {
    const device = new Device();
    const { hub } = new Page(device);
    await hub.session.restored;
    const told = new Promise((resolve) => new MemoryStorage(device).at("h", "s").watch(resolve));
    hub.store.a = 1;
    leave();
    const id = await told;
    await vi.waitFor(() => expect([...device.place("h", "s").boxes.keys()]).toEqual([id]));
  });

  test("keeps what was sent while the device failed as sent", async () => {
    const device = new Device();
    const first = await live(device);
    const a = await send(first, "a");
    first.hub.sequence(a);
    first.hub.acknowledge(a);
    await first.hub.session.close();
    expect(boxOf(device)).toEqual({ seqs: [], sent: 0 });
    const second = new Page(device);
    const { hub } = second;
    await hub.session.restored;
    const stop = second.fail(() => true);
    await hub.open({ revision: 1, expectedSeq: 1, acknowledgedSeq: 0, acknowledgedRevision: 1 });
    await send(second, "b");
    stop();
    leave();
    await vi.waitFor(() => expect(boxOf(device)).toEqual({ seqs: [1], sent: undefined }));
  });
});

describe("an outbox that another client left", () => {
  test("stays until what is acknowledged is settled: it may be refused", async () => {
    const device = await left();
    const at = new MemoryStorage(device).at("h", "s");
    const hub = new ScriptedHub({}, createStore(), new Journal(at, true, await takeOutbox(at, () => undefined)));
    await hub.session.restored;
    await hub.open();
    await hub.when(() => hub.submitted.length === 1);
    const [a] = hub.submitted[0]!;
    hub.acknowledge(a!, [{ seq: 0, count: 1, reason: "no" }]);
    await hub.session.close();
    expect(hub.refused).toEqual([]);
    expect(boxOf(device).seqs).toEqual([0]);
  });

  test("and that cannot be sent is left to others, and hinders no other", async () => {
    const device = new Device();
    for (const key of ["a", "b"]) {
      const page = new Page(device, (at) => (at.outboxes = () => Promise.resolve([])));
      await page.hub.session.restored;
      page.hub.store[key] = 1;
      await page.hub.session.whenPersisted();
      page.storage.kill();
    }
    const at = new MemoryStorage(device).at("h", "s");
    const ended = new AbortController();
    const taken: string[] = [];
    const watching = watchOutboxes(at, "own", ended.signal, ({ id, release }) => {
      if (taken.push(id) === 1) return Promise.reject(new Error("no connection"));
      release();
      ended.abort();
      return Promise.resolve();
    });
    await watching;
    expect(taken).toHaveLength(2);
    expect(await at.lock(taken[0]!)).toBeDefined();
  });
});
