import * as Code from "../errors/codes.js";
import { fail } from "../errors/storeError.js";
import type { Operation } from "../operations/operation.js";
import type { Transaction } from "../operations/transaction.js";
import type { HybridClock } from "../ordering/clock.js";
import type { Undo } from "../state/change.js";
import { PENDING } from "../state/sequence.js";
import { StateTree } from "../state/tree.js";
import { maxCounter } from "../values/limits.js";
import { compareOrdinal } from "../values/text.js";
import type { ChangeSink, Draft, StoreReplica } from "./storeReplica.js";

/** The greatest distance of a ts from the Unix epoch in milliseconds: clocks must be able to go beyond any ts seen. */
export const maxTs = Number.MAX_SAFE_INTEGER;

/** An operation in its place in the log. */
export interface Entry {
  readonly operation: Operation;
  /** Its own ts, or that of its source's operation before if that is higher. */
  readonly ts: number;
  undo: Undo[];
  effect: boolean;
}

/** What is here of one source. */
export interface Source {
  /** The seq that its next operation to take effect must have. */
  nextSeq: number;
  /** The effective ts of its last operation; it never falls. */
  ts: number;
  /** By seq the operations that wait for lower seqs. */
  readonly waiting: Map<number, Operation>;
}

/**
 * A replica without a hub: any number of them, joined by any transport, converge, in whatever order and however often operations arrive.
 * Everything stays in the overlay, sorted by (effective ts, source, seq), until a watermark settles it; an operation waits until all lower
 * seqs of its source are there.
 */
export class PeerReplica implements StoreReplica {
  changes: ChangeSink | undefined;
  readonly revision = 0;
  readonly tree = new StateTree();
  /** The highest ts seen; own operations need one above it. */
  lastTs = 0;
  /** The effective ts up to which everything is settled. */
  watermark = -Infinity;
  /** How many operations wait for lower seqs of their source. */
  waitingCount = 0;
  /** @internal */
  sources = new Map<string, Source>();
  /** @internal */
  entries: Entry[] = [];
  #drafting = false;
  readonly #clock: HybridClock | undefined;
  readonly #maxWaiting: number;

  /**
   * @param source The name of this incarnation.
   * @param clock Is told every ts that was accepted; where the own ones come from.
   * @param maxWaiting How many operations may wait for lower seqs of their source.
   */
  constructor(
    readonly source: string,
    clock?: HybridClock,
    maxWaiting = 10_000,
  ) {
    this.#clock = clock;
    this.#maxWaiting = maxWaiting;
  }

  /** All operations that took their place and are not settled, in order. */
  get log(): Operation[] {
    return this.entries.map(({ operation }) => operation);
  }

  /** The seq that the next operation of a source must have to take its place at once. */
  nextSeq(source: string): number {
    return this.sources.get(source)?.nextSeq ?? 0;
  }

  /**
   * Takes in operations from elsewhere, in any order and with repeats: all of them with at most one replay of what comes after the first
   * place that they take, or, if one is refused, none.
   * @returns Those that took their place: the new ones without those that wait, and with those that had waited for them.
   */
  apply(operations: readonly Operation[]): Operation[] {
    this.requireNoDraft();
    // worked out as a whole before anything changes
    const staged = new Map<string, Source>();
    const placed: Entry[] = [];
    let waiting = this.waitingCount;
    let highest = -Infinity;
    for (const operation of operations) {
      const { source: name, seq, ts } = operation;
      if (!(Math.abs(ts) <= maxTs)) fail(Code.InvalidTimestamp, `The ts ${ts} of ${name}:${seq} lies beyond ±${maxTs}.`, undefined, maxTs);
      if (!(seq >= 0 && seq <= maxCounter)) fail(Code.MalformedOperation, `'${name}:${seq}' identifies no operation.`);
      let source = staged.get(name);
      if (!source) {
        const known = this.sources.get(name);
        staged.set(name, (source = { nextSeq: known?.nextSeq ?? 0, ts: known?.ts ?? -Infinity, waiting: new Map(known?.waiting) }));
      }
      // of several with one identity the first one counts
      if (seq < source.nextSeq || source.waiting.has(seq)) continue;
      highest = Math.max(highest, ts);
      source.waiting.set(seq, operation);
      waiting++;
      for (let next; (next = source.waiting.get(source.nextSeq)); waiting--) {
        source.waiting.delete(source.nextSeq++);
        source.ts = Math.max(source.ts, next.ts);
        if (source.ts <= this.watermark) {
          fail(Code.InvalidTimestamp, `${name}:${next.seq} came too late.`);
        }
        placed.push({ operation: next, ts: source.ts, undo: [], effect: false });
      }
    }
    if (staged.get(this.source)?.waiting.size) fail(Code.SequenceGap, `Another writes as ${this.source}.`);
    if (waiting > this.waitingCount && waiting > this.#maxWaiting) {
      fail(Code.SequenceGap, `${waiting} operations would wait for lower seqs of their sources.`, undefined, this.#maxWaiting);
    }
    for (const [name, source] of staged) this.sources.set(name, source);
    this.waitingCount = waiting;
    this.observe(highest);
    this.#place(placed.sort(compare));
    return placed.map(({ operation }) => operation);
  }

  writeDraft(operation: Operation, draft: Draft): boolean {
    const { source, seq, ts } = operation;
    const own = this.sources.get(source);
    if (draft.undo.length === 0) this.requireNoDraft();
    if (source !== this.source) fail(Code.MalformedTransaction, `'${source}:${seq}' identifies no operation of ${this.source}.`);
    if (seq !== this.nextSeq(source) + draft.undo.length || own?.waiting.size) {
      fail(Code.SequenceConflict, `${source}:${seq} does not follow: the next is ${this.nextSeq(source)}.`);
    }
    if (!(ts > this.lastTs && ts <= maxTs)) fail(Code.InvalidTimestamp, `The ts ${ts} of ${source}:${seq} is not above ${this.lastTs}.`);
    const undo: Undo[] = [];
    const effect = this.tree.apply(operation, PENDING, undo);
    draft.undo.push(undo);
    draft.effects.push(effect);
    this.#drafting = true;
    return effect;
  }

  commitDraft({ source, operations, ts }: Transaction, draft: Draft): void {
    operations?.forEach((operation, i) => this.entries.push({ operation, ts, undo: draft.undo[i]!, effect: draft.effects[i]! }));
    this.sources.set(source, { nextSeq: this.nextSeq(source) + draft.undo.length, ts, waiting: new Map() });
    this.#drafting = false;
    this.observe(ts);
  }

  rollbackDraft(draft: Draft, keep: number): void {
    for (const undo of draft.undo.splice(keep).reverse()) takeBack(undo);
    draft.effects.length = keep;
    if (keep === 0) this.#drafting = false;
  }

  #place(sorted: Entry[]): void {
    const [first] = sorted;
    if (!first) return;
    const log = this.entries;
    // nearly everything comes late in the log
    let place = log.length;
    while (place > 0 && compare(log[place - 1]!, first) > 0) takeBack(log[--place]!.undo);
    const redo = log.splice(place).concat(sorted).sort(compare);
    for (const entry of redo) {
      entry.undo = [];
      const effect = this.tree.apply(entry.operation, PENDING, entry.undo);
      log.push(entry);
      // a new one had none before
      if (effect === entry.effect) continue;
      entry.effect = effect;
      this.changes?.changed(entry.operation);
    }
  }

  /** @internal */
  observe(ts: number): void {
    if (ts <= this.lastTs) return;
    this.lastTs = ts;
    this.#clock?.observe(ts);
  }

  /** @internal */
  requireNoDraft(): void {
    if (this.#drafting) fail(Code.Internal, "A batch is being written.");
  }
}

/** The order of operations without a hub. */
function compare(left: Entry, right: Entry): number {
  return left.ts - right.ts || compareOrdinal(left.operation.source, right.operation.source) || left.operation.seq - right.operation.seq;
}

function takeBack(undo: Undo[]): void {
  for (const entry of undo.reverse()) entry.undo();
}
