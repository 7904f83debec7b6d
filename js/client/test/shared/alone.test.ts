import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connectHub } from "../../src/hub.js";
import { createStore } from "../../src/index.js";
import { sharedHub } from "../../src/shared.js";
import { admin, hasHub, HubProcess } from "../hub/hubProcess.js";
import { whenPlaced } from "../hub/waiting.js";

describe.skipIf(!hasHub || !!globalThis.navigator?.locks)("where there are no Web Locks", () => {
  const hub = new HubProcess();
  beforeAll(async () => void (await hub.start(...admin)));
  afterAll(() => hub.dispose());

  test("each store has a connection of its own", async () => {
    const shared = sharedHub(hub.url);
    const stores = [createStore(), createStore()] as const;
    const handles = stores.map((store) => connectHub(store, shared, { store: "alone" }));
    await Promise.all(handles.map((handle) => handle.ready));
    stores[0].x = 1;
    await whenPlaced(handles[0]!);
    await handles[1]!.whenSettled(handles[0]!.acknowledgedRevision);
    expect(stores[1].x).toBe(1);
    expect(await hub.count()).toEqual({ connections: 2, subscriptions: 2 });
    await Promise.all(handles.map((handle) => handle.close()));
  });
});
