import type { StoreErrorNumber } from "../errors/storeError.js";
import { contain } from "../store/observers.js";
import type { Operation } from "../store/publicOperation.js";

/** Where a store stands with its hub. */
export interface HubStatus {
  /**
   * `live`: it has all that the hub had when it was opened, and hears of every change. `offline`: usable, and goes live by itself.
   * `connecting`: between the two. `closed`: ended for good; reading goes on, writing throws.
   */
  readonly state: "connecting" | "live" | "offline" | "closed";
  /** Why, if it is offline or closed, or live at a hub that cannot store writes. */
  readonly reason?: { readonly code: StoreErrorNumber; readonly message: string };
}

/** The hub refused what was written: it was taken back. */
export interface RefusedEvent {
  /** The operations of the transaction. */
  readonly operations: readonly Operation[];
  readonly code: StoreErrorNumber;
  readonly message: string;
}

/** What was written may be lost. */
export interface LostEvent {
  /** 401: the hub lost what it had acknowledged. 402: it was sent, and nobody knows what became of it. */
  readonly code: 401 | 402;
  /** The first of the seqs that it is about, and how many. */
  readonly firstSeq: number;
  readonly count: number;
  readonly message: string;
}

/** The device cannot keep the store any more, or can again. */
export interface PersistenceEvent {
  /** Why it cannot: 309 or 310. What is written goes on in memory, and is sent. Missing: it can again. */
  readonly failure?: { readonly code: StoreErrorNumber; readonly message: string };
}

/** What a hub connection tells of. */
export interface HubEvents {
  /** The status changed. */
  readonly status: HubStatus;
  /** The number of own transactions that are not acknowledged changed. */
  readonly pending: number;
  /** The hub refused a transaction for good. */
  readonly refused: RefusedEvent;
  /** The hub lost writes, or their outcome is not known. */
  readonly lost: LostEvent;
  /** The device cannot keep the store, or can again. Only with persistence. */
  readonly persistence: PersistenceEvent;
}

/** Who hears of events. They are told one after the other, when what caused them is done. */
export class Events {
  readonly #listeners = new Map<keyof HubEvents, Set<(event: never) => void>>();

  on<K extends keyof HubEvents>(name: K, listener: (event: HubEvents[K]) => void): () => void {
    const all = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, all);
    all.add(listener);
    return () => void all.delete(listener);
  }

  tell<K extends keyof HubEvents>(name: K, event: HubEvents[K]): void {
    const all = this.#listeners.get(name) as Set<(event: HubEvents[K]) => void> | undefined;
    for (const listener of [...(all ?? [])]) queueMicrotask(() => contain(() => listener(event)));
  }
}
