import type { Cursor, DeviceStorage, KeptOutbox, KeptState, KeptTransaction, StoreStorage } from "../../src/persistence/storage.js";

interface Box {
  outbox: KeptOutbox;
  sent: number | undefined;
  transactions: Map<number, KeptTransaction>;
}

interface Place {
  readonly boxes: Map<string, Box>;
  readonly locks: Map<string, Promise<void>>;
  readonly watchers: Set<(id: string | undefined) => void>;
  state: KeptState | undefined;
}

/** What a device has, for all the clients on it. */
export class Device {
  readonly places = new Map<string, Place>();

  place(hub: string, store: string): Place {
    const key = `${hub}\n${store}`;
    let place = this.places.get(key);
    if (!place) this.places.set(key, (place = { boxes: new Map(), locks: new Map(), watchers: new Set(), state: undefined }));
    return place;
  }
}

/** Storage in memory, of one client on a device: it may fail as a full disk does, and end as a page that is killed does. */
export class MemoryStorage implements DeviceStorage {
  /** What every commit fails with that adds something; undefined: none does. */
  full: Error | undefined;
  /** How many commits there were. */
  commits = 0;
  readonly #device: Device;
  readonly #releases = new Set<() => void>();
  #killed = false;

  constructor(device: Device) {
    this.#device = device;
  }

  at(hub: string, store: string): StoreStorage {
    const place = this.#device.place(hub, store);
    const { boxes, locks, watchers } = place;
    return {
      outboxes: () => this.#answer(() => [...boxes.keys()].sort()),
      read: (id) =>
        this.#answer(() => {
          const box = boxes.get(id);
          return box && structuredClone({ outbox: box.outbox, sent: box.sent, transactions: [...box.transactions.values()].sort((left, right) => left.firstSeq - right.firstSeq) });
        }),
      state: () => this.#answer(() => structuredClone(place.state)),
      cursor: () => this.#answer((): Cursor | undefined => place.state && { epoch: place.state.epoch, revision: place.state.revision }),
      commit: (change, state) =>
        this.#answer(() => {
          const before = change && boxes.get(change.id);
          if (change && !change.create && !before) return false;
          this.commits++;
          if (this.full && (state || change?.outbox || change?.put?.length)) throw this.full;
          if (change?.remove) boxes.delete(change.id);
          else if (change) {
            const kept = [...(before?.transactions ?? [])].filter(([seq]) => !change.removeAll && seq > (change.removeThrough ?? -1) && !change.removeAt?.includes(seq));
            const sent = change.sent === null ? undefined : (change.sent ?? before?.sent);
            const put = (change.put ?? []).map((one): [number, KeptTransaction] => [one.firstSeq, structuredClone(one)]);
            boxes.set(change.id, { outbox: structuredClone(change.outbox ?? before!.outbox), sent, transactions: new Map([...kept, ...put]) });
          }
          if (state && !(place.state?.epoch === state.epoch && place.state.revision >= state.revision)) place.state = structuredClone(state);
          return true;
        }),
      lock: async (id, signal) => {
        while (locks.has(id)) {
          if (!signal) return this.#answer(() => undefined);
          const over = new AbortController();
          await Promise.race([locks.get(id), new Promise((resolve) => signal.addEventListener("abort", resolve, { signal: over.signal }))]);
          over.abort();
          if (signal.aborted) return undefined;
        }
        // the dead take nothing
        if (this.#killed) await new Promise(() => undefined);
        let end!: () => void;
        locks.set(id, new Promise((resolve) => (end = resolve)));
        const release = (): void => {
          if (!this.#releases.delete(release)) return;
          locks.delete(id);
          end();
        };
        this.#releases.add(release);
        return this.#answer(() => release);
      },
      announce: (id) => {
        for (const watcher of watchers) watcher(id);
      },
      watch: (listener) => {
        const hear = (id: string | undefined): void => void (this.#killed || listener(id));
        watchers.add(hear);
        return () => void watchers.delete(hear);
      },
    };
  }

  clear(): Promise<void> {
    return this.#answer(() => {
      for (const place of this.#device.places.values()) {
        place.boxes.clear();
        place.state = undefined;
        for (const watcher of place.watchers) watcher(undefined);
      }
    });
  }

  /** Ends as a page that is killed: nothing is answered any more, and what it had is free. */
  kill(): void {
    this.#killed = true;
    for (const release of this.#releases) release();
  }

  /** Does something a little later, unless the client is dead by then. */
  async #answer<T>(action: () => T): Promise<T> {
    await new Promise((resolve) => setImmediate(resolve));
    if (this.#killed) await new Promise(() => undefined);
    const result = action();
    await new Promise((resolve) => setImmediate(resolve));
    if (this.#killed) await new Promise(() => undefined);
    return result;
  }
}
