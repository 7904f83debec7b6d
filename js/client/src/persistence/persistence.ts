import { IndexedDbStorage } from "./indexedDbStorage.js";
import { Journal } from "./journal.js";
import type { DeviceStorage } from "./storage.js";

/** Keeps stores on the device: what is settled, and what the hub has not acknowledged. */
export class Persistence {
  readonly #storage: DeviceStorage;

  /** @param storage Where. */
  constructor(storage: DeviceStorage) {
    this.#storage = storage;
  }

  /**
   * Deletes all that is kept, of all stores, as on logout; what is pending and not sent is gone with it. Close the stores first: those
   * that are open, in other pages too, go on in memory, and are not kept any more.
   * @throws StoreError It cannot be deleted.
   */
  clear(): Promise<void> {
    return this.#storage.clear();
  }

  /** @internal */
  journal(hub: string, store: string, writes: boolean): Journal {
    return new Journal(this.#storage.at(hub, store), writes);
  }
}

/** Where in IndexedDB stores are kept. */
export interface IndexedDbOptions {
  /** The database's name; `storehub` by default. Pages that give the same one share what is kept. */
  readonly database?: string;
  /** Whose stores these are: each user has a database of their own, so that nobody sees or sends what another one wrote. Nobody's by default. */
  readonly user?: string;
}

/** Keeps stores in the browser's IndexedDB. Needs a secure context, since Web Locks keep pages apart. */
export function indexedDb({ database = "storehub", user }: IndexedDbOptions = {}): Persistence {
  return new Persistence(new IndexedDbStorage(user === undefined ? database : `${database}:${user}`));
}
