import * as Code from "../errors/codes.js";
import { fail, StoreError } from "../errors/storeError.js";
import { hasAuthor, type HistoryRecord } from "../operations/record.js";
import { randomSource } from "../operations/source.js";
import { lastSeq, toVoid, type Transaction } from "../operations/transaction.js";
import type { Replica } from "../replicas/replica.js";
import type { SettledState } from "../replicas/settledState.js";
import { toPublic } from "../store/publicOperation.js";
import type { StoreCore } from "../store/storeCore.js";
import type { Events } from "./events.js";
import { voidsOf, type Fields, type OpenResult } from "./messages.js";
import { Outbox, type OutboxEntry } from "./outbox.js";
import { Reissue } from "./reissue.js";
import { SourceRecord } from "./sourceRecord.js";
import type { Wire } from "./wire.js";

/** What a frame has around its transactions, at most. */
const envelope = 1024;
const mostTransactions = 2000;

/** A submission: transactions, and as they are sent. */
export interface Batch {
  readonly transactions: readonly Transaction[];
  readonly parts: readonly unknown[];
}

/** What goes to the hub: the outbox, how far it was sent, what is refused or lost, and under which source. */
export class Sending {
  readonly outbox = new Outbox();
  /** The secret that makes the source this store's own. */
  token = newToken();
  /** The revision of the last own transaction that is durable. */
  acknowledgedRevision = 0;
  #source = new SourceRecord();
  // the last seq given to the connection
  #sentSeq = -1;
  readonly #store: StoreCore;
  readonly #replica: Replica;
  readonly #events: Events;
  readonly #wire: Wire;

  constructor(store: StoreCore, replica: Replica, events: Events, wire: Wire) {
    this.#store = store;
    this.#replica = replica;
    this.#events = events;
    this.#wire = wire;
  }

  /** The revision that the floor must not pass. */
  get base(): number {
    return this.outbox.oldest?.writtenAt ?? this.#replica.revision;
  }

  /** Somebody else has written under this source. */
  sourceIsTaken(): void {
    this.#source.taken = true;
  }

  /**
   * The hub has answered with what it knows of the source.
   * @param settled The revision of the cursor that was sent; 0 without one.
   * @returns False if the source had to be changed, and the store must be opened under the new one.
   */
  open(result: OpenResult, settled: number): boolean {
    const { outbox } = this;
    const first = outbox.oldest?.transaction.firstSeq ?? this.#store.writer.nextSeq;
    const fate = this.#source.judge(result, settled, first, this.#store.writer.nextSeq);
    const { expectedSeq } = result;
    const lost = "the hub lost them after it had acknowledged them";
    const forgotten = "the hub forgot their source";
    switch (fate) {
      case "known":
        this.#source.opened(result);
        outbox.noteVoids(result.voids);
        this.#sentSeq = expectedSeq - 1;
        this.acknowledgedRevision = result.acknowledgedRevision;
        outbox.opened(result.delta, Math.min(result.acknowledgedSeq, expectedSeq - 1), this.#replica.settled.sources.get(this.#replica.source));
        this.#finishDone();
        return true;
      case "taken":
        this.#indeterminate(outbox.takeThrough(this.#source.everSent), "their source was taken over");
        break;
      case "forgotten": {
        const { standing, unknown } = outbox.takeForgotten(this.#source.everSent);
        for (const entry of standing) this.#finish(entry);
        this.#indeterminate(unknown, forgotten);
        break;
      }
      case "lost":
        this.#lost(Code.AcknowledgedLost, expectedSeq, first - expectedSeq, lost);
        break;
      default:
        if (first > expectedSeq) this.#lost(Code.AcknowledgedLost, expectedSeq, first - expectedSeq, lost);
        this.#indeterminate(outbox.takeThrough(this.#source.everSent), forgotten);
    }
    this.#changeSource();
    return false;
  }

  /** The next transactions to send, below the hub's frame limit; what alone is over it is refused here. */
  take(single: boolean, maxFrameBytes: number): Batch | undefined {
    const transactions: Transaction[] = [];
    const parts: unknown[] = [];
    let left = maxFrameBytes - envelope;
    for (const entry of this.outbox.after(this.#sentSeq)) {
      let encoded = this.#wire.encode(entry.transaction);
      if (encoded.bytes > left) {
        if (parts.length > 0) break;
        const size = encoded.bytes + envelope;
        this.#refuse(entry, new StoreError(Code.TransactionTooLarge, `A frame of ${size} bytes for one transaction is over the hub's limit of ${maxFrameBytes}.`, undefined, maxFrameBytes));
        encoded = this.#wire.encode(entry.transaction);
      }
      transactions.push(entry.transaction);
      parts.push(encoded.part);
      left -= encoded.bytes;
      this.#sentSeq = lastSeq(entry.transaction);
      if (single || parts.length === mostTransactions) break;
    }
    this.#source.everSent = Math.max(this.#source.everSent, this.#sentSeq);
    return parts.length > 0 ? { transactions, parts } : undefined;
  }

  /** Sends again from a seq on. */
  rewind(seq: number): void {
    this.#sentSeq = seq - 1;
  }

  /** The hub does not take a transaction as it is: it becomes void, so that the outbox goes on. */
  refuse(transaction: Transaction, why: StoreError): void {
    const entry = this.outbox.find(transaction.firstSeq);
    if (entry?.transaction !== transaction) return;
    this.#refuse(entry, why);
    this.rewind(transaction.firstSeq);
  }

  acknowledge(message: Fields): void {
    const seq = message.number("seq");
    const revision = message.number("revision");
    // else what is written later would count as acknowledged, or never
    if (seq > this.#source.everSent) fail(Code.ProtocolViolation, `Seq ${seq} was acknowledged before it was sent.`);
    this.outbox.noteVoids(voidsOf(message));
    this.outbox.acknowledge(seq);
    this.acknowledgedRevision = revision;
    this.#finishDone();
  }

  settleSnapshot(snapshot: SettledState): void {
    this.outbox.settleSnapshot(snapshot.sources.get(this.#replica.source));
    this.#finishDone();
  }

  settleRecords(records: readonly HistoryRecord[]): void {
    for (const record of records) if (record.source === this.#replica.source && hasAuthor(record)) this.outbox.settleRecord(record);
    this.#finishDone();
  }

  #refuse(entry: OutboxEntry, why: StoreError): void {
    if (!entry.transaction.operations) return;
    entry.refusal = why;
    entry.transaction = toVoid(entry.transaction);
    this.#store.change(() => this.#replica.withdraw(entry.transaction.firstSeq));
  }

  #finishDone(): void {
    for (const entry of this.outbox.takeDone()) this.#finish(entry);
  }

  #finish(entry: OutboxEntry): void {
    if (entry.transaction.operations) return;
    const { code, message } = entry.refusal ?? { code: Code.Refused, message: "The hub refused the transaction." };
    this.#events.tell("refused", { operations: (entry.written.operations ?? []).map(toPublic), code, message });
  }

  /** What is pending goes out again under a new source: the hub lost or forgot the old one, or somebody else took it. */
  #changeSource(): void {
    const source = randomSource();
    const entries = [...this.outbox.all];
    const reissue = new Reissue(source);
    const pending: Transaction[] = [];
    for (const entry of entries) {
      const { transaction, written, settled } = entry;
      const first = reissue.reserve(transaction.source, transaction.firstSeq, transaction.count);
      entry.transaction = reissue.transaction(transaction, first);
      entry.written = written === transaction ? entry.transaction : reissue.transaction(written, first);
      // what was settled in the epoch that lost it still shows in the settled state, and comes back on top of the snapshot
      if (!settled && transaction.operations) pending.push(entry.transaction);
    }
    this.#store.change(() => this.#replica.reissue(source, pending));
    this.#store.writer.nextSeq = reissue.next;
    this.outbox.restart();
    this.token = newToken();
    this.#sentSeq = -1;
    this.#source = new SourceRecord();
  }

  /** What was sent may have its place in history under the old source: it must not go out again, and nobody will acknowledge it. */
  #indeterminate(sent: readonly OutboxEntry[], why: string): void {
    const count = sent.reduce((sum, { transaction }) => sum + transaction.count, 0);
    if (sent[0]) this.#lost(Code.Indeterminate, sent[0].transaction.firstSeq, count, `${why} before they were acknowledged`);
  }

  #lost(code: 401 | 402, firstSeq: number, count: number, why: string): void {
    const rest = code === Code.Indeterminate ? "was never sent" : "was pending";
    this.#events.tell("lost", { code, firstSeq, count, message: `${count} operations from seq ${firstSeq} on: ${why}. What ${rest} is sent anew.` });
  }
}

function newToken(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => (byte + 256).toString(16).slice(1)).join("");
}
