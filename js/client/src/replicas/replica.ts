import type { Operation } from "../operations/operation.js";
import { FLOOR, hasAuthor, VOID, type HistoryRecord } from "../operations/record.js";
import type { Transaction } from "../operations/transaction.js";
import type { Undo } from "../state/change.js";
import { commutes } from "../state/commutation.js";
import { Queue } from "../state/queue.js";
import { PENDING } from "../state/sequence.js";
import type { StateTree } from "../state/tree.js";
import { SettledState } from "./settledState.js";
import type { ChangeSink, Draft, StoreReplica } from "./storeReplica.js";

/** An own transaction of the overlay, and what it did when last applied. */
interface Pending extends Draft {
  readonly transaction: Transaction;
  undo: Undo[][];
  effects: boolean[];
}

/**
 * A replica with a hub: settled state plus overlay, `fold(settled by revision, then own pending by seq)`. One tree holds both: the
 * overlay notes how to undo itself, and is taken off only when a settled operation may not commute with it.
 */
export class Replica implements StoreReplica {
  changes: ChangeSink | undefined;
  /** How often the overlay had to be taken off and replayed. */
  replays = 0;
  readonly #queue = new Queue<Pending>();
  #state = new SettledState();
  #off = false;

  /** @param source The name of this incarnation. */
  constructor(public source: string) {}

  /** The revision up to which the replica is settled. */
  get revision(): number {
    return this.#state.revision;
  }

  /** The settled part's tables. Its tree has the overlay on it: see {@link readSettled}. */
  get settled(): SettledState {
    return this.#state;
  }

  get tree(): StateTree {
    return this.#state.tree;
  }

  /** The own transactions that wait for their place in history, by seq. */
  get pending(): Transaction[] {
    return Array.from(this.#queue, ({ transaction }) => transaction);
  }

  /** How many own transactions wait for their place in history. */
  get pendingCount(): number {
    return this.#queue.length;
  }

  /** The settled revision when the oldest pending operation was written. */
  get base(): number {
    return this.#queue.at(0)?.transaction.base ?? this.revision;
  }

  /** Adds an own transaction to the overlay. Its seqs follow those before. */
  write(transaction: Transaction): void {
    const pending: Pending = { transaction, undo: [], effects: [] };
    this.#applyPending(pending, true);
    this.#queue.push(pending);
  }

  writeDraft(operation: Operation, draft: Draft): boolean {
    const undo: Undo[] = [];
    const effect = this.tree.apply(operation, PENDING, undo);
    draft.undo.push(undo);
    draft.effects.push(effect);
    return effect;
  }

  commitDraft(transaction: Transaction, draft: Draft): void {
    this.#queue.push({ transaction, ...draft });
  }

  rollbackDraft(draft: Draft, keep: number): void {
    takeBack(draft.undo.splice(keep));
    draft.effects.length = keep;
    if (this.#queue.length === 0 && keep === 0) this.tree.generation++;
  }

  /**
   * Withdraws an own pending transaction: it leaves the overlay as if it had never been written.
   * @returns Whether it was pending.
   */
  withdraw(firstSeq: number): boolean {
    const index = this.pending.findIndex((transaction) => transaction.firstSeq === firstSeq);
    if (index < 0) return false;
    this.#takeOff();
    const rest = this.#queue.drain();
    this.#reportLost(rest.splice(index, 1)[0]!);
    for (const pending of rest) this.#queue.push(pending);
    this.#putOn();
    return true;
  }

  /** Takes in the next records of history, in order and without a gap. */
  apply(records: readonly HistoryRecord[]): void {
    try {
      for (const record of records) this.#applyOne(record);
    } finally {
      this.#putOn();
    }
  }

  /**
   * Replaces the settled state by a snapshot. The overlay is cut by the snapshot's source table only.
   * @param snapshot The settled state from now on.
   * @param own The own transactions that may have no place in history, by seq: those pending, by default, and those that were settled
   * in an epoch that lost them.
   */
  loadSnapshot(snapshot: SettledState, own: readonly Transaction[] = this.pending): void {
    const last = snapshot.sources.lastSeq(this.source);
    const pending = own.filter((transaction) => transaction.firstSeq > last && transaction.operations);
    this.#clear();
    this.#state = snapshot;
    for (const transaction of pending) this.write(transaction);
    this.changes?.changedAll();
  }

  /** Takes a new name, since the hub lost or forgot the old one, and these transactions in place of those pending. */
  reissue(source: string, transactions: readonly Transaction[]): void {
    for (const pending of this.#clear()) this.#reportLost(pending);
    this.source = source;
    for (const transaction of transactions) this.write(transaction);
  }

  /** Reads something of the settled state, without the overlay. */
  readSettled<T>(read: (state: SettledState) => T): T {
    this.#takeOff();
    try {
      return read(this.#state);
    } finally {
      this.#putOn();
    }
  }

  #applyOne(record: HistoryRecord): void {
    this.#state.requireNext(record);
    const own = this.#queue.at(0);
    if (own && hasAuthor(record) && record.source === this.source && record.firstSeq === own.transaction.firstSeq) {
      this.#settleOwn(record, own);
      return;
    }
    // tombstones above the floor may be what pending operations hold on to
    if (record.kind === FLOOR && (this.tree.tombstones.at(0)?.revision ?? PENDING) <= record.floor) this.#takeOff();
    this.#applyUnder(record);
    this.#state.advance(record);
  }

  #applyUnder(record: HistoryRecord): void {
    record.operations.forEach((operation, i) => {
      if (this.#applyOperation(operation, record.firstRevision + i)) this.changes?.changed(operation);
    });
  }

  #applyOperation(operation: Operation, revision: number): boolean {
    if (!this.#off && this.#queue.length > 0) {
      const target = commutes(this.tree, operation);
      if (target !== undefined) return target !== null && this.tree.applyAt(target, operation, revision);
      this.#takeOff();
    }
    return this.tree.apply(operation, revision);
  }

  #settleOwn(record: HistoryRecord, own: Pending): void {
    const { operations } = own.transaction;
    if (record.kind === VOID) {
      this.#takeOff();
      this.#reportLost(own);
    } else if (!operations) {
      // withdrawn too late: history has it, and history counts
      this.#applyUnder(record);
    } else if (this.#off) {
      // the operations it was written with: the record's differ in the timestamp only
      operations.forEach((operation, i) => this.tree.apply(operation, record.firstRevision + i));
    } else {
      // it is in the tree already, exactly as the settled state alone would have it: only its tombstones lack their revision
      own.undo.forEach((undo, i) => undo.forEach((entry) => entry.settle?.(record.firstRevision + i)));
    }
    this.#queue.shift();
    if (this.#queue.length === 0 && !this.#off) this.tree.generation++;
    this.#state.advance(record);
  }

  #takeOff(): void {
    if (this.#off || this.#queue.length === 0) return;
    for (const pending of [...this.#queue].reverse()) takeBack(pending.undo);
    this.tree.generation++;
    this.#off = true;
    this.replays++;
  }

  #putOn(): void {
    if (!this.#off) return;
    this.#off = false;
    for (const pending of this.#queue) this.#applyPending(pending, false);
  }

  /** Takes the overlay off for good. */
  #clear(): Pending[] {
    this.#takeOff();
    this.#off = false;
    return this.#queue.drain();
  }

  #applyPending(pending: Pending, report: boolean): void {
    const before = pending.effects;
    const draft: Draft = { undo: (pending.undo = []), effects: (pending.effects = []) };
    pending.transaction.operations?.forEach((operation, i) => {
      const effect = this.writeDraft(operation, draft);
      if (report ? effect : effect !== before[i]) this.changes?.changed(operation);
    });
  }

  #reportLost({ transaction, effects }: Pending): void {
    transaction.operations?.forEach((operation, i) => {
      if (effects[i]) this.changes?.changed(operation);
    });
  }
}

function takeBack(undo: readonly Undo[][]): void {
  for (const entries of [...undo].reverse()) for (const entry of entries.reverse()) entry.undo();
}
