import { watchPendingCount, watchStatus, type Watch } from "@storehub/client/bindings";
import type { HubHandle, HubStatus } from "@storehub/client/hub";
import { shallowRef, type Ref } from "vue";
import { follow } from "./follow.js";

/** Where a store stands with its hub. */
export function useHubStatus(hub: HubHandle): Readonly<Ref<HubStatus>> {
  return useWatch(watchStatus(hub));
}

/** How many own transactions are not durable at the hub yet. */
export function usePendingCount(hub: HubHandle): Readonly<Ref<number>> {
  return useWatch(watchPendingCount(hub));
}

function useWatch<T>(watched: Watch<T>): Readonly<Ref<T>> {
  const value = shallowRef(watched.get());
  follow(shallowRef(watched), () => (value.value = watched.get()));
  return value;
}
