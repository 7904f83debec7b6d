import { Refused } from "../errors/codes.js";
import { StoreError } from "../errors/storeError.js";
import { lastSeq, toVoid, type Transaction } from "../operations/transaction.js";
import { VOID, type HistoryRecord } from "../operations/record.js";
import type { SourceEntry } from "../replicas/sourceTable.js";
import { Queue } from "../state/queue.js";
import type { VoidSeqs } from "./messages.js";
import { Waiters } from "./waiters.js";

/** An own transaction that the hub has not both placed and made durable yet. */
export interface OutboxEntry {
  /** What is sent: the transaction, or the void that took its place. */
  transaction: Transaction;
  /** What the application wrote. */
  written: Transaction;
  /** The settled revision when it was written. */
  readonly writtenAt: number;
  /** Its number among all of this store, under whatever source. */
  readonly ordinal: number;
  settled: boolean;
  acknowledged: boolean;
  /** Whether the hub said that its place in history is a void's. */
  voidAtHub: boolean;
  /** Why it became void; undefined if the hub gave no reason, or it is not void. */
  refusal: StoreError | undefined;
  /** Its position in the store's journal, if the store has one. */
  keptAt: number;
}

/** The own transactions, by seq, that are not both settled and acknowledged. */
export class Outbox {
  readonly #entries = new Queue<OutboxEntry>();
  readonly #waiters = new Waiters();
  readonly #changed: (unacknowledged: number) => void;
  #nextOrdinal = 0;
  #acknowledgedOrdinal = -1;
  /** Up to where everything is durable. */
  acknowledgedSeq = -1;
  // where the last acknowledged transaction begins
  #acknowledgedFirst = -1;

  get all(): Iterable<OutboxEntry> {
    return this.#entries;
  }

  get oldest(): OutboxEntry | undefined {
    return this.#entries.at(0);
  }

  /** @param changed Is told how many transactions are not acknowledged, when it changed. */
  constructor(changed: (unacknowledged: number) => void) {
    this.#changed = changed;
  }

  /** How many transactions are not acknowledged. */
  get unacknowledged(): number {
    return this.#nextOrdinal - 1 - this.#acknowledgedOrdinal;
  }

  add(transaction: Transaction, writtenAt: number): OutboxEntry {
    const entry = entryOf(transaction, writtenAt, this.#nextOrdinal++);
    this.#entries.push(entry);
    this.#changed(this.unacknowledged);
    return entry;
  }

  /** Puts what an earlier life wrote before all that was written in this one. Nothing was sent yet. */
  prepend(earlier: readonly OutboxEntry[]): void {
    const since = this.#entries.drain();
    for (const entry of [...earlier, ...since]) this.#entries.push(entry);
    this.#acknowledgedOrdinal = -1 - earlier.length;
    this.#changed(this.unacknowledged);
  }

  /** The entry whose transaction begins with a seq. */
  find(firstSeq: number): OutboxEntry | undefined {
    const entry = this.#entries.at(this.#indexAfter(firstSeq - 1));
    return entry?.transaction.firstSeq === firstSeq ? entry : undefined;
  }

  /** The entries whose transactions begin after a seq. */
  *after(seq: number): IterableIterator<OutboxEntry> {
    for (let at = this.#indexAfter(seq); at < this.#entries.length; at++) yield this.#entries.at(at)!;
  }

  /** Everything up to a seq is durable. */
  acknowledge(seq: number): void {
    if (seq <= this.acknowledgedSeq) return;
    this.acknowledgedSeq = seq;
    let last = this.#acknowledgedOrdinal;
    // what was acknowledged before may still wait to be settled
    for (const entry of this.after(this.#acknowledgedFirst)) {
      if (lastSeq(entry.transaction) > seq) break;
      entry.acknowledged = true;
      this.#acknowledgedFirst = entry.transaction.firstSeq;
      last = entry.ordinal;
    }
    this.#reached(last);
  }

  /**
   * The store was opened.
   * @param delta Whether deliveries go on from where they were.
   * @param settled What the replica's settled state has of the source.
   */
  opened(delta: boolean, acknowledgedSeq: number, settled: SourceEntry | undefined): void {
    // What was settled may have been so in an epoch that is lost: only the snapshot that follows can tell. If it did not come, and the hub
    // can go on by delta after all, what the replica has does not come again.
    if (!delta) for (const entry of this.#entries) entry.settled = false;
    else this.#settleBy(settled);
    this.acknowledge(acknowledgedSeq);
  }

  /** Records were applied. */
  settleRecord(record: HistoryRecord): void {
    const entry = this.find(record.firstSeq);
    if (entry) settle(entry, record.kind === VOID);
  }

  /** A snapshot was loaded, whose table has this of the source. */
  settleSnapshot(known: SourceEntry | undefined): void {
    for (const entry of this.#entries) entry.settled = false;
    this.#settleBy(known);
  }

  /** Removes what is both settled and acknowledged, oldest first. */
  takeDone(): OutboxEntry[] {
    const done: OutboxEntry[] = [];
    for (let entry = this.oldest; entry?.settled && entry.acknowledged; entry = this.oldest) done.push(this.#entries.shift()!);
    return done;
  }

  /** Removes what begins at or before a seq, whatever became of it; those who wait for it are told. */
  takeThrough(seq: number): OutboxEntry[] {
    const taken: OutboxEntry[] = [];
    for (let entry = this.oldest; entry && entry.transaction.firstSeq <= seq; entry = this.oldest) taken.push(this.#entries.shift()!);
    const last = taken.at(-1);
    if (last) this.#reached(last.ordinal);
    return taken;
  }

  /** The hub says which of what is durable is void, and perhaps why. */
  noteVoids(voids: readonly VoidSeqs[]): OutboxEntry[] {
    return voids.flatMap(({ seq, reason }) => {
      const entry = this.find(seq);
      if (!entry) return [];
      entry.voidAtHub = true;
      if (reason !== undefined) entry.refusal ??= new StoreError(Refused, reason);
      return [entry];
    });
  }

  /** Nobody will hear any more of what was sent under the source: removes it; what stands in history, as it stands there, and what nobody knows of. */
  takeSent(sent: number): { standing: OutboxEntry[]; unknown: OutboxEntry[] } {
    const taken = this.takeThrough(sent);
    const standing = taken.filter((entry) => entry.settled || entry.acknowledged);
    // its record will not be known any more as one of ours
    for (const entry of standing) if (!entry.settled) settle(entry, entry.voidAtHub);
    return { standing, unknown: taken.filter((entry) => !standing.includes(entry)) };
  }

  /** The seqs start anew under another source: nothing is acknowledged of it, and everything that is left goes out again. */
  restart(): void {
    this.acknowledgedSeq = this.#acknowledgedFirst = -1;
    for (const entry of this.#entries) entry.acknowledged = entry.settled = entry.voidAtHub = false;
    if (this.oldest) this.#acknowledgedOrdinal = Math.min(this.#acknowledgedOrdinal, this.oldest.ordinal - 1);
    this.#changed(this.unacknowledged);
  }

  /** Completes when everything that was added so far is acknowledged. */
  whenAcknowledged(): Promise<void> {
    const ordinal = this.#nextOrdinal - 1;
    return ordinal <= this.#acknowledgedOrdinal ? Promise.resolve() : this.#waiters.wait(ordinal);
  }

  /** Nothing will be acknowledged any more. */
  fail(reason: unknown): void {
    this.#waiters.fail(reason);
  }

  #settleBy(known: SourceEntry | undefined): void {
    if (!known) return;
    const { voids } = known;
    for (const entry of this.#entries) {
      const { firstSeq } = entry.transaction;
      if (entry.settled || lastSeq(entry.transaction) > known.lastSeq) continue;
      settle(entry, voids.some((range) => firstSeq >= range.firstSeq && firstSeq < range.firstSeq + range.count));
    }
  }

  #reached(ordinal: number): void {
    if (ordinal > this.#acknowledgedOrdinal) {
      this.#acknowledgedOrdinal = ordinal;
      this.#changed(this.unacknowledged);
    }
    this.#waiters.reached(this.#acknowledgedOrdinal);
  }

  #indexAfter(seq: number): number {
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#entries.at(middle)!.transaction.firstSeq > seq) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

/** An entry of a transaction that nothing is known of yet. */
export function entryOf(transaction: Transaction, writtenAt: number, ordinal: number): OutboxEntry {
  return { transaction, written: transaction, writtenAt, ordinal, settled: false, acknowledged: false, voidAtHub: false, refusal: undefined, keptAt: 0 };
}

/** The log's outcome holds, whatever was thought of the transaction here. */
function settle(entry: OutboxEntry, isVoid: boolean): void {
  entry.settled = true;
  entry.transaction = isVoid ? toVoid(entry.transaction) : entry.written;
}
