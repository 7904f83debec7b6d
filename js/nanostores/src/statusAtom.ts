import { watchPendingCount, watchStatus, type Watch } from "@storehub/client/bindings";
import type { HubHandle, HubStatus } from "@storehub/client/hub";
import { atom, onMount, type ReadableAtom } from "nanostores";

/** Where a store stands with its hub. */
export function statusAtom(hub: HubHandle): ReadableAtom<HubStatus> {
  return atomOf(watchStatus(hub));
}

/** How many own transactions are not durable at the hub yet. */
export function pendingCountAtom(hub: HubHandle): ReadableAtom<number> {
  return atomOf(watchPendingCount(hub));
}

function atomOf<T>({ get, subscribe }: Watch<T>): ReadableAtom<T> {
  const $value = atom(get());
  onMount($value, () => {
    $value.set(get());
    return subscribe($value.set);
  });
  return $value;
}
