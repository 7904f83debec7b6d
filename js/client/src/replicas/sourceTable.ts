import { FLOOR, FORGET, lastRevision, VOID, type HistoryRecord } from "../operations/record.js";
import { lastSeq } from "../operations/transaction.js";
import { compareOrdinal } from "../values/text.js";

/** A refused or withdrawn transaction that its author may not have heard of yet. */
export interface VoidRange {
  readonly firstSeq: number;
  readonly count: number;
  /** Its last revision; a floor at or above it drops the range. */
  readonly revision: number;
}

/** What history holds of one source. */
export interface SourceEntry {
  /** The last seq in history. */
  lastSeq: number;
  /** The revision of that. */
  lastRevision: number;
  /** The hub's timestamp of that. */
  lastTs: number;
  /** The voids above the floor, in order. */
  voids: VoidRange[];
}

/** Per source what history holds of it; a pure function of history, as the state is. */
export class SourceTable {
  readonly #entries = new Map<string, SourceEntry>();
  readonly #withVoids = new Set<SourceEntry>();

  get(source: string): SourceEntry | undefined {
    return this.#entries.get(source);
  }

  /** The last seq of a source in history; −1 if there is none. */
  lastSeq(source: string): number {
    return this.get(source)?.lastSeq ?? -1;
  }

  /** Sources and entries by ordinal name. */
  sorted(): [source: string, entry: SourceEntry][] {
    return [...this.#entries].sort(([left], [right]) => compareOrdinal(left, right));
  }

  apply(record: HistoryRecord): void {
    if (record.kind === FLOOR) {
      for (const entry of this.#withVoids) {
        entry.voids = entry.voids.filter(({ revision }) => revision > record.floor);
        if (entry.voids.length === 0) this.#withVoids.delete(entry);
      }
      return;
    }
    if (record.kind === FORGET) {
      for (const source of record.forgotten) {
        const entry = this.#entries.get(source);
        if (entry) this.#withVoids.delete(entry);
        this.#entries.delete(source);
      }
      return;
    }
    const entry = this.getOrAdd(record.source);
    entry.lastSeq = lastSeq(record);
    entry.lastRevision = lastRevision(record);
    entry.lastTs = record.ts;
    if (record.kind === VOID) this.addVoid(entry, { firstSeq: record.firstSeq, count: record.count, revision: entry.lastRevision });
  }

  getOrAdd(source: string): SourceEntry {
    let entry = this.#entries.get(source);
    if (!entry) this.#entries.set(source, (entry = { lastSeq: -1, lastRevision: 0, lastTs: 0, voids: [] }));
    return entry;
  }

  addVoid(entry: SourceEntry, range: VoidRange): void {
    entry.voids.push(range);
    this.#withVoids.add(entry);
  }
}
