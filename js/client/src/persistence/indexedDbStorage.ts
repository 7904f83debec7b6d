import * as Code from "../errors/codes.js";
import { fail, StoreError } from "../errors/storeError.js";
import type { Cursor, DeviceStorage, KeptOutbox, KeptOutboxContent, KeptState, KeptTransaction, OutboxChange, StoreStorage } from "./storage.js";

const version = 1;
// one for each kind of what is kept, by [hub, store, …]
const outboxes = "outboxes";
const sents = "sent";
const transactions = "transactions";
const states = "states";
const cursors = "cursors";
const all = [outboxes, sents, transactions, states, cursors];

/** What other pages are told: a new outbox of a store; all was deleted. */
type Message = { readonly hub: string; readonly store: string; readonly id: string } | { readonly cleared: true };

/** Stores kept in an IndexedDB database, and guarded by Web Locks. */
export class IndexedDbStorage implements DeviceStorage {
  /** The database's name, which pages of one origin share. */
  readonly name: string;
  #opening: Promise<IDBDatabase> | undefined;

  constructor(name: string) {
    this.name = name;
  }

  at(hub: string, store: string): StoreStorage {
    return new IndexedDbStore(this, hub, store);
  }

  async clear(): Promise<void> {
    const transaction = await this.begin("readwrite");
    for (const name of all) transaction.objectStore(name).clear();
    await completed(transaction);
    this.tell({ cleared: true });
  }

  /** Begins a transaction on everything. */
  async begin(mode: IDBTransactionMode): Promise<IDBTransaction> {
    for (let again = false; ; again = true) {
      const database = await (this.#opening ??= this.#open());
      try {
        return database.transaction(all, mode, { durability: "strict" });
      } catch (error) {
        // closed since, by the browser or for a newer version of this program
        this.#opening = undefined;
        if (again) throw storageFailed(error);
      }
    }
  }

  tell(message: Message): void {
    const channel = this.channel();
    channel.postMessage(message);
    channel.close();
  }

  channel(): BroadcastChannel {
    return new BroadcastChannel(this.name);
  }

  async #open(): Promise<IDBDatabase> {
    try {
      const factory = globalThis.indexedDB as IDBFactory | undefined;
      if (!factory) fail(Code.StorageFailed, "This environment has no IndexedDB.");
      if (!globalThis.navigator?.locks) fail(Code.StorageFailed, "This environment has no Web Locks; a page has them in a secure context only.");
      const request = factory.open(this.name, version);
      request.onupgradeneeded = () => {
        for (const name of all) request.result.createObjectStore(name);
      };
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
        request.onblocked = () => reject(new Error("another page keeps an older version of it open"));
      });
      const closed = (): void => void (this.#opening = undefined);
      database.onclose = closed;
      database.onversionchange = () => {
        database.close();
        closed();
      };
      return database;
    } catch (error) {
      this.#opening = undefined;
      throw storageFailed(error);
    }
  }
}

class IndexedDbStore implements StoreStorage {
  readonly #device: IndexedDbStorage;
  readonly #hub: string;
  readonly #store: string;

  constructor(device: IndexedDbStorage, hub: string, store: string) {
    this.#device = device;
    this.#hub = hub;
    this.#store = store;
  }

  async outboxes(): Promise<string[]> {
    const transaction = await this.#device.begin("readonly");
    const keys = await result(transaction.objectStore(outboxes).getAllKeys(this.#below()));
    return (keys as string[][]).map((key) => key[2]!);
  }

  async read(id: string): Promise<KeptOutboxContent | undefined> {
    const transaction = await this.#device.begin("readonly");
    const key = this.#key(id);
    const [outbox, sent, kept] = await Promise.all([
      result<KeptOutbox | undefined>(transaction.objectStore(outboxes).get(key)),
      result<number | undefined>(transaction.objectStore(sents).get(key)),
      result<KeptTransaction[]>(transaction.objectStore(transactions).getAll(this.#below(id))),
    ]);
    return outbox && { outbox, sent, transactions: kept };
  }

  async state(): Promise<KeptState | undefined> {
    const transaction = await this.#device.begin("readonly");
    const [cursor, snapshot] = await Promise.all([
      result<Cursor | undefined>(transaction.objectStore(cursors).get(this.#key())),
      result<Uint8Array>(transaction.objectStore(states).get(this.#key())),
    ]);
    return cursor && { ...cursor, snapshot };
  }

  async cursor(): Promise<Cursor | undefined> {
    const transaction = await this.#device.begin("readonly");
    return result<Cursor | undefined>(transaction.objectStore(cursors).get(this.#key()));
  }

  async commit(change: OutboxChange | undefined, state?: KeptState): Promise<boolean> {
    const transaction = await this.#device.begin("readwrite");
    const done = completed(transaction);
    // whatever fails aborts the transaction, which is what is reported
    done.catch(() => undefined);
    if (change && !change.create) {
      const found = await result(transaction.objectStore(outboxes).getKey(this.#key(change.id)));
      if (found === undefined) return false;
    }
    try {
      if (change) this.#change(transaction, change);
      if (state) await this.#replace(transaction, state);
      transaction.commit();
    } catch (error) {
      // the browser would commit the part that was asked for
      if (!(error instanceof StoreError)) transaction.abort();
      throw storageFailed(error);
    }
    await done;
    return true;
  }

  async lock(id: string, signal?: AbortSignal): Promise<(() => void) | undefined> {
    let release: (() => void) | undefined;
    const name = [this.#device.name, ...this.#key(id)].join("\n");
    await new Promise<void>((resolve, reject) => {
      const held = (lock: Lock | null): Promise<void> | undefined => {
        const holding = lock ? new Promise<void>((end) => (release = end)) : undefined;
        resolve();
        return holding;
      };
      navigator.locks.request(name, signal ? { signal } : { ifAvailable: true }, held).catch((error: unknown) => (signal?.aborted ? resolve() : reject(storageFailed(error))));
    });
    return release;
  }

  announce(id: string): void {
    this.#device.tell({ hub: this.#hub, store: this.#store, id });
  }

  watch(listener: (id: string | undefined) => void): () => void {
    const channel = this.#device.channel();
    channel.onmessage = ({ data }: MessageEvent<Message>) => {
      if ("cleared" in data) listener(undefined);
      else if (data.hub === this.#hub && data.store === this.#store) listener(data.id);
    };
    return () => channel.close();
  }

  #change(transaction: IDBTransaction, { id, remove, removeAll, removeThrough, removeAt = [], outbox, sent, put = [] }: OutboxChange): void {
    const key = this.#key(id);
    const store = transaction.objectStore(transactions);
    if (remove || removeAll) store.delete(this.#below(id));
    if (remove) {
      transaction.objectStore(outboxes).delete(key);
      transaction.objectStore(sents).delete(key);
      return;
    }
    if (removeThrough !== undefined) store.delete(IDBKeyRange.bound(key, [...key, removeThrough]));
    for (const seq of removeAt) store.delete([...key, seq]);
    if (outbox) transaction.objectStore(outboxes).put(outbox, key);
    if (sent === null) transaction.objectStore(sents).delete(key);
    else if (sent !== undefined) transaction.objectStore(sents).put(sent, key);
    for (const one of put) store.put(one, [...key, one.firstSeq]);
  }

  async #replace(transaction: IDBTransaction, { epoch, revision, snapshot }: KeptState): Promise<void> {
    const cursor = transaction.objectStore(cursors);
    const before = await result<Cursor | undefined>(cursor.get(this.#key()));
    if (before?.epoch === epoch && before.revision >= revision) return;
    cursor.put({ epoch, revision }, this.#key());
    transaction.objectStore(states).put(snapshot, this.#key());
  }

  #key(...more: string[]): string[] {
    return [this.#hub, this.#store, ...more];
  }

  /** All keys that begin with that one: a list comes after any text or number. */
  #below(...more: string[]): IDBKeyRange {
    const key = this.#key(...more);
    return IDBKeyRange.bound(key, [...key, []]);
  }
}

function result<T>(request: IDBRequest): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result as T);
    request.onerror = () => reject(storageFailed(request.error));
  });
}

function completed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(storageFailed(transaction.error));
  });
}

function storageFailed(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const { name = "Error", message = "" } = (error ?? {}) as Partial<Error>;
  return new StoreError(Code.StorageFailed, `IndexedDB failed: ${name}: ${message}`);
}
