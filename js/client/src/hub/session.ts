import * as Code from "../errors/codes.js";
import { fail, StoreError, type StoreErrorNumber } from "../errors/storeError.js";
import { stateHash } from "../encodings/canonical.js";
import type { HistoryRecord } from "../operations/record.js";
import { randomSource } from "../operations/source.js";
import type { Transaction } from "../operations/transaction.js";
import { Replica } from "../replicas/replica.js";
import type { SettledState } from "../replicas/settledState.js";
import type { StoreCore, StoreLink } from "../store/storeCore.js";
import { adopt } from "./adopt.js";
import { Backoff, Span } from "./backoff.js";
import { Events, type HubStatus } from "./events.js";
import { Inbox } from "./inbox.js";
import { errorOf, Fields, openResultOf, toError, type CallError, type OpenResult } from "./messages.js";
import type { HubOptions } from "./options.js";
import { Pump } from "./pump.js";
import { Sending } from "./sending.js";
import { StatusBox } from "./statusBox.js";
import { Waiters } from "./waiters.js";
import type { Wire } from "./wire.js";

const reportEvery = 256;
/** How long after a takeover a second one is no echo any more. */
const takeOverEcho = 30_000;
/** How long after a store was opened again all counts as well. */
const calm = 30_000;

/** What a session needs of its connection. */
export interface SessionConnection {
  invoke(method: string, request: Record<string, unknown>): Promise<Fields>;
  /** Opens a session again on the connection that stands; without one it is opened with the next. */
  reopen(session: Session): void;
  forget(session: Session): Promise<void>;
}

/** What has topics of a store's subscribed, if anything has. */
export interface SessionTopics {
  /** The store is open at the hub, which knows of no topic yet. */
  opened(): void;
  receive(message: Fields): void;
  /** The store is closed for good. */
  closed(reason: StoreError): void;
}

/** One store's conversation with the hub: opening and resuming, deliveries in, submissions out, acknowledgements. */
export class Session implements StoreLink {
  readonly events = new Events();
  readonly status = new StatusBox(this.events);
  readonly replica = new Replica(randomSource());
  /** The epoch of what is settled. */
  epoch: string | undefined;
  /** Whether the store is open at the hub. */
  isOpen = false;
  topics: SessionTopics | undefined;
  readonly name: string;
  readonly wire: Wire;
  readonly store: StoreCore;
  readonly #connection: SessionConnection;
  readonly #options: HubOptions;
  readonly #inbox: Inbox;
  readonly #sending: Sending;
  readonly #pump: Pump;
  readonly #settling = new Waiters();
  #conversation = new Span();
  #maxFrameBytes = 1048576;
  // live is who has what the hub had when it answered; undefined: not open, or live already
  #liveAt: number | undefined;
  #reportedBase = 0;
  #takenOverAt = -Infinity;
  #reopenedAt = -Infinity;
  readonly #reopening: Backoff;

  constructor(store: StoreCore, connection: SessionConnection, options: HubOptions, wire: Wire) {
    this.name = options.store;
    this.store = store;
    this.#connection = connection;
    this.#options = options;
    this.wire = wire;
    this.#sending = new Sending(store, this.replica, this.events, wire);
    this.#inbox = new Inbox(wire, {
      records: (epoch, records) => this.#deliver(epoch, () => this.#apply(records)),
      snapshot: (epoch, snapshot) => this.#deliver(epoch, () => this.#load(snapshot)),
      ack: (message) => message.get("source") === this.replica.source && this.#sending.acknowledge(message),
      loseThread: () => {
        this.epoch = undefined;
        this.#reopen();
      },
    });
    const backoff = (): Backoff => new Backoff(options.reconnectDelay ?? 250, options.maxReconnectDelay ?? 15_000);
    this.#reopening = backoff();
    this.#pump = new Pump(this.#pumpSource(), backoff());
    adopt(store, this.replica, this.#sending, this.#writes);
    store.link = this;
  }

  get #writes(): boolean {
    return this.#options.role !== "reader";
  }

  get pendingCount(): number {
    return this.#sending.outbox.unacknowledged;
  }

  requireWriter(): void {
    if (!this.#writes) fail(Code.ReaderCannotWrite, `'${this.name}' was opened as a reader; readers do not write.`);
    this.status.requireOpen();
  }

  committed(transaction: Transaction): void {
    this.#sending.outbox.add(transaction, this.replica.revision);
    this.#pump.signal();
  }

  get acknowledgedRevision(): number {
    return this.#sending.acknowledgedRevision;
  }

  whenAcknowledged(): Promise<void> {
    this.store.flush();
    const { outbox } = this.#sending;
    return this.status.isClosed && outbox.unacknowledged > 0 ? Promise.reject(this.status.closure()) : outbox.whenAcknowledged();
  }

  /** Completes when history is settled here up to a revision. */
  whenSettled(revision: number): Promise<void> {
    if (revision <= this.replica.revision) return Promise.resolve();
    return this.status.isClosed ? Promise.reject(this.status.closure()) : this.#settling.wait(revision);
  }

  /** The hash of the settled state. */
  stateHash(): string {
    return this.store.change(() => this.replica.readSettled((state) => stateHash(state.tree.root)));
  }

  /**
   * Opens or resumes the store on a connection.
   * @param connected Ends with the connection.
   * @returns Why the hub refused; undefined if it did not, or all is over.
   */
  async open(connected: Span): Promise<CallError | undefined> {
    for (let attempt = 0; ; attempt++) {
      if (this.status.isClosed || connected.ended) return undefined;
      const conversation = this.#begin();
      // a new source or two are nothing unusual
      if (attempt > 2) await conversation.wait(this.#reopening.next());
      if (conversation.ended) return undefined;
      const settled = this.epoch === undefined ? 0 : this.replica.revision;
      const sent = Date.now();
      const answer = await this.#connection.invoke("Open", this.#openRequest());
      if (conversation.ended || connected.ended) return undefined;
      const error = errorOf(answer);
      if (error) return error;
      const result = openResultOf(answer);
      this.store.clock.offset = result.time - (sent + Date.now()) / 2;
      if (!this.#welcome(result, settled)) continue;
      this.#pump.start(conversation);
      this.isOpen = true;
      this.topics?.opened();
      return undefined;
    }
  }

  /** Calls a method of the hub about this store. */
  call(method: string, request: Record<string, unknown>): Promise<Fields> {
    return this.#connection.invoke(method, { store: this.name, ...request });
  }

  /** A message of the hub. */
  receive(target: string, message: Fields): void {
    if (this.status.isClosed) return;
    if (target === "event") return this.topics?.receive(message);
    if (target !== "closed") return this.#receiveInOrder(target, message);
    const code = message.number("code") as StoreErrorNumber;
    if (message.get("reconnect") === true || this.#isEchoOfOwnPast(code)) this.#reopen();
    else this.end(code, message.optionalText("message") ?? "");
  }

  /** The connection is gone; what is pending waits for the next one. */
  disconnected(reason: StoreError): void {
    this.#over();
    this.#inbox.begin(this.replica.revision);
    this.status.set({ state: "offline", reason });
  }

  /** Ends the store's connection for good. */
  end(code: StoreErrorNumber, message: string): void {
    if (this.status.isClosed) return;
    this.#over();
    this.status.set({ state: "closed", reason: { code, message } });
    this.#fail();
    void this.#connection.forget(this);
  }

  /** Waits for a bounded time until all is acknowledged, then closes the store at the hub and here. */
  async close(): Promise<void> {
    if (this.status.isClosed) return;
    const waiting = new Span();
    if (this.status.current.state !== "offline") {
      const acknowledged = this.whenAcknowledged().catch(() => undefined);
      await Promise.race([acknowledged, waiting.wait(this.#options.flushTimeout ?? 5_000)]);
      waiting.end();
      const closing = new Span();
      const told = this.call("Close", {}).catch(() => undefined);
      await Promise.race([told, closing.wait(1_000)]);
      closing.end();
    }
    if (this.status.isClosed) return;
    this.#over();
    this.status.set({ state: "closed", reason: { code: Code.ClosedByClient, message: "The application closed the connection to the hub." } });
    this.#fail();
    await this.#connection.forget(this);
  }

  /** Nothing will be acknowledged or settled any more. */
  #fail(): void {
    const reason = this.status.closure();
    this.#sending.outbox.fail(reason);
    this.#settling.fail(reason);
    this.topics?.closed(reason);
  }

  #begin(): Span {
    this.#over();
    this.#conversation = new Span();
    this.status.set({ state: "connecting" });
    this.#inbox.begin(this.replica.revision);
    this.#reportedBase = this.#sending.base;
    return this.#conversation;
  }

  #over(): void {
    this.#liveAt = undefined;
    this.isOpen = false;
    this.#conversation.end();
    this.#pump.stop();
  }

  #openRequest(): Record<string, unknown> {
    const { role = "remote" } = this.#options;
    return {
      protocol: 1,
      store: this.name,
      role,
      ...(this.#writes && { source: this.replica.source, token: this.#sending.token }),
      ...(this.epoch !== undefined && { cursor: { epoch: this.epoch, revision: this.replica.revision } }),
      base: this.#reportedBase,
    };
  }

  /** @returns False if the store must be opened again under another source. */
  #welcome(result: OpenResult, settled: number): boolean {
    this.store.writer.limits = result.limits;
    this.#maxFrameBytes = result.maxFrameBytes;
    this.store.flush();
    if (this.#writes && !this.#sending.open(result, settled)) return false;
    if (result.delta) this.epoch = result.epoch;
    this.#liveAt = result.revision;
    this.#inbox.open(result.epoch, result.delta);
    this.#checkLive();
    return true;
  }

  #receiveInOrder(target: string, message: Fields): void {
    this.#inbox.receive(target, message);
    this.#checkLive();
  }

  #checkLive(): void {
    if (this.#liveAt === undefined || this.#inbox.received < this.#liveAt) return;
    this.#liveAt = undefined;
    this.status.set({ state: "live" });
  }

  #deliver(epoch: string, action: () => void): void {
    this.epoch = epoch;
    this.store.change(action);
    this.store.clock.observe(this.replica.settled.lastTs);
    this.#settling.reached(this.replica.revision);
    const { base } = this.#sending;
    if (base - this.#reportedBase < reportEvery) return;
    this.#reportedBase = base;
    // the next connection's first message carries it anyway
    this.call("Report", { base }).catch(() => undefined);
  }

  #apply(records: readonly HistoryRecord[]): void {
    this.replica.apply(records);
    this.#sending.settleRecords(records);
  }

  #load(snapshot: SettledState): void {
    this.replica.loadSnapshot(snapshot, Array.from(this.#sending.outbox.all, ({ transaction }) => transaction));
    this.#sending.settleSnapshot(snapshot);
  }

  /** Opens the store again on the same connection: at once, but not again and again where that does not help. */
  #reopen(): void {
    const before = this.#reopenedAt;
    this.#reopenedAt = Date.now();
    if (this.#reopenedAt - before > calm) {
      this.#reopening.reset();
      return this.#connection.reopen(this);
    }
    this.#over();
    const waiting = (this.#conversation = new Span());
    this.status.set({ state: "connecting" });
    void waiting.wait(this.#reopening.next()).then(() => waiting.ended || this.#connection.reopen(this));
  }

  /**
   * An Open that this client had sent on a connection it lost since may reach the hub after the one on the next: it then takes over from its
   * own successor. Opening again puts that right; once more within the time means that there really is another.
   */
  #isEchoOfOwnPast(code: number): boolean {
    if (code !== Code.TakenOver) return false;
    const before = this.#takenOverAt;
    this.#takenOverAt = Date.now();
    return this.#takenOverAt - before > takeOverEcho;
  }

  #pumpSource(): ConstructorParameters<typeof Pump>[0] {
    const live = (reason?: HubStatus["reason"]): void => {
      if (this.status.current.state === "live") this.status.set(reason ? { state: "live", reason } : { state: "live" });
    };
    return {
      take: (single) => this.#sending.take(single, this.#maxFrameBytes),
      submit: async ({ parts }) => errorOf(await this.call("Submit", this.wire.submission(parts))),
      rewind: (seq) => this.#sending.rewind(seq),
      refuse: ({ transactions }, error) => this.#sending.refuse(transactions[0]!, toError(error)),
      reopen: () => this.#reopen(),
      sourceIsTaken: () => {
        this.#sending.sourceIsTaken();
        this.#reopen();
      },
      close: ({ code, message }) => this.end(code, message),
      noteStorage: (error) => live(error && { code: error.code, message: error.message }),
    };
  }
}
