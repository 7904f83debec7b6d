import { getStore } from "@storehub/client";

/** How many subscriptions to a store there are, counted from the first call on. */
export function subscriptionsOf(store: object): { readonly count: number } {
  const handle = getStore(store);
  const subscribe = handle.subscribe.bind(handle) as (...args: unknown[]) => () => void;
  const active = new Set<object>();
  handle.subscribe = (...args: unknown[]) => {
    const stop = subscribe(...args);
    active.add(stop);
    return () => {
      active.delete(stop);
      stop();
    };
  };
  return {
    get count() {
      return active.size;
    },
  };
}
