import { createStore, getStore } from "@storehub/client";
import { ClosedByClient } from "@storehub/client/errors";
import { connectHub, type HubOptions } from "@storehub/client/hub";
import { sharedHub } from "@storehub/client/shared";

/** A store at a hub; every bundle opens its own. */
export interface OpenStore<T extends object> {
  readonly root: T;
  /** Has something done once the hub's state is here, and again after every change. */
  watch(listener: () => void): void;
  /** Ends it: nobody is told any more. */
  close(): void;
}

/** Opens a store at a hub by its name. */
export function openStore<T extends object>(url: string, name: string, role?: HubOptions["role"]): OpenStore<T> {
  const root = createStore<T>();
  const hub = connectHub(root, sharedHub(url), { store: name, role });
  return {
    root,
    watch(listener) {
      // before the first contact nothing is known, which is not the same as "nobody is signed in"
      let known = false;
      getStore(root).subscribe(() => known && listener());
      hub.ready.then(
        () => {
          known = true;
          listener();
        },
        (reason: unknown) => hub.status.reason?.code !== ClosedByClient && console.error(`The store '${name}' cannot be opened.`, reason),
      );
    },
    close: () => getStore(root).destroy(),
  };
}
