import type { Operation } from "../operations/operation.js";
import type { Transaction } from "../operations/transaction.js";
import type { Undo } from "../state/change.js";
import type { StateTree } from "../state/tree.js";

/** Hears which operations changed the visible state, or may have. */
export interface ChangeSink {
  /** An operation took or lost effect. */
  changed(operation: Operation): void;
  /** Anything may have changed. */
  changedAll(): void;
}

/** What the operations of a transaction that is still being written did to the tree. */
export interface Draft {
  /** Of each operation, how to take it back. */
  readonly undo: Undo[][];
  /** Of each operation, whether it had an effect. */
  readonly effects: boolean[];
}

/** What the store's surface needs of a replica, with a hub or without. */
export interface StoreReplica {
  /** The name of this incarnation. */
  readonly source: string;
  /** The settled revision that new transactions carry as their base; 0 without a hub. */
  readonly revision: number;
  /** The visible tree; for reading only. */
  readonly tree: StateTree;
  /** Who hears of changes. */
  changes: ChangeSink | undefined;
  /** Applies one own operation of a transaction that is still being written. {@link changes} does not hear of it yet. */
  writeDraft(operation: Operation, draft: Draft): boolean;
  /** Keeps the transaction. */
  commitDraft(transaction: Transaction, draft: Draft): void;
  /** Takes back the operations that a draft has beyond some first ones. */
  rollbackDraft(draft: Draft, keep: number): void;
}
