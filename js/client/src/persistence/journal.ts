import * as Code from "../errors/codes.js";
import { StoreError } from "../errors/storeError.js";
import { Backoff, Span } from "../hub/backoff.js";
import type { OutboxEntry } from "../hub/outbox.js";
import type { Sending } from "../hub/sending.js";
import type { Session } from "../hub/session.js";
import { Waiters } from "../hub/waiters.js";
import { SettledState } from "../replicas/settledState.js";
import { encodeSnapshot } from "../snapshots/binary.js";
import type { StoreCore } from "../store/storeCore.js";
import { readState } from "./kept.js";
import { onLeaving } from "./leaving.js";
import { takeOutbox, watchOutboxes, type HeldOutbox } from "./outboxes.js";
import type { Cursor, KeptState, OutboxChange, StoreStorage } from "./storage.js";
import { Unkept } from "./unkept.js";

/** How long what need not be kept at once waits for more, in milliseconds. */
const leisure = 1_000;
/** Keeping the state takes at most one part in so many of the time. */
const share = 20;

/**
 * Keeps one store on the device: notes what happens to it and writes behind the scenes, with each write whatever there is by then, and says
 * what may be sent. While the device fails the store goes on in memory, and it is tried again and again.
 */
export class Journal {
  /** Has the outbox of a client that ended sent, until the signal is aborted; undefined: that is left to others. Never fails. */
  send: ((orphan: Journal, ended: AbortSignal) => Promise<void>) | undefined;
  readonly #storage: StoreStorage;
  readonly #writes: boolean;
  readonly #closing = new Span();
  readonly #ending = new AbortController();
  readonly #waiters = new Waiters();
  readonly #backoff = new Backoff(500, 30_000);
  #session!: Session;
  #store!: StoreCore;
  #sending!: Sending;
  #opened: Promise<void> = Promise.resolve();
  #outbox: HeldOutbox | undefined;
  readonly #isOrphan: boolean;
  /** Whether the device has the outbox. */
  #exists = false;
  #conversing = false;
  /** Up to which seq the device has everything down as sent; undefined: all. */
  #sent: number | undefined;
  readonly #unkept = new Unkept();
  // positions: of what was noted, of what is being written, of what is kept, of the last write, of the last change of source
  #noted = 0;
  #attempted = 0;
  #kept = 0;
  #wrote = 0;
  #sourceAt = 0;
  #state: Cursor | undefined;
  #stateDue = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #pause = leisure;
  #failure: StoreError | undefined;
  #isOpen = false;
  /** Nothing is kept any more. */
  #ended = false;
  #running: Promise<void> | undefined;
  #watching: Promise<void> = Promise.resolve();
  readonly #stops: (() => void)[] = [];

  /**
   * @param writes Whether the client has an outbox; a reader has none.
   * @param orphan The outbox of a client that ended, which this one is there to send.
   */
  constructor(storage: StoreStorage, writes: boolean, orphan?: HeldOutbox) {
    this.#storage = storage;
    this.#writes = writes;
    this.#outbox = orphan;
    this.#isOrphan = orphan !== undefined;
  }

  /**
   * Takes up what is kept of a store. Called once, first.
   * @returns Fails if some of it cannot be read; the store goes on without.
   */
  open(session: Session, store: StoreCore, sending: Sending): Promise<void> {
    this.#session = session;
    this.#store = store;
    this.#sending = sending;
    return (this.#opened = this.#open().catch((error: unknown) => {
      const failure = toStorageError(error);
      // what is damaged hinders nobody to keep what comes
      if (failure.code === Code.StorageDamaged) this.#tell(failure);
      else this.#end(failure);
      throw failure;
    }));
  }

  /** The application wrote. */
  wrote(entry: OutboxEntry): void {
    if (this.#ended) return;
    this.#unkept.add(entry);
    entry.keptAt = this.#wrote = this.#note();
  }

  /** A transaction was refused, here or at the hub. */
  changed(entry: OutboxEntry): void {
    if (this.#ended) return;
    this.#unkept.change(entry);
    this.#note();
  }

  /** A transaction has left the outbox, and the application was told what there was to tell. */
  done(entry: OutboxEntry): void {
    this.#unkept.done(entry);
    this.#later();
  }

  /** A conversation begins: what is written may be sent at any time. */
  opened(): void {
    this.#conversing = true;
    this.#note();
    this.#later();
  }

  /** The conversation is over: nothing is sent until the next. */
  left(): void {
    if (!this.#conversing) return;
    this.#conversing = false;
    this.#note();
  }

  /** Another source is written under from here on. */
  renewed(entries: Iterable<OutboxEntry>): void {
    if (this.#ended) return;
    this.#conversing = false;
    const all = [...entries];
    this.#unkept.renew(all);
    this.#sourceAt = this.#wrote = this.#note();
    for (const entry of all) entry.keptAt = this.#sourceAt;
  }

  /** History went on. */
  settled(): void {
    this.#later();
  }

  /**
   * Whether a transaction may be sent: it is kept, so that no later life gives its seq to another, and so is that it may have been sent.
   * While the device fails it goes out all the same; the next life then learns from the hub that this one came further than it kept. Only
   * what is kept, or may be, as never sent has to wait even then: the next life would send it once more.
   */
  maySend(entry: OutboxEntry): boolean {
    if (this.#ended) return true;
    const begun = this.#sent === undefined;
    return this.#failure ? begun || this.#attempted < entry.keptAt : begun && this.#kept >= entry.keptAt;
  }

  /** How many own transactions the device does not have yet. */
  get unkeptCount(): number {
    return [...this.#sending.outbox.all].filter(({ acknowledged, keptAt }) => !acknowledged && keptAt > this.#kept).length;
  }

  /** Completes when everything written so far is kept. */
  whenKept(): Promise<void> {
    if (this.#wrote <= this.#kept && !this.#ended) return Promise.resolve();
    return this.#ended ? Promise.reject(this.#failure ?? notKept()) : this.#waiters.wait(this.#wrote);
  }

  /**
   * Completes when the store may be opened at the hub: what was kept is taken up, and the source is kept under which it is to be opened,
   * since what was reissued must not be so once more. Never fails.
   */
  async whenReady(): Promise<void> {
    await this.#opened.catch(() => undefined);
    if (!this.#ended && this.#kept < this.#sourceAt) await this.#waiters.wait(this.#sourceAt).catch(() => undefined);
  }

  /** Writes what is left, and ends; tries once more if the device fails. */
  async close(): Promise<void> {
    this.#closing.end();
    this.#ending.abort();
    await this.#opened.catch(() => undefined);
    await this.#watching;
    if (this.#ended) return;
    this.#conversing = false;
    this.#stateDue = true;
    this.#note();
    await this.#run();
    const isSent = this.#isOrphan && this.#exists && this.#sending.outbox.unacknowledged === 0;
    if (isSent && !this.#ended) await this.#storage.commit({ id: this.#outbox!.id, remove: true }).catch(() => undefined);
    this.#end(this.#failure);
  }

  async #open(): Promise<void> {
    let damage: StoreError | undefined;
    const damaged = (why: unknown): undefined => void (damage ??= toStorageError(why));
    this.#stops.push(this.#storage.watch((id) => id === undefined && this.#end(new StoreError(Code.StorageFailed, "What the device kept was deleted."))));
    const state = await this.#storage.state();
    if (this.#writes) this.#outbox ??= await takeOutbox(this.#storage, damaged);
    let settled: SettledState | undefined;
    try {
      settled = state && readState(state);
    } catch (error) {
      damaged(error);
    }
    if (this.#ended) return this.#outbox?.release();
    this.#store.change(() => this.#restore(settled && state, settled));
    this.#stops.push(onLeaving(() => this.#leisureEnds(), () => this.#leave()));
    this.#isOpen = true;
    void this.#run();
    if (this.#writes && !this.#isOrphan) this.#watch();
    if (damage) throw damage;
  }

  #restore(cursor: Cursor | undefined, settled: SettledState | undefined): void {
    const { content, earlier } = this.#outbox ?? {};
    const { clock } = this.#store;
    if (content && earlier) {
      const { source, token, nextSeq, acknowledgedSeq, lastTs } = content.outbox;
      this.#exists = true;
      this.#sent = content.sent;
      this.#unkept.nextSeq = nextSeq;
      clock.observe((this.#unkept.lastTs = lastTs));
      this.#sending.restore(source, token, nextSeq, earlier.record, earlier.entries);
      for (const entry of this.#sending.outbox.all) if (!earlier.entries.includes(entry)) this.#unkept.track(entry);
      this.#sending.outbox.acknowledge(acknowledgedSeq);
      // that a life began is kept before anything is sent in it
      this.#note();
    }
    if (cursor) this.#state = { epoch: (this.#session.epoch = cursor.epoch), revision: cursor.revision };
    if (settled || content) this.#session.load(settled ?? new SettledState());
    clock.observe(this.#session.replica.settled.lastTs);
  }

  #watch(): void {
    this.#watching = watchOutboxes(this.#storage, this.#outbox!.id, this.#ending.signal, async (held) => {
      if (held.content!.transactions.length === 0) {
        await this.#storage.commit({ id: held.id, remove: true }).catch(() => undefined);
        held.release();
      } else if (this.send) await this.send(new Journal(this.#storage, true, held), this.#ending.signal);
      else held.release();
    });
  }

  #note(): number {
    this.#noted++;
    void this.#run();
    return this.#noted;
  }

  #later(): void {
    if (!this.#ended) this.#timer ??= setTimeout(() => this.#leisureEnds(), this.#pause);
  }

  #leisureEnds(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#stateDue = true;
    this.#note();
  }

  get #hasMore(): boolean {
    return this.#kept < this.#noted && !this.#ended;
  }

  #run(): Promise<void> {
    return this.#isOpen && this.#hasMore ? (this.#running ??= this.#loop()) : Promise.resolve();
  }

  async #loop(): Promise<void> {
    // what is noted by the same run of the program goes together
    await Promise.resolve();
    while (this.#hasMore) {
      try {
        await this.#write();
        this.#backoff.reset();
        if (this.#failure) this.#tell(undefined);
      } catch (error) {
        if (this.#ended) break;
        this.#attempted = this.#kept;
        this.#tell(toStorageError(error));
        this.#session.signal();
        if (this.#closing.ended) break;
        await this.#closing.wait(this.#backoff.next());
      }
    }
    this.#running = undefined;
  }

  async #write(): Promise<void> {
    if (this.#conversing && this.#exists && this.#sent !== undefined && !this.#unkept.renewed) await this.#begin();
    const began = performance.now();
    const state = this.#stateDue ? await this.#takeState() : undefined;
    if (this.#ended) return;
    const position = this.#noted;
    const sent = this.#sent;
    const { change, restore } = this.#takeChange(state?.covered);
    this.#attempted = position;
    try {
      await this.#commit(change, state?.kept);
    } catch (error) {
      this.#sent = sent;
      restore?.();
      throw error;
    }
    if (state) {
      this.#state = state.cursor;
      this.#stateDue = false;
      this.#pause = Math.max(leisure, share * (performance.now() - began));
    }
    this.#reached(position);
  }

  /** Notes that all may be sent: by itself, since removing something works even where there is no room. */
  async #begin(): Promise<void> {
    await this.#commit({ id: this.#outbox!.id, sent: null });
    this.#sent = undefined;
    this.#session.signal();
  }

  async #commit(change: OutboxChange | undefined, state?: KeptState): Promise<void> {
    if (!change && !state) return;
    if (await this.#storage.commit(change, state)) {
      if (change?.create) this.#storage.announce(change.id);
      if (change) this.#exists = true;
    } else this.#end(new StoreError(Code.StorageFailed, "What the device kept was deleted."));
  }

  /** What changed of the outbox, and what takes it back if it cannot be written; nothing if the device need not have an outbox. */
  #takeChange(covered = -1): { change?: OutboxChange; restore?: () => void } {
    const unkept = this.#unkept;
    if (!this.#outbox || (!this.#exists && unkept.isEmpty)) return {};
    const { replica } = this.#session;
    const { token, source, outbox } = this.#sending;
    const removeThrough = Math.min(covered, unkept.doneSeq);
    const sent = this.#conversing || (this.#exists && this.#sent === source.everSent) ? undefined : source.everSent;
    const taken = unkept.take();
    const change: OutboxChange = {
      ...taken.change,
      id: this.#outbox.id,
      create: !this.#exists,
      ...(removeThrough >= 0 && { removeThrough }),
      outbox: {
        source: replica.source,
        token,
        nextSeq: unkept.nextSeq,
        acknowledgedSeq: outbox.acknowledgedSeq,
        lastTs: unkept.lastTs,
        ...(source.openedAt && { opened: source.openedAt }),
        ...(source.resumed !== undefined && { resumed: source.resumed }),
      },
      ...(sent !== undefined && { sent }),
    };
    if (sent !== undefined) this.#sent = sent;
    return { change, restore: taken.restore };
  }

  /** The state, if the device does not have one as late, and up to which own seq it is covered by that. */
  async #takeState(): Promise<{ cursor: Cursor | undefined; kept?: KeptState; covered: number }> {
    const { replica, epoch } = this.#session;
    const { revision } = replica;
    const covered = replica.settled.sources.lastSeq(replica.source);
    if (epoch === undefined) return { cursor: this.#state, covered: -1 };
    const cursor = { epoch, revision };
    const has = (kept: Cursor | undefined): boolean => kept?.epoch === epoch && kept.revision >= revision;
    if (has(this.#state) || has(await this.#storage.cursor())) return { cursor, covered };
    if (this.#ended || replica.revision !== revision || this.#session.epoch !== epoch) return this.#takeState();
    const snapshot = this.#store.change(() => replica.readSettled(encodeSnapshot));
    return { cursor, kept: { ...cursor, snapshot }, covered };
  }

  #reached(position: number): void {
    this.#kept = position;
    this.#waiters.reached(position);
    this.#session.signal();
  }

  #tell(failure: StoreError | undefined): void {
    if (this.#failure?.message === failure?.message) return;
    this.#failure = failure;
    this.#session.events.tell("persistence", failure ? { failure: { code: failure.code, message: failure.message } } : {});
  }

  /** The page is going away for good: the next one may have the outbox at once. */
  #leave(): void {
    if (this.#ended) return;
    this.#store.flush();
    const { change } = this.#unkept.isEmpty ? {} : this.#takeChange();
    // nothing is asked first, for which there may be no time
    const last = change ? this.#storage.commit({ ...change, create: true }) : Promise.resolve(true);
    const { release } = this.#outbox ?? {};
    this.#outbox = undefined;
    void last.catch(() => undefined).finally(release);
    this.#end(undefined);
  }

  /** Nothing is kept any more. */
  #end(failure: StoreError | undefined): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#timer);
    for (const stop of this.#stops) stop();
    this.#ending.abort();
    this.#waiters.fail(failure ?? notKept());
    this.#outbox?.release();
    this.#unkept.clear();
    if (failure) this.#tell(failure);
    this.#session.signal();
  }
}

function toStorageError(error: unknown): StoreError {
  return error instanceof StoreError ? error : new StoreError(Code.StorageFailed, `What the device keeps cannot be read or written: ${String(error)}`);
}

function notKept(): StoreError {
  return new StoreError(Code.StorageFailed, "The store was closed before all that was written could be kept.");
}
