import { watchPendingCount, watchStatus } from "@storehub/client/bindings";
import type { HubHandle, HubStatus } from "@storehub/client/hub";
import { readableOf, type Current } from "./readableOf.js";

/** Where a store stands with its hub. */
export function useHubStatus(hub: HubHandle): Current<HubStatus> {
  return readableOf(watchStatus(hub));
}

/** How many own transactions are not durable at the hub yet. */
export function usePendingCount(hub: HubHandle): Current<number> {
  return readableOf(watchPendingCount(hub));
}
