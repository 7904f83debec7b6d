import type { Browser, BrowserContext } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { admin, hasHub, HubProcess } from "../hub/hubProcess.js";
import { randomOf } from "../hub/randomWrites.js";
import { errorsOf, hasChromium, startChromium } from "./chromium.js";
import { expectCount, expectEqual, programOf, Tab } from "./sharing.js";
import { Site } from "./site.js";

const insecureHost = "insecure.test";

describe.skipIf(!hasChromium || !hasHub)("one connection per browser", () => {
  let browser: Browser;
  let site: Site;
  let context: BrowserContext;
  let stores = 0;
  const hub = new HubProcess(true);
  const start = (...more: string[]): Promise<HubProcess> =>
    hub.start(...admin, ...["localhost", insecureHost].flatMap((host, i) => ["--set", `StoreHub:AllowedOrigins:${i}=${site.origin.replace("localhost", host)}`]), ...more);

  beforeAll(async () => {
    const programs = Object.fromEntries(["a", "b", "c"].map((name) => [name, programOf(name)]));
    [browser, site] = await Promise.all([startChromium(`--host-resolver-rules=MAP ${insecureHost} 127.0.0.1`), Site.start({ ...programs, elsewhere: "document.title = 'elsewhere'" })]);
    await start();
  });
  afterAll(async () => {
    await Promise.all([browser.close(), site.stop(), hub.dispose()]);
  });

  beforeEach(async () => {
    context = await browser.newContext();
    stores++;
  });
  afterEach(async () => {
    await context.close();
    await expectCount(hub, 0, 0);
  });

  /** Opens a tab with bundles that share a store of the test's own. */
  function open(names: string, options: { url?: string; group?: string; protocol?: string; origin?: string } = {}): Promise<Tab> {
    const { origin = site.origin, ...rest } = options;
    return Tab.open(context, origin, names, { url: hub.url, store: `shared/${stores}`, ...rest });
  }

  function leaderOf(tabs: readonly Tab[]): Tab {
    const leaders = tabs.filter((tab) => tab.leads);
    expect(leaders).toHaveLength(1);
    return leaders[0]!;
  }

  test.each(["messagepack", "json"])("three bundles on one page have one WebSocket (%s)", async (protocol) => {
    const tab = await open("a+b+c", { protocol });
    const errors = errorsOf(tab.page);
    await tab.ready();
    expect(await hub.count()).toEqual({ connections: 1, subscriptions: 3 });
    await tab.page.evaluate("a.store.from = { a: new Uint8Array([1, 2]) }; b.store.by = new Map([[1, new Date(5)]]); c.store.n = -0; 0");
    await expectEqual([tab]);
    expect(await tab.page.evaluate("[c.store.from.a[1], c.store.by.get(1).getTime(), Object.is(a.store.n, -0)]")).toEqual([2, 5, true]);
    expect(await tab.all("it.states.at(-1)")).toEqual(["live", "live", "live"]);
    await tab.page.evaluate("b.hub.close()");
    await expectCount(hub, 1, 2);
    await tab.page.evaluate("a.store.more = 1; c.store.still = 2; 0");
    await tab.page.evaluate("Promise.all([a.hub.close(), c.hub.close()])");
    await expectCount(hub, 0, 0);
    expect(errors).toEqual([]);
  });

  test("who gives another address, protocol or group has another connection", async () => {
    const tabs = [await open("a+b"), await open("a+b", { group: "grace" }), await open("a", { url: hub.url.replace("127.0.0.1", "localhost") }), await open("b", { protocol: "json" }), await open("c")];
    await Promise.all(tabs.map((tab) => tab.ready()));
    expect(await hub.count()).toEqual({ connections: 4, subscriptions: 7 });
    await tabs[0]!.page.evaluate("a.store.x = 1; a.hub.whenAcknowledged()");
    await expectEqual(tabs);
  });

  test("tabs share it; what a tab had open ends with it; who leads may go at any time, and nothing is lost or done twice", async () => {
    const tabs: Tab[] = [];
    for (let i = 0; i < 4; i++) tabs.push(await (await open("a+b")).ready());
    expect(await hub.count()).toEqual({ connections: 1, subscriptions: 8 });
    const follower = tabs.splice(tabs.findIndex((tab) => !tab.leads), 1)[0]!;
    await follower.page.close();
    await expectCount(hub, 1, 6);
    await tabs[0]!.page.evaluate("a.setUp(); a.hub.whenAcknowledged()");
    await expectEqual(tabs);
    const leader = leaderOf(tabs);
    tabs.splice(tabs.indexOf(leader), 1);
    for (const [i, tab] of tabs.entries()) await tab.page.evaluate(`globalThis.done = Promise.all([a.random(${i}, "a${i}"), b.random(${i + 9}, "b${i}")]); 0`);
    const since = Date.now();
    await Promise.all([leader.page.close(), ...tabs.map((tab) => tab.page.waitForFunction("[a, b].every((it) => it.states.includes('offline') && it.hub.status.state === 'live')"))]);
    const gaps = (await Promise.all(tabs.map((tab) => tab.all<number>("it.offlineFor()")))).flat();
    console.log(`live again ${Date.now() - since} ms after the leader's tab began to close; offline for ${Math.round(Math.max(...gaps))} ms`);
    await expectCount(hub, 1, 4);
    for (const tab of tabs) await tab.page.evaluate("globalThis.stopped = true; done");
    await expectEqual(tabs);
    const pushed = (await Promise.all(tabs.map((tab) => tab.all<string[]>("it.pushed")))).flat(2);
    const kept = await tabs[0]!.page.evaluate<string[]>("[...a.store.pushed]");
    expect(kept.sort()).toEqual(pushed.sort());
    expect(leaderOf(tabs)).toBeDefined();
  });

  test.each(["messagepack", "json"])("topics go over it, and are subscribed again when another takes over (%s)", async (protocol) => {
    const [leader, follower] = [await (await open("a", { protocol })).ready(), await (await open("a+b", { protocol })).ready()];
    const listen = "globalThis.heard = []; b.topic('t').subscribe((value) => heard.push([value])); b.topic('t').whenSubscribed()";
    await follower.page.evaluate(listen);
    await leader.page.evaluate("a.topic('t').publish({ x: new Date(5) })");
    await follower.page.waitForFunction("heard.length === 1 && heard[0][0].x.getTime() === 5");
    await leader.page.close();
    await follower.page.waitForFunction("[a, b].every((it) => it.states.includes('offline') && it.hub.status.state === 'live')");
    await follower.page.evaluate("b.topic('t').whenSubscribed().then(() => a.topic('t').publish(2))");
    await follower.page.waitForFunction("heard.length === 2 && heard[1][0] === 2");
  });

  test.each(["crashes", "goes elsewhere"])("another takes over when the leader's tab %s", async (how) => {
    const tabs = [await (await open("a")).ready(), await (await open("a+b")).ready()] as const;
    const [leader, other] = tabs;
    expect(leader.leads).toBe(true);
    await leader.page.evaluate("a.store.before = 1; a.hub.whenAcknowledged()");
    const since = Date.now();
    const crashed = how === "crashes" ? leader.page.waitForEvent("crash") : leader.page.waitForEvent("framenavigated");
    if (how === "crashes") void (await context.newCDPSession(leader.page)).send("Page.crash").catch(() => undefined);
    else await leader.page.goto("about:blank");
    await crashed;
    await other.page.waitForFunction("[a, b].every((it) => it.states.includes('offline') && it.hub.status.state === 'live')");
    console.log(`live again ${Date.now() - since} ms after the leader's tab ${how}; offline for ${Math.round(Math.max(...(await other.all<number>("it.offlineFor()"))))} ms`);
    await expectCount(hub, 1, 2);
    await other.page.evaluate("a.store.after = 2; 0");
    await expectEqual([other]);
    expect(await other.page.evaluate("b.store.before + b.store.after")).toBe(3);
  });

  test("a page that is kept to go back to gives the connection up, and follows when it is shown again", async () => {
    const [leader, other] = [await (await open("a")).ready(), await (await open("a")).ready()];
    await leader.page.evaluate("addEventListener('pageshow', ({ persisted }) => (a.store.wasKept = persisted))");
    await leader.page.goto(`${site.origin}/elsewhere`);
    await other.page.waitForFunction("a.states.includes('offline') && a.hub.status.state === 'live'");
    await expectCount(hub, 1, 1);
    await other.page.evaluate("a.store.x = 1; a.hub.whenAcknowledged()");
    // a page that comes out of the cache does not load, and Playwright cannot run anything there: what it writes says that it goes on
    await leader.page.goBack({ waitUntil: "commit" });
    await other.page.waitForFunction("a.store.wasKept");
    await expectCount(hub, 1, 2);
    expect(other.leads).toBe(true);
    await expectEqual([other]);
  });

  test("a hub that is killed comes back for all, over one connection", async () => {
    const tabs = [await (await open("a+b")).ready(), await (await open("a")).ready()];
    await tabs[1]!.page.evaluate("a.store.before = 1; a.hub.whenAcknowledged()");
    await hub.kill();
    for (const tab of tabs) await Promise.all(tab.names.map((name) => tab.page.waitForFunction(`${name}.hub.status.state === "offline"`)));
    for (const tab of tabs) await tab.all("(it.store[Math.random()] = 1, it.hub.pendingCount)");
    await start();
    await Promise.all(tabs.map((tab) => tab.whenLive()));
    expect(await hub.count()).toEqual({ connections: 1, subscriptions: 3 });
    await expectEqual(tabs);
    expect(await tabs[0]!.page.evaluate("Object.keys(a.store).length")).toBe(4);
  });

  test("what any script of the origin posts does no harm", async () => {
    const tabs = [await (await open("a+b")).ready(), await (await open("a")).ready()];
    const errors = tabs.flatMap((tab) => errorsOf(tab.page));
    const stranger = await open("c", { group: "stranger" });
    await stranger.ready();
    const posted = await stranger.page.evaluate(`(async () => {
      const { held, pending } = await navigator.locks.query();
      const names = [...new Set([...held, ...pending].map(({ name }) => name))].filter((name) => !name.includes("stranger"));
      const keys = names.filter((name) => name.endsWith("]"));
      const members = names.filter((name) => !name.endsWith("]")).map((name) => name.slice(keys[0].length + 1));
      const channels = keys.flatMap((key) => [key, ...members.flatMap((one) => [key + "/" + one + "/desk", ...members.map((other) => key + "/" + one + "/" + other)])]);
      const payloads = [null, 1, "x", [], {}, { kind: "who" }, { kind: "leader", leader: "nobody" }, { kind: "leader", leader: 5 }, { kind: "join", from: "nobody" }, { kind: "join" },
        { kind: "call", from: members[0], connection: 1, id: 0, method: "Open", request: null }, { kind: "call", from: members[0], connection: 1, id: 1e9, method: "Open", request: { channel: "x y", store: 1 } },
        ...members.map((from) => ({ kind: "call", from, connection: 1, id: 1e9, method: "Nonsense", request: { channel: {} } })),
        { kind: "result", id: 99 }, { kind: "result", id: "0" }, { kind: "frame", connection: 1, target: "closed", message: {} }, { kind: "frame", connection: 1, target: "records", message: { store: 5, channel: "x" } }];
      let count = 0;
      for (const name of channels) {
        const channel = new BroadcastChannel(name);
        for (const payload of payloads) { channel.postMessage(payload); count++; }
        channel.close();
      }
      return count;
    })()`);
    expect(posted).toBeGreaterThan(100);
    await tabs[1]!.page.evaluate("a.store.x = 1; 0");
    await expectEqual(tabs);
    await Promise.all(tabs.map((tab) => tab.whenLive()));
    await expectCount(hub, 2, 4);
    expect(errors).toEqual([]);
  });

  test("who does not fit on the connection any more gets one of its own", async () => {
    await hub.kill();
    await start("--set", "StoreHub:MaxStoresPerConnection=2");
    try {
      const tab = await (await open("a+b+c")).ready();
      expect(await hub.count()).toEqual({ connections: 2, subscriptions: 3 });
      await tab.page.evaluate("a.store.x = 1; 0");
      await expectEqual([tab]);
      await tab.all("it.hub.close()");
    } finally {
      await hub.kill();
      await start();
    }
  });

  test("a page that is no secure context has connections of its own", async () => {
    const tab = await (await open("a+b", { origin: site.origin.replace("localhost", insecureHost) })).ready();
    expect(await tab.page.evaluate("[isSecureContext, typeof navigator.locks]")).toEqual([false, "undefined"]);
    expect(await hub.count()).toEqual({ connections: 2, subscriptions: 2 });
    await tab.page.evaluate("a.store.x = 1; 0");
    await expectEqual([tab]);
  });

  test("three bundles in each of two tabs write at random while leaders go, and have the same in the end", async () => {
    const seed = Date.now() % 1e6;
    console.log(`seed ${seed}`);
    const choose = randomOf(seed);
    let opened = 0;
    const begin = async (): Promise<Tab> => {
      const tab = await (await open("a+b+c")).ready();
      const id = opened++;
      if (id === 0) {
        await tab.page.evaluate("a.setUp(); a.hub.whenAcknowledged()");
        await expectEqual([tab]);
      }
      await tab.page.evaluate(`globalThis.done = Promise.all([a, b, c].map((it, i) => it.random(${choose(1e6)} + i, "${id}" + i))); 0`);
      return tab;
    };
    const tabs = [await begin(), await begin()];
    const gone: string[] = [];
    for (let round = 0; round < 5; round++) {
      await tabs[0]!.page.waitForTimeout(choose(300));
      const index = choose(4) > 0 ? tabs.findIndex((tab) => tab.leads) : choose(2);
      const [leaving] = tabs.splice(Math.max(index, 0), 1) as [Tab];
      gone.push(...(await leaving.all<string[]>("it.pushed")).flat());
      await leaving.page.close();
      tabs.push(await begin());
    }
    for (const tab of tabs) await tab.page.evaluate("globalThis.stopped = true; done");
    const { hash } = await expectEqual(tabs);
    await expectCount(hub, 1, 6);
    const late = await (await open("a", { group: "late" })).ready();
    expect((await expectEqual([...tabs, late])).hash).toBe(hash);
    const kept = await late.page.evaluate<string[]>("[...a.store.pushed]");
    expect(new Set(kept).size).toBe(kept.length);
    const pushed = (await Promise.all(tabs.map((tab) => tab.all<string[]>("it.pushed")))).flat(2);
    expect(pushed.filter((one) => !kept.includes(one))).toEqual([]);
    const lost = gone.filter((one) => !kept.includes(one)).length;
    console.log(`${kept.length} writes; ${lost} of ${gone.length} went with their tab`);
    expect(lost).toBeLessThan(gone.length / 2);
  });
});
