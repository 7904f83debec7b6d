import * as Code from "../errors/codes.js";
import { fail } from "../errors/storeError.js";
import { operationSize, requireTransactionSize } from "../encodings/limits.js";
import type { Operation } from "../operations/operation.js";
import { transactionOf, type Transaction } from "../operations/transaction.js";
import type { HybridClock } from "../ordering/clock.js";
import { defaultLimits, type StoreLimits } from "../values/limits.js";
import type { Draft, StoreReplica } from "./storeReplica.js";

/** An operation before it has an identity and a timestamp. */
export type Write = Omit<Operation, "source" | "seq" | "ts">;

/** Makes operations out of writes and transactions out of batches. */
export class TransactionWriter {
  /** The seq of the next operation. */
  nextSeq = 0;
  limits: StoreLimits = defaultLimits;
  #operations: Operation[] = [];
  /** The size of all operations up to each. */
  #bytes: number[] = [];
  #draft: Draft = { undo: [], effects: [] };
  #ts = 0;

  readonly #replica: StoreReplica;
  readonly #clock: HybridClock;
  readonly #base: () => number;

  constructor(
    replica: StoreReplica,
    clock: HybridClock,
    /** What the base of the next transaction is. */
    base: () => number = () => replica.revision,
  ) {
    this.#replica = replica;
    this.#clock = clock;
    this.#base = base;
  }

  /** How many operations the open transaction has; for {@link rollback}. */
  get count(): number {
    return this.#operations.length;
  }

  /**
   * Stamps one operation, applies it and makes it part of the open transaction.
   * @throws StoreError It is past a limit; nothing was written.
   */
  add(write: Write): Operation {
    const { limits } = this;
    const operations = this.#operations;
    const replica = this.#replica;
    if (operations.length === 0) this.#ts = this.#clock.next();
    const operation: Operation = { ...write, source: replica.source, seq: this.nextSeq, ts: this.#ts };
    const size = operationSize(operation, limits);
    if (operations.length >= limits.maxTransactionOperations) {
      fail(Code.TransactionTooLarge, `A transaction has at most ${limits.maxTransactionOperations} operations.`, undefined, limits.maxTransactionOperations);
    }
    const bytes = (this.#bytes.at(-1) ?? 0) + size;
    // the header of a transaction stays far below 256 bytes
    requireTransactionSize(bytes + 256, limits);
    replica.writeDraft(operation, this.#draft);
    operations.push(operation);
    this.#bytes.push(bytes);
    this.nextSeq++;
    return operation;
  }

  /** Ends the transaction; undefined if nothing was written. */
  commit(): Transaction | undefined {
    const operations = this.#operations;
    const replica = this.#replica;
    if (operations.length === 0) return undefined;
    const transaction = transactionOf(operations, this.#base());
    replica.commitDraft(transaction, this.#draft);
    this.#operations = [];
    this.#bytes = [];
    this.#draft = { undo: [], effects: [] };
    // only now: what is taken back has changed nothing
    for (const operation of operations) replica.changes?.changed(operation);
    return transaction;
  }

  /** Takes back what the open transaction has beyond its first operations. */
  rollback(keep = 0): void {
    this.#replica.rollbackDraft(this.#draft, keep);
    this.nextSeq -= this.#operations.length - keep;
    this.#operations.length = this.#bytes.length = keep;
  }
}
