import { watchPendingCount, watchStatus } from "@storehub/client/bindings";
import type { HubHandle, HubStatus } from "@storehub/client/hub";
import type { Accessor } from "solid-js";
import { signalOf } from "./signalOf.js";

/** Where a store stands with its hub. */
export function useHubStatus(hub: HubHandle): Accessor<HubStatus> {
  const status = watchStatus(hub);
  return signalOf(() => status);
}

/** How many own transactions are not durable at the hub yet. */
export function usePendingCount(hub: HubHandle): Accessor<number> {
  const count = watchPendingCount(hub);
  return signalOf(() => count);
}
