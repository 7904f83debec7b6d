import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { connectHub, type HubHandle } from "../../src/hub.js";
import { createStore, getStore, type StoreProxy } from "../../src/index.js";
import { whole } from "../proxies/whole.js";
import { CuttableProxy } from "./cuttableProxy.js";
import { DotnetClient, hasDotnetClient } from "./dotnetClient.js";
import { hasHub, HubProcess } from "./hubProcess.js";
import { randomOf, setUp, writeOne } from "./randomWrites.js";

interface Client {
  readonly store: StoreProxy;
  readonly hub: HubHandle;
}

/** Writes at random, now and then letting others' writes in. */
async function writeAll({ store, hub }: Client, choose: (count: number) => number, writes: number): Promise<void> {
  for (let i = 0; i < writes; i++) {
    for (let more = choose(4); more >= 0; more--) writeOne(store, choose);
    if (choose(3) === 0) await pause(choose(4));
    else await Promise.resolve();
  }
  await hub.whenAcknowledged();
}

/** Disturbs until the work is done. */
async function during(work: Promise<unknown>, disturb: () => Promise<void>): Promise<void> {
  let busy = true;
  const done = work.finally(() => (busy = false));
  done.catch(() => undefined);
  while (busy) await disturb();
  await done;
}

function connectAll(urls: readonly [url: string, protocol: "json" | "messagepack"][], name: string): Client[] {
  return urls.map(([url, protocol]) => {
    const store = createStore();
    return { store, hub: connectHub(store, url, { store: name, protocol, reconnectDelay: 20, maxReconnectDelay: 200 }) };
  });
}

/** When nobody writes any more: all clients have nothing pending, and what each has is what the first has. */
async function expectEqual(clients: readonly Client[], url: string, name: string): Promise<[revision: number, hash: string]> {
  await Promise.all(clients.map(({ hub }) => hub.whenAcknowledged()));
  // who joins now has all that there is, others' last writes too
  const [late] = connectAll([[url, "messagepack"]], name) as [Client];
  await late.hub.ready;
  const { revision } = late.hub;
  await Promise.all([...clients.map(({ hub }) => hub.whenSettled(revision)), late.hub.close()]);
  const [first] = clients as [Client];
  const hash = first.hub.stateHash();
  for (const { store, hub } of clients) {
    expect(hub.stateHash()).toBe(hash);
    expect(hub.epoch).toBe(first.hub.epoch);
    expect(whole(store)).toBe(whole(first.store));
  }
  return [revision, hash];
}

/** How many runs of the fuzz; `STOREHUB_FUZZ_SEEDS=100` for a long one. */
const seeds = Array.from({ length: Number(process.env["STOREHUB_FUZZ_SEEDS"] ?? 2) }, (_, i) => i + 1);

describe.skipIf(!hasHub || !hasDotnetClient)("clients in two languages on one hub", () => {
  test.each(seeds)("write at random while connections are cut, and have the same in the end (seed %i)", async (seed) => {
    const hub = await new HubProcess().start();
    const proxies = await Promise.all([0, 1, 2, 3].map(() => CuttableProxy.start(() => hub.port)));
    const [a, b, c, d] = proxies.map(({ url }) => url) as [string, string, string, string];
    const name = `fuzz/${seed}`;
    const clients = connectAll([[a, "messagepack"], [b, "json"], [hub.url, "messagepack"]], name);
    const choose = randomOf(seed);
    let cuts = 0;
    const bad: unknown[] = [];
    for (const { hub: handle } of clients) for (const event of ["refused", "lost"] as const) handle.on(event, (what) => bad.push(what));
    await Promise.all(clients.map((client) => client.hub.ready));
    setUp(clients[0]!.store);
    await clients[0]!.hub.whenAcknowledged();
    await expectEqual(clients, hub.url, name);
    const others = [new DotnetClient(c, name, "messagepack", seed, 250), new DotnetClient(d, name, "json", seed + 100, 250)];
    const work = Promise.all([...clients.map((client, i) => writeAll(client, randomOf(seed * 10 + i), 300)), ...others.map(async (other) => expect(await other.next()).toBe("acknowledged"))]);
    await during(work, async () => {
      await pause(20 + choose(60));
      proxies[choose(proxies.length)]!.cut();
      cuts++;
    });
    const [revision, hash] = await expectEqual(clients, hub.url, name);
    for (const other of others) expect(await other.settle(revision)).toEqual({ hash, pending: 0 });
    expect(bad).toEqual([]);
    expect(cuts).toBeGreaterThan(3);
    expect(clients[0]!.store.counts.n).toBeGreaterThan(0);
    await Promise.all([...clients.map(({ hub: handle }) => handle.close()), ...others.map((other) => other.dispose())]);
    await Promise.all([hub.dispose(), ...proxies.map((proxy) => proxy.dispose())]);
  });
});

describe.skipIf(!hasHub)("a durable hub that is killed", () => {
  test("loses nothing that it acknowledged, and what was pending arrives once", async () => {
    const hub = await new HubProcess(true).start();
    const proxy = await CuttableProxy.start(() => hub.port);
    const clients = connectAll([[proxy.url, "messagepack"], [proxy.url, "json"], [proxy.url, "messagepack"]], "kill");
    const bad: unknown[] = [];
    for (const { hub: handle } of clients) for (const event of ["refused", "lost"] as const) handle.on(event, (what) => bad.push(what));
    await Promise.all(clients.map((client) => client.hub.ready));
    setUp(clients[0]!.store);
    await clients[0]!.hub.whenAcknowledged();
    await expectEqual(clients, hub.url, "kill");
    const counted = [0, 0, 0];
    const count = async ({ store, hub: handle }: Client, i: number): Promise<void> => {
      const choose = randomOf(i + 7);
      for (let n = 0; n < 200; n++) {
        getStore(store).increment(["counts", "n"]);
        counted[i]!++;
        store.list.push(`${i}:${n}`);
        if (choose(2) === 0) writeOne(store, (most) => (most === 15 ? 9 + choose(6) : choose(most)));
        await pause(choose(8));
      }
      await handle.whenAcknowledged();
    };
    let kills = 0;
    await during(Promise.all(clients.map(count)), async () => {
      await pause(250);
      // the last run of the hub must last until all is said
      if (kills === 3) return;
      kills++;
      await hub.kill();
      await hub.start();
    });
    const [, hash] = await expectEqual(clients, hub.url, "kill");
    expect(kills).toBe(3);
    expect(clients[1]!.store.counts.n).toBe(600);
    // each push once; not always in its author's order: what one stood behind may have been seen, lost with the hub, and placed anew
    const list = [...clients[2]!.store.list] as string[];
    expect(list).toHaveLength(600);
    for (const i of [0, 1, 2]) expect(new Set(list.filter((one) => one.startsWith(`${i}:`)))).toEqual(new Set(Array.from({ length: 200 }, (_, n) => `${i}:${n}`)));
    expect(bad).toEqual([]);
    const [late] = connectAll([[hub.url, "json"]], "kill") as [Client];
    await late.hub.ready;
    expect(late.hub.stateHash()).toBe(hash);
    await Promise.all([...clients, late].map(({ hub: handle }) => handle.close()));
    await Promise.all([hub.dispose(), proxy.dispose()]);
  });
});
