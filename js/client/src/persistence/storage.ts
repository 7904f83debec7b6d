/** How far a store's history is settled: a revision, and the epoch that it counts in. */
export interface Cursor {
  readonly epoch: string;
  readonly revision: number;
}

/** What is kept of an outbox beside its transactions. */
export interface KeptOutbox {
  readonly source: string;
  /** The secret that makes the source this device's own. */
  readonly token: string;
  /** The next seq to give. */
  readonly nextSeq: number;
  /** Up to where the hub has acknowledged; −1: nothing. */
  readonly acknowledgedSeq: number;
  /** The last timestamp that the source gave. */
  readonly lastTs: number;
  /** When the hub last knew the source; undefined: it never did, as far as is known. */
  readonly opened?: Cursor;
  /** With which seq the earliest life began of which the hub has not yet said how far the one before it came. */
  readonly resumed?: number;
}

/** Why a kept transaction is void. */
export interface KeptRefusal {
  /** Whether its void is sent in its place. */
  readonly isVoid: boolean;
  /** Whether the hub said that its place in history is a void's. */
  readonly atHub: boolean;
  /** The number of the error, if a reason is known, and the reason. */
  readonly code?: number;
  readonly message?: string;
}

/** An own transaction as it is kept. */
export interface KeptTransaction {
  readonly firstSeq: number;
  /** The settled revision when it was written. */
  readonly writtenAt: number;
  /** The transaction in the encoding of the protocol's section 7. */
  readonly data: Uint8Array;
  readonly refusal?: KeptRefusal;
}

/** All that is kept of an outbox. */
export interface KeptOutboxContent {
  readonly outbox: KeptOutbox;
  /** The last seq that may have been sent, if it is known; undefined: all may have been. */
  readonly sent: number | undefined;
  /** By seq. */
  readonly transactions: readonly KeptTransaction[];
}

/** A settled state as it is kept. */
export interface KeptState extends Cursor {
  /** The state in the encoding of the protocol's section 8. */
  readonly snapshot: Uint8Array;
}

/** What changes of an outbox. Its parts happen in the order in which they stand here. */
export interface OutboxChange {
  readonly id: string;
  /** Whether the outbox may be new; it has to be there otherwise. */
  readonly create?: boolean;
  /** Removes the outbox with all that it has. */
  readonly remove?: boolean;
  /** Removes all transactions; those that begin at or before a seq; or those that begin at some seqs. */
  readonly removeAll?: boolean;
  readonly removeThrough?: number;
  readonly removeAt?: readonly number[];
  readonly outbox?: KeptOutbox;
  /** The last seq that may have been sent; null: all may be, from now on. */
  readonly sent?: number | null;
  readonly put?: readonly KeptTransaction[];
}

/** Where one store of one hub is kept. Any number of clients, in any number of pages, may use it at once. */
export interface StoreStorage {
  /** The ids of all outboxes that are kept. */
  outboxes(): Promise<string[]>;
  /** What an outbox holds; undefined if there is none of the id. */
  read(id: string): Promise<KeptOutboxContent | undefined>;
  /** The settled state; undefined if none is kept. */
  state(): Promise<KeptState | undefined>;
  /** How far {@link state} is settled. */
  cursor(): Promise<Cursor | undefined>;
  /**
   * Changes an outbox, and replaces the state by a later one (of another epoch, or of a higher revision): all or nothing. When it
   * completes, the change survives the end of the process and, if the device can promise that, loss of power; when it fails, nothing was changed.
   * @returns False if the outbox is not there any more; then nothing was changed.
   */
  commit(change: OutboxChange | undefined, state?: KeptState): Promise<boolean>;
  /**
   * Takes an outbox for one client, until the client gives it back or its page ends in whatever way.
   * @param signal Waits until the outbox is free, or this is aborted; without it, does not wait.
   * @returns What gives it back; undefined if somebody else has it.
   */
  lock(id: string, signal?: AbortSignal): Promise<(() => void) | undefined>;
  /** Tells the other clients of a new outbox. */
  announce(id: string): void;
  /** Hears of new outboxes of other clients (the id), and of all being deleted (undefined), until what is returned is called. */
  watch(listener: (id: string | undefined) => void): () => void;
}

/** Where stores are kept on a device. */
export interface DeviceStorage {
  /**
   * The storage of one store.
   * @param hub The hub's address.
   * @param store The store's name.
   */
  at(hub: string, store: string): StoreStorage;
  /** Deletes all that is kept, and tells those that watch. */
  clear(): Promise<void>;
}
