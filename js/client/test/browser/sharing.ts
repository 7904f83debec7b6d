import type { BrowserContext, Page, WebSocket } from "playwright-core";
import { expect } from "vitest";
import type { HubProcess } from "../hub/hubProcess.js";

/** A program whose bundle puts its store and what belongs to it under a name of its own. */
export function programOf(name: string): string {
  return `
    import { createStore, getStore } from "@storehub/client";
    import { connectHub } from "@storehub/client/hub";
    import { sharedHub } from "@storehub/client/shared";
    import { topic } from "@storehub/client/topics";
    import { randomOf, setUp, writeOne } from "./test/hub/randomWrites.js";
    const { url, group, store: storeName, protocol } = JSON.parse(decodeURIComponent(location.hash.slice(1)));
    const store = createStore();
    const hub = connectHub(store, sharedHub(url, group), { store: storeName, protocol, reconnectDelay: 20, maxReconnectDelay: 200 });
    const states = [];
    const times = [];
    const bad = [];
    hub.on("status", ({ state }) => (states.push(state), times.push(performance.now())));
    const offlineFor = () => times[states.indexOf("live", states.indexOf("offline"))] - times[states.indexOf("offline")];
    for (const event of ["refused", "lost"]) hub.on(event, (what) => bad.push(what));
    const pushed = [];
    const random = async (seed, id) => {
      const choose = randomOf(seed);
      for (let n = 0; !globalThis.stopped; n++) {
        writeOne(store, choose);
        pushed.push(id + ":" + n);
        store.pushed.push(id + ":" + n);
        await new Promise((resolve) => setTimeout(resolve, choose(20)));
      }
    };
    const whenLive = () => new Promise((resolve) => {
      if (hub.status.state === "live") return resolve();
      const stop = hub.on("status", ({ state }) => state === "live" && (stop(), resolve()));
    });
    globalThis.${name} = { topic: (topicName) => topic(hub, topicName), store, hub, states, offlineFor, bad, pushed, random, whenLive, setUp: () => (setUp(store), (store.pushed = [])), snapshot: () => JSON.stringify(getStore(store).snapshot()) };
  `;
}

/** A tab with some bundles. */
export class Tab {
  readonly page: Page;
  readonly names: readonly string[];
  readonly #sockets: WebSocket[] = [];

  private constructor(page: Page, names: readonly string[]) {
    this.page = page;
    this.names = names;
    page.on("websocket", (socket) => this.#sockets.push(socket));
  }

  static async open(context: BrowserContext, origin: string, names: string, options: { url: string; store: string; group?: string; protocol?: string }): Promise<Tab> {
    const tab = new Tab(await context.newPage(), names.split("+"));
    await tab.page.goto(`${origin}/${names}#${encodeURIComponent(JSON.stringify(options))}`);
    return tab;
  }

  /** Whether the connection is this tab's. */
  get leads(): boolean {
    return this.#sockets.some((socket) => !socket.isClosed());
  }

  /** What an expression gives for each bundle; `it` is the bundle's own. */
  all<T = unknown>(expression: string): Promise<T[]> {
    return this.page.evaluate(`Promise.all([${this.names.join()}].map((it) => (${expression})))`);
  }

  async ready(): Promise<this> {
    await this.all("it.hub.ready");
    return this;
  }

  whenLive(): Promise<unknown> {
    return this.all("it.whenLive()");
  }
}

/** All bundles of all tabs have nothing pending and the same. */
export async function expectEqual(tabs: readonly Tab[]): Promise<{ revision: number; hash: string }> {
  await Promise.all(tabs.map((tab) => tab.all("it.hub.whenAcknowledged()")));
  const revisions = await Promise.all(tabs.map((tab) => tab.all<number>("it.hub.acknowledgedRevision")));
  const revision = Math.max(...revisions.flat());
  await Promise.all(tabs.map((tab) => tab.all(`it.hub.whenSettled(${revision})`)));
  const states = (await Promise.all(tabs.map((tab) => tab.all<string>("it.hub.epoch + ' ' + it.hub.stateHash() + ' ' + it.snapshot()")))).flat();
  expect(new Set(states).size).toBe(1);
  expect((await Promise.all(tabs.map((tab) => tab.all("it.bad")))).flat(2)).toEqual([]);
  return { revision, hash: (states[0] as string).split(" ")[1]! };
}

/** Waits until the hub has so many connections and subscriptions. */
export async function expectCount(hub: HubProcess, connections: number, subscriptions: number): Promise<void> {
  await expect.poll(() => hub.count(), { timeout: 30_000, interval: 50 }).toEqual({ connections, subscriptions });
}
