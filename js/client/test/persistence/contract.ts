import type { DeviceStorage, KeptOutbox, OutboxChange, StoreStorage } from "../../src/persistence/storage.js";

/** A device's storage, as often as it is asked for: each time as another page would have it. */
export type Pages = () => DeviceStorage;

const outbox = (nextSeq: number): KeptOutbox => ({ source: "s", token: "t".repeat(16), nextSeq, acknowledgedSeq: -1, lastTs: 1.5, opened: { epoch: "e", revision: 3 } });
const put = (...seqs: number[]): OutboxChange["put"] => seqs.map((firstSeq) => ({ firstSeq, writtenAt: 0, data: new Uint8Array([firstSeq]) }));
const state = (epoch: string, revision: number) => ({ epoch, revision, snapshot: new Uint8Array([revision]) });

async function seqs(store: StoreStorage, id = "a"): Promise<number[] | undefined> {
  return (await store.read(id))?.transactions.map(({ firstSeq }) => firstSeq);
}

function same(found: unknown, wanted: unknown): void {
  const [left, right] = [found, wanted].map((value) => JSON.stringify(value));
  if (left !== right) throw new Error(`${left} stands where ${right} should`);
}

/** What every storage does. They throw where one does not, and run wherever a storage does: in a browser too. */
export const contract: Record<string, (pages: Pages) => Promise<void>> = {
  "gives what was put": async (pages) => {
    const change = { id: "a", create: true, outbox: outbox(12), sent: 4, put: put(2, 10, 9) };
    same(await pages().at("h", "s").commit(change), true);
    const found = await pages().at("h", "s").read("a");
    same(found?.outbox, outbox(12));
    same(found?.sent, 4);
    // by number, not as text
    same(found?.transactions.map(({ firstSeq, data }) => [firstSeq, [...data]]), [[2, [2]], [9, [9]], [10, [10]]]);
  },
  "keeps stores, hubs and outboxes apart": async (pages) => {
    const device = pages();
    for (const [hub, store] of [["h", "s"], ["h", "s/a"], ["h/s", "a"], ["h", "t"]] as const) {
      for (const id of ["a", "b"]) await device.at(hub, store).commit({ id, create: true, outbox: outbox(1), put: put(hub.length + store.length) }, state(hub + store, 1));
    }
    await device.at("h", "s").commit({ id: "a", remove: true });
    same(await device.at("h", "s").outboxes(), ["b"]);
    same(await device.at("h", "s/a").outboxes(), ["a", "b"]);
    same(await seqs(device.at("h", "s")), undefined);
    same(await seqs(device.at("h", "s"), "b"), [2]);
    same(await seqs(device.at("h/s", "a")), [4]);
    same((await device.at("h", "t").state())?.epoch, "ht");
  },
  "removes what it is told to": async (pages) => {
    const store = pages().at("h", "s");
    await store.commit({ id: "a", create: true, outbox: outbox(9), sent: 1, put: put(0, 1, 2, 3, 10, 11) });
    await store.commit({ id: "a", removeThrough: 1, removeAt: [3, 7] });
    same(await seqs(store), [2, 10, 11]);
    await store.commit({ id: "a", sent: null, put: put(2) });
    same((await store.read("a"))?.sent, undefined);
    same((await store.read("a"))?.outbox.nextSeq, 9);
    await store.commit({ id: "a", removeAll: true, outbox: outbox(1), put: put(0) });
    same(await seqs(store), [0]);
  },
  "changes nothing of an outbox that is gone": async (pages) => {
    const store = pages().at("h", "s");
    same(await store.commit({ id: "a", outbox: outbox(1), put: put(0) }, state("e", 1)), false);
    same([await store.outboxes(), await store.cursor()], [[], undefined]);
  },
  "keeps the later state": async (pages) => {
    const store = pages().at("h", "s");
    same(await store.state(), undefined);
    await store.commit(undefined, state("e", 5));
    await store.commit(undefined, state("e", 4));
    same([...(await store.state())!.snapshot], [5]);
    await store.commit(undefined, state("f", 2));
    same([await store.cursor(), [...(await store.state())!.snapshot]], [{ epoch: "f", revision: 2 }, [2]]);
  },
  "gives an outbox to one at a time": async (pages) => {
    const [one, other] = [pages().at("h", "s"), pages().at("h", "s")];
    const release = await one.lock("a");
    same([typeof release, await other.lock("a"), typeof (await pages().at("h", "t").lock("a"))], ["function", undefined, "function"]);
    const giveUp = new AbortController();
    const waiting = other.lock("a", giveUp.signal);
    giveUp.abort();
    same(await waiting, undefined);
    const next = other.lock("a", new AbortController().signal);
    release!();
    same(typeof (await next), "function");
    same(await one.lock("a"), undefined);
  },
  "tells of new outboxes, and of clearing": async (pages) => {
    const [one, other] = [pages(), pages()];
    const heard: (string | undefined)[] = [];
    const all = new Promise<void>((resolve) => {
      const stop = one.at("h", "s").watch((id) => {
        heard.push(id);
        if (id !== undefined) return;
        stop();
        resolve();
      });
    });
    await other.at("h", "s").commit({ id: "a", create: true, outbox: outbox(1), put: put(0) }, state("e", 1));
    other.at("h", "t").announce("b");
    other.at("h", "s").announce("a");
    await other.clear();
    await all;
    same(heard, ["a", null].map((id) => id ?? undefined));
    same([await one.at("h", "s").outboxes(), await one.at("h", "s").state()], [[], undefined]);
  },
};
