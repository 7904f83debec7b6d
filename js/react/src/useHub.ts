import type { HubHandle, HubStatus } from "@storehub/client/hub";
import { watchPendingCount, watchStatus, type Watch } from "@storehub/client/bindings";
import { useMemo, useSyncExternalStore } from "react";

/** Where a store stands with its hub. */
export function useHubStatus(hub: HubHandle): HubStatus {
  return useWatch(hub, watchStatus);
}

/** How many own transactions are not durable at the hub yet. */
export function usePendingCount(hub: HubHandle): number {
  return useWatch(hub, watchPendingCount);
}

function useWatch<T>(hub: HubHandle, watched: (hub: HubHandle) => Watch<T>): T {
  const { get, subscribe } = useMemo(() => watched(hub), [hub, watched]);
  return useSyncExternalStore(subscribe, get, get);
}
