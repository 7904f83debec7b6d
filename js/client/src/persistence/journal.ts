import * as Code from "../errors/codes.js";
import type { StoreError } from "../errors/storeError.js";
import { Backoff, Span } from "../hub/backoff.js";
import type { OutboxEntry } from "../hub/outbox.js";
import type { Sending } from "../hub/sending.js";
import type { Session } from "../hub/session.js";
import { Waiters } from "../hub/waiters.js";
import { SettledState } from "../replicas/settledState.js";
import type { StoreCore } from "../store/storeCore.js";
import { deleted, notKept, toStorageError } from "./errors.js";
import { readState } from "./kept.js";
import { onLeaving } from "./leaving.js";
import { takeOutbox, watchOutboxes, type HeldOutbox } from "./outboxes.js";
import type { Cursor, KeptState, OutboxChange, StoreStorage } from "./storage.js";
import { UnkeptOutbox } from "./unkeptOutbox.js";
import { UnkeptState } from "./unkeptState.js";

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
  #held: HeldOutbox | undefined;
  readonly #isOrphan: boolean;
  readonly #outbox = new UnkeptOutbox();
  // positions: of what was noted, of what is being written, of what is kept, of the last write, of the last change of source
  #noted = 0;
  #attempted = 0;
  #kept = 0;
  #wrote = 0;
  #sourceAt = 0;
  #state!: UnkeptState;
  /** Why the last write failed, and what the application was told last. */
  #failure: StoreError | undefined;
  #told: StoreError | undefined;
  #isOpen = false;
  /** Whether the store is not opened at the hub before something is kept. */
  #isAwaited = false;
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
    this.#held = orphan;
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
    this.#state = new UnkeptState(this.#storage, session, () => this.#note());
    return (this.#opened = this.#open().catch((error: unknown) => {
      const failure = toStorageError(error);
      // what is damaged hinders nobody to keep what comes
      if (failure.code === Code.StorageDamaged) this.#tell(failure);
      else this.#lose(failure);
      throw failure;
    }));
  }

  /** The application wrote. */
  wrote(entry: OutboxEntry): void {
    if (!this.#ended) this.#outbox.changes.add(entry);
    entry.keptAt = this.#wrote = this.#ended ? Infinity : this.#note();
  }

  /** A transaction was refused, here or at the hub. */
  changed(entry: OutboxEntry): void {
    if (this.#ended) return;
    this.#outbox.changes.change(entry);
    this.#note();
  }

  /** A transaction has left the outbox, and the application was told what there was to tell. */
  done(entry: OutboxEntry): void {
    this.#outbox.changes.done(entry);
    this.#later();
  }

  /** A conversation begins: what is written may be sent at any time. */
  opened(): void {
    this.#outbox.conversing = true;
    this.#note();
    this.#later();
  }

  /** The conversation is over: nothing is sent until the next. */
  left(): void {
    if (!this.#outbox.conversing) return;
    this.#outbox.conversing = false;
    this.#note();
  }

  /** Another source is written under from here on. */
  renewed(entries: Iterable<OutboxEntry>): void {
    if (this.#ended) return;
    this.#outbox.conversing = false;
    const all = [...entries];
    this.#outbox.changes.renew(all);
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
    const begun = this.#outbox.sent === undefined;
    return this.#failure ? begun || this.#attempted < entry.keptAt : begun && this.#kept >= entry.keptAt;
  }

  /** How many own transactions the device does not have yet. */
  get unkeptCount(): number {
    return [...this.#sending.outbox.all].filter(({ acknowledged, keptAt }) => !acknowledged && keptAt > this.#kept).length;
  }

  /** Completes when everything written so far is kept. */
  whenKept(): Promise<void> {
    if (this.#wrote <= this.#kept) return Promise.resolve();
    return this.#ended ? Promise.reject(this.#failure ?? notKept()) : this.#waiters.wait(this.#wrote);
  }

  /**
   * Completes when the store may be opened at the hub: what was kept is taken up, and the source is kept under which it is to be opened,
   * since what was reissued must not be so once more. While the device fails the store's status says so. Never fails.
   */
  async whenReady(): Promise<void> {
    await this.#opened.catch(() => undefined);
    if (this.#ended || this.#kept >= this.#sourceAt) return;
    this.#isAwaited = true;
    this.#show();
    await this.#waiters.wait(this.#sourceAt).catch(() => undefined);
    this.#isAwaited = false;
  }

  /** Writes what is left, and ends; tries once more if the device fails. */
  async close(): Promise<void> {
    this.#closing.end();
    this.#ending.abort();
    await this.#opened.catch(() => undefined);
    await this.#watching;
    if (this.#ended) return;
    this.#outbox.conversing = false;
    this.#state.now();
    await this.#run();
    // what waits to be settled may turn out to be refused
    const isSent = this.#isOrphan && this.#outbox.exists && !this.#sending.outbox.oldest;
    if (isSent && !this.#ended) await this.#storage.commit({ id: this.#held!.id, remove: true }).catch(() => undefined);
    this.#end(this.#failure);
  }

  async #open(): Promise<void> {
    let damage: StoreError | undefined;
    const damaged = (why: unknown): undefined => void (damage ??= toStorageError(why));
    this.#stops.push(this.#storage.watch((id) => id === undefined && this.#lose(deleted())));
    const state = await this.#storage.state();
    if (this.#writes) this.#held ??= await takeOutbox(this.#storage, damaged);
    let settled: SettledState | undefined;
    try {
      settled = state && readState(state);
    } catch (error) {
      damaged(error);
    }
    if (this.#ended) return this.#held?.release();
    this.#store.change(() => this.#restore(settled && state, settled));
    this.#stops.push(onLeaving(() => this.#state.now(), () => this.#leave()));
    this.#isOpen = true;
    void this.#run();
    if (this.#writes && !this.#isOrphan) this.#watch();
    if (damage) throw damage;
  }

  #restore(cursor: Cursor | undefined, settled: SettledState | undefined): void {
    const { content, earlier } = this.#held ?? {};
    const { clock } = this.#store;
    if (content && earlier) {
      const { source, token, nextSeq, acknowledgedSeq, lastTs } = content.outbox;
      this.#outbox.exists = true;
      this.#outbox.sent = content.sent;
      this.#outbox.changes.nextSeq = nextSeq;
      clock.observe((this.#outbox.changes.lastTs = lastTs));
      this.#sending.restore(source, token, nextSeq, earlier.record, earlier.entries);
      const before = new Set(earlier.entries);
      for (const entry of this.#sending.outbox.all) if (!before.has(entry)) this.#outbox.changes.track(entry);
      this.#sending.outbox.acknowledge(acknowledgedSeq);
      // that a life began is kept before anything is sent in it
      this.#note();
    }
    if (cursor) this.#state.kept = { epoch: (this.#session.epoch = cursor.epoch), revision: cursor.revision };
    if (settled || content) this.#session.load(settled ?? new SettledState());
    clock.observe(this.#session.replica.settled.lastTs);
  }

  #watch(): void {
    this.#watching = watchOutboxes(this.#storage, this.#held!.id, this.#ending.signal, async (held) => {
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
    if (!this.#ended) this.#state.later();
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
        if (!this.#ended) this.#tell(undefined);
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
    if (this.#outbox.mustBegin) await this.#begin();
    const state = await this.#state.take();
    if (this.#ended) return;
    const position = this.#noted;
    const change = this.#held && this.#outbox.take(this.#held.id, this.#session.replica.source, this.#sending, state?.covered);
    this.#attempted = position;
    try {
      await this.#commit(change, state?.kept);
    } catch (error) {
      this.#outbox.takeBack();
      if (!state || this.#ended) throw error;
      this.#state.failed(state, toStorageError(error));
      if (!state.kept) throw error;
      // what does not fit must not hold up what may
      return this.#write();
    }
    this.#outbox.done();
    if (this.#ended) return;
    if (state) this.#state.done(state);
    this.#reached(position);
  }

  /** Notes that all may be sent: by itself, since removing something works even where there is no room. */
  async #begin(): Promise<void> {
    await this.#commit({ id: this.#held!.id, sent: null });
    this.#outbox.sent = undefined;
    this.#session.signal();
  }

  async #commit(change: OutboxChange | undefined, state?: KeptState): Promise<void> {
    if (!change && !state) return;
    if (await this.#storage.commit(change, state)) {
      if (change?.create) this.#storage.announce(change.id);
      if (change) this.#outbox.exists = true;
    } else this.#lose(deleted());
  }

  #reached(position: number): void {
    this.#kept = position;
    this.#waiters.reached(position);
    this.#session.signal();
  }

  #tell(failure: StoreError | undefined): void {
    this.#failure = failure;
    this.#show();
    const told = failure ?? this.#state.failure;
    if (this.#told?.message === told?.message) return;
    this.#told = told;
    this.#session.events.tell("persistence", told ? { failure: { code: told.code, message: told.message } } : {});
  }

  #show(): void {
    if (this.#isAwaited && this.#failure) this.#session.status.set({ state: "offline", reason: this.#failure });
  }

  /** The page is going away for good: the next one may have the outbox at once. */
  #leave(): void {
    if (this.#ended) return;
    this.#store.flush();
    const { id, release } = this.#held ?? {};
    const { exists } = this.#outbox;
    const last = id === undefined ? undefined : this.#outbox.takeLast(id, this.#session.replica.source, this.#sending);
    if (last && !exists) this.#storage.announce(last.id);
    this.#held = undefined;
    void (last ? this.#storage.commit(last) : Promise.resolve()).catch(() => undefined).finally(release);
    this.#end(undefined);
  }

  /** The device has nothing, and is given nothing any more. */
  #lose(failure: StoreError): void {
    if (!this.#ended) this.#kept = -1;
    this.#end(failure);
  }

  /** Nothing is kept any more. */
  #end(failure: StoreError | undefined): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#state.stop();
    for (const stop of this.#stops) stop();
    this.#ending.abort();
    this.#waiters.fail(failure ?? notKept());
    this.#held?.release();
    this.#outbox.changes.clear();
    if (failure) this.#tell(failure);
    this.#session.signal();
  }
}
