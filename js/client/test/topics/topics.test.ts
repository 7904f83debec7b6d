import { HttpTransportType, HubConnectionBuilder, LogLevel } from "@microsoft/signalr";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import * as Code from "../../src/errors/codes.js";
import { connectHub, type HubHandle, type HubOptions } from "../../src/hub.js";
import { createStore, getStore, StoreError } from "../../src/index.js";
import { topic } from "../../src/topics.js";
import { CuttableProxy } from "../hub/cuttableProxy.js";
import { hasHub, HubProcess } from "../hub/hubProcess.js";
import { whenStatus } from "../hub/waiting.js";
import { Heard } from "./heard.js";

describe.skipIf(!hasHub)("topics", () => {
  const hub = new HubProcess();
  const handles: HubHandle[] = [];
  let proxy: CuttableProxy;
  let stores = 0;

  beforeAll(async () => {
    await hub.start("--set", "StoreHub:MaxSubscribedTopics=4");
    proxy = await CuttableProxy.start(() => hub.port);
  }, 60_000);

  afterEach(async () => {
    vi.restoreAllMocks();
    await Promise.all(handles.splice(0).map((handle) => handle.close()));
  });

  afterAll(async () => {
    await proxy.dispose();
    await hub.dispose();
  });

  async function open(store: string, options: Partial<HubOptions> = {}, url = hub.url): Promise<HubHandle> {
    const handle = connectHub(createStore(), url, { store, reconnectDelay: 10, maxReconnectDelay: 40, ...options });
    handles.push(handle);
    await handle.ready;
    return handle;
  }

  const fresh = (): string => `topics/${++stores}`;

  const everything = [
    { x: 3, y: 4.5, "7": null, $tag: [undefined, -0, NaN, Infinity] },
    undefined,
    null,
    "grün 🐦",
    new Map<unknown, unknown>([[1, new Set(["a", 7])], ["1", new Date(1500)]]),
    new Uint8Array([0, 255]),
  ];

  test.each(["messagepack", "json"] as const)("on the %s wire values of every kind come in order to everybody else", async (protocol) => {
    const name = fresh();
    const alice = topic(await open(name, { protocol }), "t");
    const bob = topic(await open(name, { protocol: protocol === "json" ? "messagepack" : "json" }), "t");
    const reader = topic(await open(name, { protocol, role: "reader" }), "t");
    const [own, other, read] = await Promise.all([alice, bob, reader].map((one) => Heard.of(one)));
    for (const value of everything) await alice.publish(value);
    await alice.publish("end", { echo: true });
    expect(await own!.when(1)).toEqual(["end"]);
    for (const heard of [other!, read!]) {
      const values = await heard.when(everything.length + 1);
      expect(values).toEqual([...everything, "end"]);
      expect(Object.is(values[0] && (values[0] as { $tag: number[] }).$tag[1], -0)).toBe(true);
      expect(heard.events.every(({ retained, missed, source }) => !retained && missed === 0 && /^[\w-]+$/.test(source))).toBe(true);
      const times = heard.events.map(({ time }) => time);
      expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
    }
  });

  test("with a connection of the application's own, and the official protocol", async () => {
    const name = fresh();
    const connection = new HubConnectionBuilder().withUrl(hub.url, { transport: HttpTransportType.WebSockets, skipNegotiation: true }).configureLogging(LogLevel.None).build();
    const handle = connectHub(createStore(), connection, { store: name });
    await handle.ready;
    const heard = await Heard.of(topic(handle, "t"));
    const other = topic(await open(name), "t");
    const back = await Heard.of(other);
    for (const value of everything) await other.publish(value);
    expect(await heard.when(everything.length)).toEqual(everything);
    for (const value of everything) await topic(handle, "t").publish(value);
    expect(await back.when(everything.length)).toEqual(everything);
    await handle.close();
    await connection.stop();
  });

  test("who comes later gets what is retained, of whichever listener it is the first or not", async () => {
    const name = fresh();
    const [a, b] = [await open(name), await open(name)];
    const [alice, bob] = [topic(a, "t"), topic(b, "t")];
    await alice.publish("one", { retain: true });
    await alice.publish("not kept");
    const first = await Heard.of(bob);
    expect(await first.when(1)).toEqual(["one"]);
    expect(first.events[0]!.retained).toBe(true);
    const second = await Heard.of(bob);
    expect(await second.when(1)).toEqual(["one"]);
    await alice.publish("two", { retain: true });
    expect([await first.when(2), await second.when(2)]).toEqual([["one", "two"], ["one", "two"]]);
    // an own one is not echoed, and yet what is retained from then on
    await bob.publish("three", { retain: true });
    const third = await Heard.of(bob);
    expect(await third.when(1)).toEqual(["three"]);
    await alice.publish(undefined, { retain: true });
    expect(await first.when(3)).toEqual(["one", "two", undefined]);
    await third.when(2);
    const fourth = await Heard.of(bob);
    const elsewhere = await Heard.of(alice);
    await alice.publish("four", { echo: true });
    expect([await fourth.when(1), await elsewhere.when(1)]).toEqual([["four"], ["four"]]);
  });

  test("what was cleared while nobody here had it subscribed is not told any more, or told to be cleared", async () => {
    const name = fresh();
    const [a, b] = [await open(name), await open(name)];
    const [alice, bob] = [topic(a, "t"), topic(b, "t")];
    await alice.publish("old", { retain: true });
    const first = await Heard.of(bob);
    await first.when(1);
    // who comes while the hub is being told that the last one left has what was known until the hub says otherwise
    first.stop();
    await alice.publish(undefined, { retain: true });
    const second = await Heard.of(bob);
    const third = await Heard.of(bob);
    await alice.publish("new");
    expect(await third.when(1)).toEqual(["new"]);
    expect([["new"], ["old", undefined, "new"]]).toContainEqual(second.values);
  });

  test("after a cut it is subscribed again: what was published meanwhile is missed, what is retained comes only if it is new", async () => {
    const name = fresh();
    const alice = topic(await open(name), "t");
    const b = await open(name, {}, proxy.url);
    const bob = topic(b, "t");
    await alice.publish("old", { retain: true });
    const heard = await Heard.of(bob);
    await heard.when(1);

    const reconnect = async (meanwhile: () => Promise<void>): Promise<void> => {
      const offline = whenStatus(b, "offline");
      proxy.sever();
      await offline;
      await expect(bob.publish("lost", { retain: true })).rejects.toMatchObject({ code: Code.ConnectionLost });
      await meanwhile();
      proxy.restore();
      await whenStatus(b, "live");
      await bob.whenSubscribed();
    };
    await reconnect(() => Promise.resolve());
    await alice.publish("between");
    expect(await heard.when(2)).toEqual(["old", "between"]);
    await reconnect(async () => {
      await alice.publish("missed");
      await alice.publish("new", { retain: true });
    });
    expect(await heard.when(3)).toEqual(["old", "between", "new"]);
    expect(heard.events[2]!.retained).toBe(true);
    await reconnect(() => alice.publish(undefined, { retain: true }));
    const late = await Heard.of(bob);
    await alice.publish("after");
    expect([await heard.when(5), await late.when(1)]).toEqual([["old", "between", "new", undefined, "after"], ["after"]]);
    expect(heard.events[3]).toEqual({ ...heard.events[2]!, missed: 0 });
  });

  test("who does not wait for an event that is lost need not handle it", async () => {
    const b = await open(fresh(), {}, proxy.url);
    const unhandled = vi.fn();
    process.on("unhandledRejection", unhandled);
    const offline = whenStatus(b, "offline");
    proxy.sever();
    await offline;
    void topic(b, "t").publish(1);
    // Node tells of unhandled ones after all microtasks
    await new Promise((resolve) => setImmediate(resolve));
    process.off("unhandledRejection", unhandled);
    proxy.restore();
    await whenStatus(b, "live");
    expect(unhandled).not.toHaveBeenCalled();
  });

  test("what is no value, no name or not allowed is refused at once", async () => {
    const handle = await open(fresh());
    const t = topic(handle, "t");
    const cycle: Record<string, unknown> = {};
    cycle["self"] = cycle;
    const refused = (action: () => unknown): StoreError => {
      try {
        action();
      } catch (error) {
        expect(error).toBeInstanceOf(StoreError);
        return error as StoreError;
      }
      throw new Error("It was not refused.");
    };
    expect(refused(() => t.publish(() => 1)).code).toBe(Code.UnsupportedType);
    expect(refused(() => t.publish(cycle)).code).toBe(Code.Cycle);
    expect(refused(() => t.publish(JSON.parse('{"__proto__":1}'))).code).toBe(Code.ForbiddenKey);
    expect(refused(() => t.publish("x".repeat(262_144)))).toMatchObject({ code: Code.TooLarge, limit: 262_144 });
    await t.publish("x".repeat(262_139));
    for (const name of ["", "ä".repeat(129), "\ud800", 7 as unknown as string]) expect(refused(() => topic(handle, name))).toMatchObject({ code: Code.InvalidTopic, limit: 256 });
    await topic(handle, "ä".repeat(128)).publish(1);
    expect(refused(() => topic({} as HubHandle, "t")).code).toBe(Code.MalformedMessage);
    await expect(t.whenSubscribed()).rejects.toMatchObject({ code: Code.NotOpen });
    const reader = topic(await open(fresh(), { role: "reader" }), "t");
    expect(refused(() => reader.publish(1)).code).toBe(Code.ReaderCannotWrite);
    await handle.close();
    expect(refused(() => t.publish(1)).code).toBe(Code.ClosedByClient);
    expect(refused(() => t.subscribe(() => undefined)).code).toBe(Code.ClosedByClient);
  });

  test("a view of a store is published as what it shows, and each listener has a copy of its own", async () => {
    const name = fresh();
    const [a, b] = [await open(name), await open(name)];
    const store = createStore<Record<string, unknown>>();
    store.user = { name: "Grace", tags: ["a"] };
    const seen: unknown[] = [];
    const bob = topic(b, "t");
    bob.subscribe((value) => (seen.push(structuredClone(value)), ((value as { name: string }).name = "changed")));
    const last = await Heard.of(bob);
    await topic(a, "t").publish(store.user);
    expect([seen, await last.when(1)]).toEqual([[{ name: "Grace", tags: ["a"] }], [{ name: "Grace", tags: ["a"] }]]);
    expect(getStore(store).snapshot()).toEqual({ user: { name: "Grace", tags: ["a"] } });
  });

  test("a listener that throws harms nobody, and one that has left hears nothing", async () => {
    const report = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const name = fresh();
    const [a, b] = [await open(name), await open(name)];
    const [alice, bob] = [topic(a, "t"), topic(b, "t")];
    bob.subscribe(() => {
      throw new Error("on purpose");
    });
    const left = new Heard(bob);
    const heard = await Heard.of(bob);
    left.stop();
    left.stop();
    await alice.publish(1);
    await alice.publish(2);
    expect(await heard.when(2)).toEqual([1, 2]);
    expect(left.values).toEqual([]);
    expect(report).toHaveBeenCalledTimes(2);
    expect([b.revision, b.pendingCount]).toEqual([0, 0]);
  });

  test("leaving and coming again, however often, ends subscribed, and leaving for good ends it at the hub", async () => {
    const name = fresh();
    const [a, b] = [await open(name), await open(name)];
    const bob = topic(b, "t");
    for (let i = 0; i < 20; i++) {
      new Heard(bob).stop();
      if (i % 3 === 0) (await Heard.of(bob)).stop();
    }
    const heard = await Heard.of(bob);
    await topic(a, "t").publish("here");
    expect(await heard.when(1)).toEqual(["here"]);
    heard.stop();
    // four at a time are all that this hub allows: each must have been left there
    for (let i = 0; i < 12; i++) (await Heard.of(topic(b, `u${i}`))).stop();
  });

  test("the hub's refusal of one more is told to who waits, and on the console", async () => {
    const report = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const handle = await open(fresh());
    const heard = [];
    for (let i = 0; i < 4; i++) heard.push(await Heard.of(topic(handle, `t${i}`)));
    const more = topic(handle, "t4");
    more.subscribe(() => undefined);
    await expect(more.whenSubscribed()).rejects.toMatchObject({ code: Code.TooManyTopics, limit: 4 });
    await expect(more.whenSubscribed()).rejects.toMatchObject({ code: Code.TooManyTopics });
    expect(report).toHaveBeenCalledTimes(1);
    await topic(handle, "t0").publish("still", { echo: true });
    expect(await heard[0]!.when(1)).toEqual(["still"]);
  });

  test("closing ends waiting", async () => {
    const handle = connectHub(createStore(), "http://127.0.0.1:1/hub", { store: "nowhere" });
    const t = topic(handle, "t");
    t.subscribe(() => undefined);
    const waiting = t.whenSubscribed();
    const failed = expect(waiting).rejects.toMatchObject({ code: Code.ClosedByClient });
    await expect(t.publish(1)).rejects.toMatchObject({ code: Code.ConnectionLost });
    await handle.close();
    await failed;
  });
});
