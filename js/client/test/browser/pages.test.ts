import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasHub, HubProcess } from "../hub/hubProcess.js";
import { errorsOf, hasChromium, startChromium } from "./chromium.js";
import { Site } from "./site.js";

const program = `
  import { createStore, getStore } from "@storehub/client";
  import { connectHub } from "@storehub/client/hub";
  const store = createStore();
  const hub = connectHub(store, location.hash.slice(1), { store: "pages" });
  Object.assign(globalThis, { store, hub, snapshot: () => JSON.stringify(getStore(store).snapshot()) });
`;

describe.skipIf(!hasChromium || !hasHub)("the client in Chromium", () => {
  let browser: Browser;
  let site: Site;
  const hub = new HubProcess();
  beforeAll(async () => {
    [browser, site] = await Promise.all([startChromium(), Site.start({ app: program })]);
    await hub.start("--set", `StoreHub:AllowedOrigins:0=${site.origin}`);
  });
  afterAll(async () => {
    await Promise.all([browser.close(), site.stop(), hub.dispose()]);
  });

  test("two pages share a store", async () => {
    const pages = await Promise.all([browser.newPage(), browser.newPage()]);
    const errors = pages.map(errorsOf);
    for (const page of pages) {
      await page.goto(`${site.origin}/app#${hub.url}`);
      await page.evaluate("hub.ready");
    }
    await pages[0]!.evaluate(`store.todos = [{ text: "milk", due: new Date(5) }]; store.by = new Map([[1, "Grace"]]); hub.whenAcknowledged()`);
    const revision = await pages[0]!.evaluate("hub.acknowledgedRevision");
    await pages[1]!.evaluate(`hub.whenSettled(${revision})`);
    expect(await pages[1]!.evaluate("store.todos.find((todo) => todo.text === 'milk').due.getTime() + store.by.get(1)")).toBe("5Grace");
    expect(await pages[1]!.evaluate("snapshot()")).toBe(await pages[0]!.evaluate("snapshot()"));
    expect(errors.flat()).toEqual([]);
  });

  test("a page of an origin that is not allowed gets nothing", async () => {
    const stranger = await Site.start({ app: program });
    try {
      const page = await browser.newPage();
      await page.goto(`${stranger.origin}/app#${hub.url}`);
      await page.waitForFunction("hub.status.state === 'offline'");
      await page.evaluate("store.stolen = true");
      const friend = await browser.newPage();
      await friend.goto(`${site.origin}/app#${hub.url}`);
      await friend.evaluate("hub.ready");
      expect(await friend.evaluate("store.stolen")).toBeUndefined();
      expect(await page.evaluate("[hub.status.state, hub.pendingCount, hub.revision]")).toEqual(["offline", 1, 0]);
    } finally {
      await stranger.stop();
    }
  });
});
