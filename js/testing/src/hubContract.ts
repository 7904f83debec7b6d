import { createStore } from "@storehub/client";
import { connectHub, type HubHandle, type HubStatus } from "@storehub/client/hub";
import { describe, expect, test } from "vitest";
import { hasHub, HubProcess } from "../../client/test/hub/hubProcess.js";
import { whenStatus } from "../../client/test/hub/waiting.js";

/** What a framework has for a hub's status and the number of pending transactions. */
export interface HubBinding {
  /** Shows both, and tells what it shows. */
  mount(hub: HubHandle): { readonly shown: readonly [status: HubStatus, pending: number]; unmount(): void | Promise<void> };
  /** Completes when all that changed is shown. */
  rendered(): void | Promise<void>;
}

/** What every framework must show of a real hub that comes and goes. */
export function hubContract(name: string, { mount, rendered }: HubBinding): void {
  describe.skipIf(!hasHub)(name, () => {
    test("status and pending count are shown as they change", async () => {
      const process = await new HubProcess(true).start();
      const store = createStore();
      const hub = connectHub(store, process.url, { store: "status", reconnectDelay: 20, maxReconnectDelay: 100 });
      const listeners = countListeners(hub);
      const page = mount(hub);
      const shows = async (state: HubStatus["state"], pending: number): Promise<void> => {
        await rendered();
        expect([page.shown[0].state, page.shown[1]]).toEqual([state, pending]);
      };
      expect(listeners.size).toBe(2);
      await shows("connecting", 0);
      await whenStatus(hub, "live");
      await shows("live", 0);
      await process.kill();
      await whenStatus(hub, "offline");
      await shows("offline", 0);
      store.a = 1;
      await Promise.resolve();
      store.b = 2;
      await pendingIs(hub, 2);
      await shows("offline", 2);
      await process.start();
      await whenStatus(hub, "live");
      await hub.whenAcknowledged();
      await pendingIs(hub, 0);
      await shows("live", 0);
      await page.unmount();
      expect(listeners.size).toBe(0);
      await hub.close();
      await process.dispose();
    });
  });
}

/** Completes after those who listen were told a count. */
function pendingIs(hub: HubHandle, count: number): Promise<void> {
  // who is told when the count is right already was so a microtask before
  if (hub.pendingCount === count) return Promise.resolve().then(() => undefined);
  return new Promise((resolve) => {
    const stop = hub.on("pending", (now) => {
      if (now !== count) return;
      stop();
      resolve();
    });
  });
}

function countListeners(hub: HubHandle): { readonly size: number } {
  const listeners = new Set<object>();
  const on = hub.on.bind(hub);
  hub.on = (name, listener) => {
    const stop = on(name, listener);
    listeners.add(stop);
    return () => {
      listeners.delete(stop);
      stop();
    };
  };
  return listeners;
}
