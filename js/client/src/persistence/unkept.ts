import type { OutboxEntry } from "../hub/outbox.js";
import { lastSeq } from "../operations/transaction.js";
import { toKept } from "./kept.js";
import type { OutboxChange } from "./storage.js";

/** What changed of an outbox since it was last written, and what of it can be told from its transactions alone. */
export class Unkept {
  /** The next seq to give, and the last timestamp given. */
  nextSeq = 0;
  lastTs = 0;
  /** Up to which seq everything has left the outbox. */
  doneSeq = -1;
  /** Whether the outbox began anew under another source. */
  renewed = false;
  #entries = new Set<OutboxEntry>();
  #voided: number[] = [];

  /** Whether there is no transaction to write. */
  get isEmpty(): boolean {
    return this.#entries.size === 0;
  }

  /** A transaction is new. */
  add(entry: OutboxEntry): void {
    this.#entries.add(entry);
    this.track(entry);
  }

  /** A transaction is there in another form. */
  change(entry: OutboxEntry): void {
    this.#entries.add(entry);
  }

  /** Takes note of a transaction's seqs and timestamp. */
  track({ written }: OutboxEntry): void {
    this.nextSeq = lastSeq(written) + 1;
    this.lastTs = Math.max(this.lastTs, written.ts);
  }

  /** A transaction has left the outbox. */
  done(entry: OutboxEntry): void {
    this.#entries.delete(entry);
    const { written, transaction } = entry;
    this.doneSeq = lastSeq(written);
    // others are kept until the state has them, so that they can be seen without the hub
    if (!transaction.operations) this.#voided.push(written.firstSeq);
  }

  /** Another source has all that there is. */
  renew(entries: Iterable<OutboxEntry>): void {
    this.renewed = true;
    this.nextSeq = 0;
    this.doneSeq = -1;
    this.clear();
    for (const entry of entries) this.add(entry);
  }

  clear(): void {
    this.#entries.clear();
    this.#voided = [];
  }

  /**
   * Takes what is to be written.
   * @returns That, and what takes it back if it cannot be written.
   */
  take(): { change: Pick<OutboxChange, "removeAll" | "removeAt" | "put">; restore: () => void } {
    const [entries, voided, renewed] = [this.#entries, this.#voided, this.renewed];
    const change = { removeAll: renewed, removeAt: voided, put: Array.from(entries, toKept) };
    this.#entries = new Set();
    this.#voided = [];
    this.renewed = false;
    return {
      change,
      restore: () => {
        // what was renewed since has all that there is
        if (this.renewed) return;
        for (const entry of entries) if (!entry.settled || !entry.acknowledged) this.#entries.add(entry);
        this.#voided.push(...voided);
        this.renewed = renewed;
      },
    };
  }
}
