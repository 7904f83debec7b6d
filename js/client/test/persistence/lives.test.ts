import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connectHub, type HubHandle } from "../../src/hub.js";
import { createStore, getStore, type StoreProxy } from "../../src/index.js";
import { hasHub, HubProcess } from "../hub/hubProcess.js";
import { randomOf } from "../hub/randomWrites.js";
import { nextEvent, whenPlaced, whenStore } from "../hub/waiting.js";
import { Life } from "./life.js";
import { Device } from "./memoryStorage.js";

const plain = (store: StoreProxy): unknown => getStore(store).snapshot();

describe.skipIf(!hasHub)("a store that is kept", () => {
  const hub = new HubProcess();
  let names = 0;
  beforeAll(() => hub.start());
  afterAll(() => hub.dispose());

  /** A device, a store that nobody has yet, and another client on it that keeps nothing. */
  async function begin(): Promise<{ live: (offline?: boolean, early?: (store: StoreProxy) => void) => Promise<Life>; device: Device; other: StoreProxy; otherHub: HubHandle }> {
    const name = `lives/${names++}`;
    const device = new Device();
    const other = createStore();
    const otherHub = connectHub(other, hub.url, { store: name });
    await otherHub.ready;
    return { live: (offline, early) => Life.begin(device, () => hub.port, name, offline, early), device, other, otherHub };
  }

  test("what was written offline outlives its page, and arrives once", async () => {
    const { live, other, otherHub } = await begin();
    const first = await live(true);
    first.store.list = ["milk"];
    await first.hub.whenPersisted();
    expect(first.hub.unpersistedCount).toBe(0);
    first.store.list.push("eggs");
    await first.hub.whenPersisted();
    await first.kill();
    const second = await live(true);
    expect(plain(second.store)).toEqual({ list: ["milk", "eggs"] });
    expect(second.hub.pendingCount).toBe(2);
    second.store.list.push("bread");
    second.goOnline();
    await whenPlaced(second.hub);
    await otherHub.whenSettled(second.hub.acknowledgedRevision);
    expect(plain(other)).toEqual({ list: ["milk", "eggs", "bread"] });
    expect(otherHub.revision).toBe(3);
    expect(second.events).toEqual([]);
    await second.close();
  });

  test("what was not kept is gone, and was not sent", async () => {
    const { live, otherHub } = await begin();
    const first = await live();
    await first.hub.ready;
    first.store.a = 1;
    expect(first.hub.unpersistedCount).toBe(0);
    getStore(first.store).flush();
    expect(first.hub.unpersistedCount).toBe(1);
    await first.kill();
    const second = await live();
    await second.hub.ready;
    expect([otherHub.revision, plain(second.store)]).toEqual([0, {}]);
    await second.close();
  });

  test("the last state is there without the hub, with what was acknowledged after it was kept", async () => {
    const { live, other, otherHub, device } = await begin();
    other.theirs = { n: 1 };
    await otherHub.whenAcknowledged();
    const first = await live();
    await first.hub.ready;
    first.store.mine = 1;
    await first.close();
    const second = await live();
    await second.hub.ready;
    second.store.mine = 2;
    await whenPlaced(second.hub);
    // before the state is kept again
    await second.kill();
    expect(device.place("http://hub", `lives/${names - 1}`).state?.revision).toBe(2);
    const third = await live(true);
    expect(plain(third.store)).toEqual({ theirs: { n: 1 }, mine: 2 });
    expect(third.hub.revision).toBe(2);
    third.goOnline();
    await third.hub.whenSettled(3);
    expect(third.hub.stateHash()).toBe((await otherHub.whenSettled(3), otherHub.stateHash()));
    await third.close();
  });

  test("a page that ended well leaves one source, which the next goes on under", async () => {
    const { live, device } = await begin();
    const sources: string[] = [];
    for (let i = 0; i < 3; i++) {
      const life = await live();
      life.store.n = i;
      sources.push(getStore(life.store).sourceId);
      await whenPlaced(life.hub);
      await life.close();
    }
    expect(new Set(sources).size).toBe(1);
    const { boxes } = device.place("http://hub", `lives/${names - 1}`);
    expect([...boxes.values()].map(({ outbox, transactions }) => [outbox.nextSeq, transactions.size])).toEqual([[3, 0]]);
  });

  test("several pages at once have sources of their own, and what they leave is sent by who comes next", async () => {
    const { live, other, otherHub, device } = await begin();
    const pages = await Promise.all([1, 2, 3].map(() => live(true)));
    for (const [i, page] of pages.entries()) {
      page.store[`k${i}`] = i;
      await page.hub.whenPersisted();
    }
    expect(new Set(pages.map(({ store }) => getStore(store).sourceId)).size).toBe(3);
    await Promise.all(pages.map((page) => page.kill()));
    const next = await live();
    await whenStore(other, () => [0, 1, 2].every((i) => other[`k${i}`] === i));
    expect(otherHub.revision).toBe(3);
    await next.hub.whenSettled(3);
    await next.close();
    expect(device.place("http://hub", `lives/${names - 1}`).boxes.size).toBe(1);
  });

  test("a page that lives sends what another one leaves", async () => {
    const { live, other, otherHub } = await begin();
    const staying = await live();
    await staying.hub.ready;
    const leaving = await live(true);
    leaving.store.left = { behind: true };
    await leaving.hub.whenPersisted();
    await leaving.kill();
    await whenStore(other, () => other.left?.behind === true);
    await staying.hub.whenSettled(1);
    expect([plain(staying.store), otherHub.revision]).toEqual([{ left: { behind: true } }, 1]);
    await staying.close();
  });

  test("what is written before all is read goes on top of it", async () => {
    const { live } = await begin();
    const first = await live(true);
    first.store.list = ["a"];
    await first.hub.whenPersisted();
    await first.kill();
    const second = await live(true, (store) => {
      store.early = { n: [1] };
      store.early.n.push(2);
    });
    expect(plain(second.store)).toEqual({ list: ["a"], early: { n: [1, 2] } });
    second.store.early.n.push(3);
    await second.hub.whenPersisted();
    await second.kill();
    const third = await live();
    await whenPlaced(third.hub);
    expect(plain(third.store)).toEqual({ list: ["a"], early: { n: [1, 2, 3] } });
    expect(third.events).toEqual([]);
    await third.close();
  });

  test("a full disk: the store goes on in memory and says so, and keeps again when there is room", async () => {
    const { live, other, otherHub } = await begin();
    const life = await live(true);
    life.store.before = 1;
    await life.hub.whenPersisted();
    life.storage.full = new Error("no room");
    const failing = nextEvent(life.hub, "persistence");
    life.store.after = 2;
    expect((await failing).failure).toMatchObject({ code: 310, message: expect.stringContaining("no room") });
    let kept = false;
    const keeping = life.hub.whenPersisted().then(() => (kept = true));
    life.goOnline();
    await whenPlaced(life.hub);
    await otherHub.whenSettled(2);
    expect([plain(other), kept]).toEqual([{ before: 1, after: 2 }, false]);
    life.storage.full = undefined;
    const again = await nextEvent(life.hub, "persistence");
    expect(again.failure).toBeUndefined();
    await keeping;
    await life.close();
  });

  test("what was sent and not kept is not sent again by the next life, nor its seqs used for anything else", async () => {
    const { live, other, otherHub } = await begin();
    const first = await live();
    first.store.a = 1;
    await whenPlaced(first.hub);
    first.storage.full = new Error("no room");
    first.store.b = 2;
    await whenPlaced(first.hub);
    await first.kill();
    const second = await live(true);
    second.store.c = 3;
    await second.hub.whenPersisted();
    second.goOnline();
    await whenPlaced(second.hub);
    await otherHub.whenSettled(3);
    expect([plain(other), otherHub.revision, second.events]).toEqual([{ a: 1, b: 2, c: 3 }, 3, []]);
    await second.close();
  });

  test("clearing leaves nothing, and stores that are open go on in memory", async () => {
    const { live, device, otherHub } = await begin();
    const life = await live(true);
    life.store.secret = 1;
    await life.hub.whenPersisted();
    const told = nextEvent(life.hub, "persistence");
    await life.storage.clear();
    expect((await told).failure?.code).toBe(310);
    life.store.more = 2;
    await expect(life.hub.whenPersisted()).rejects.toMatchObject({ code: 310 });
    life.goOnline();
    await whenPlaced(life.hub);
    expect(otherHub.revision).toBe(2);
    await life.close();
    const { boxes, state } = device.place("http://hub", `lives/${names - 1}`);
    expect([boxes.size, state]).toEqual([0, undefined]);
  });

  test("what is damaged is told of and left as it is", async () => {
    const { live, device } = await begin();
    const first = await live(true);
    first.store.a = 1;
    await first.hub.whenPersisted();
    await first.kill();
    const [box] = device.place("http://hub", `lives/${names - 1}`).boxes.values();
    const sound = box!.transactions.get(0)!;
    box!.transactions.set(0, { ...sound, data: sound.data.slice(1) });
    await expect(live(true)).rejects.toMatchObject({ code: 309 });
    expect(box!.transactions.size).toBe(1);
  });

  test.each([1, 2, 3])("pages that are killed at random lose nothing that was kept, and write nothing twice (seed %i)", async (seed) => {
    const { live, other, otherHub } = await begin();
    const choose = randomOf(seed);
    other.n = 0;
    await otherHub.whenAcknowledged();
    const kept = new Set<string>();
    const written = new Set<string>();
    let pages: Life[] = [];
    let kills = 0;
    for (let round = 0; round < 60; round++) {
      if (pages.length < 3 && choose(2)) pages.push(await live(choose(2) === 0));
      const page = pages[choose(pages.length || 1)];
      if (!page) continue;
      for (let more = choose(4); more > 0; more--) {
        const key = `k${written.size}`;
        written.add(key);
        getStore(page.store).batch(() => {
          page.store[key] = [key];
          getStore(page.store).increment(["n"]);
        });
        page.hub.whenPersisted().then(() => kept.add(key), () => undefined);
        if (choose(3) === 0) await new Promise((resolve) => setImmediate(resolve));
      }
      if (choose(3) === 0) page.goOnline();
      else if (choose(3) === 0) page.goOffline();
      if (choose(3) === 0 && !page.storage.full) await page.hub.whenPersisted();
      if (choose(5) === 0) page.storage.full = choose(2) ? new Error("no room") : undefined;
      if (choose(3) === 0) {
        pages = pages.filter((one) => one !== page);
        if (choose(4)) await page.kill(), kills++;
        else await page.close();
      }
    }
    await Promise.all(pages.map((page) => page.kill()));
    const last = await live();
    await whenStore(other, () => [...kept].every((key) => key in other));
    await whenPlaced(last.hub);
    await last.close();
    const keys = Object.keys(other).filter((key) => key !== "n");
    expect(other.n).toBe(keys.length);
    expect(keys.every((key) => written.has(key))).toBe(true);
    expect(kills).toBeGreaterThan(3);
    expect(kept.size).toBeGreaterThan(20);
    const late = await live(true);
    await otherHub.whenSettled(late.hub.revision);
    expect(plain(late.store)).toEqual(plain(other));
    await late.close();
  });
});
