import { connectPort, createStore, getStore } from "@virtual-frame/store";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hubPort } from "../../src/bridge.js";
import { hasHub, HubProcess } from "../hub/hubProcess.js";
import { whenPlaced } from "../hub/waiting.js";
import { LibraryClient } from "./libraryClient.js";

describe.skipIf(!hasHub)("a store of the library that joins a hub", () => {
  const hub = new HubProcess();
  beforeAll(async () => void (await hub.start()));
  afterAll(() => hub.dispose());

  test.each([true, false])("has one set per key, however long the history was (direct: %s)", async (direct) => {
    const name = `join/${direct}`;
    const writer = new LibraryClient(hub.url, { store: name }, true);
    writer.store["list"] = [];
    for (let i = 0; i < 200; i++) writer.store["list"].push(i);
    writer.store["gone"] = 1;
    delete writer.store["gone"];
    writer.store["user"] = { name: "Ada" };
    await whenPlaced(writer.bridge.hub);
    const late = new LibraryClient(hub.url, { store: name }, direct);
    await late.bridge.ready;
    await late.corrected();
    expect(late.snapshot()).toStrictEqual(writer.snapshot());
    expect(getStore(late.store).log.map(({ type, path }) => [type, ...path])).toEqual([["storehub:join"], ["set", "list"], ["set", "user"]]);
    await Promise.all([writer.dispose(), late.dispose()]);
  });

  test.each([true, false])("brings what it had before, once (its state read before: %s)", async (read) => {
    const name = `before/${read}`;
    const client = new LibraryClient(hub.url, { store: name }, true, (store) => {
      store["list"] = [1, { done: false }];
      store["list"].push(2);
      store["list"][1].done = true;
      store["map"] = new Map([["k", 1]]);
      store["list"].shift();
      store["list"].push(3);
      // the library changes the values in its log when it is read
      if (read) getStore(store).snapshot();
      store["last"] = new Set([1]);
    });
    const expected = { list: [{ done: true }, 2, 3], map: new Map([["k", 1]]), last: new Set([1]) };
    expect(client.snapshot()).toStrictEqual(expected);
    expect(client.ours()).toStrictEqual(expected);
    await client.bridge.ready;
    await client.bridge.whenAcknowledged();
    expect(client.ours()).toStrictEqual(expected);
    await client.dispose();
  });

  test("is not written again when it is connected again: then the hub counts", async () => {
    const store = createStore();
    store["list"] = ["a"];
    const first = hubPort(hub.url, { store: "again" });
    const disconnect = connectPort(store, first);
    store["list"].push("b");
    await whenPlaced(first.hub);
    disconnect();
    await first.close();
    expect(first.status.state).toBe("closed");
    store["list"].push("alone");
    const second = hubPort(hub.url, { store: "again" });
    connectPort(store, second);
    await second.ready;
    expect(getStore(store).snapshot()).toStrictEqual({ list: ["a", "b"] });
    await second.close();
  });

  test("writes offline, and sends it when it is live", async () => {
    const other = new LibraryClient(hub.url, { store: "offline" }, true);
    const client = new LibraryClient(hub.url, { store: "offline" }, false);
    client.store["a"] = 1;
    await client.sent();
    expect(client.bridge.pendingCount).toBe(1);
    await whenPlaced(client.bridge.hub);
    await other.bridge.hub.whenSettled(client.bridge.hub.acknowledgedRevision);
    expect(other.snapshot()).toStrictEqual({ a: 1 });
    expect(other.bridge.hub.stateHash()).toBe(client.bridge.hub.stateHash());
    await Promise.all([other.dispose(), client.dispose()]);
  });

  test("a reader's writes are taken back", async () => {
    const writer = new LibraryClient(hub.url, { store: "reader" }, true);
    writer.store["a"] = { b: 1 };
    await whenPlaced(writer.bridge.hub);
    const reader = new LibraryClient(hub.url, { store: "reader", role: "reader" }, true);
    const refused: number[] = [];
    reader.bridge.on("refused", ({ code }) => refused.push(code));
    await reader.bridge.ready;
    reader.store["a"].b = 2;
    reader.store["c"] = 1;
    await Promise.resolve();
    expect(reader.snapshot()).toStrictEqual({ a: { b: 1 } });
    expect(refused).toEqual([205, 205]);
    await Promise.all([writer.dispose(), reader.dispose()]);
  });
});
