import type { HubHandle } from "../hub/connectHub.js";
import type { HubStatus } from "../hub/events.js";
import type { Watch } from "./watch.js";

/** Watches where a store stands with its hub. */
export function watchStatus(hub: HubHandle): Watch<HubStatus> {
  return { get: () => hub.status, subscribe: (listener) => hub.on("status", () => listener(hub.status)) };
}

/** Watches how many own transactions are not durable at the hub yet. */
export function watchPendingCount(hub: HubHandle): Watch<number> {
  return { get: () => hub.pendingCount, subscribe: (listener) => hub.on("pending", () => listener(hub.pendingCount)) };
}
