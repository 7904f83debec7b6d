import { Fields } from "../../src/hub/messages.js";
import type { HubOptions } from "../../src/hub/options.js";
import { Session, type SessionConnection } from "../../src/hub/session.js";
import { Span } from "../../src/hub/backoff.js";
import { jsonWire } from "../../src/hub/wire.js";
import type { LostEvent, RefusedEvent } from "../../src/hub.js";
import { createStore, getStore, type StoreProxy } from "../../src/index.js";
import type { Json } from "../../src/json/parse.js";
import { recordToJson } from "../../src/json/record.js";
import { transactionFromJson } from "../../src/json/transaction.js";
import { lastRevision, recordOf, type HistoryRecord } from "../../src/operations/record.js";
import { lastSeq, toVoid, type Transaction } from "../../src/operations/transaction.js";
import type { Journal } from "../../src/persistence/journal.js";

type Answer = Record<string, unknown>;
type Request = Record<string, unknown> & { store: string; source?: string; token?: string; cursor?: { epoch: string; revision: number } };

/** A hub without a network that says what a test tells it to, and a session that talks to it. */
export class ScriptedHub implements SessionConnection {
  readonly store: StoreProxy;
  readonly session: Session;
  readonly opens: Request[] = [];
  readonly submitted: Transaction[][] = [];
  readonly lost: LostEvent[] = [];
  readonly refused: RefusedEvent[] = [];
  readonly reports: number[] = [];
  /** What the next openings and submissions are answered with; without, that all went well. */
  readonly openAnswers: Answer[] = [];
  readonly submitAnswers: Answer[] = [];
  connected = new Span();
  revision = 0;
  #waiters: [holds: () => boolean, resolve: () => void][] = [];

  constructor(options: Partial<HubOptions> = {}, store: StoreProxy = createStore(), journal?: Journal) {
    this.store = store;
    this.session = new Session(getStore(store).core, this, { store: "s", reconnectDelay: 1, maxReconnectDelay: 2, ...options }, jsonWire(false), journal);
    this.session.events.on("lost", (event) => this.#note(() => this.lost.push(event)));
    this.session.events.on("refused", (event) => this.#note(() => this.refused.push(event)));
    this.session.events.on("status", () => this.#note(() => undefined));
  }

  async invoke(method: string, request: Answer): Promise<Fields> {
    await Promise.resolve();
    let answer: Answer = {};
    if (method === "Open") {
      this.opens.push(request as Request);
      answer = { epoch: "e1", revision: 0, delta: true, continues: true, expectedSeq: 0, acknowledgedSeq: -1, forgottenAt: 0, time: Date.now(), ...this.openAnswers.shift() };
    } else if (method === "Submit") {
      this.submitted.push((request["transactions"] as Json[]).map(transactionFromJson));
      answer = this.submitAnswers.shift() ?? {};
    } else if (method === "Report") this.reports.push(request["base"] as number);
    this.#note(() => undefined);
    return new Fields(answer);
  }

  reopen(session: Session): void {
    void session.open(this.connected);
  }

  forget(): Promise<void> {
    return Promise.resolve();
  }

  /** Opens the store and waits until it is live. */
  async open(answer: Answer = {}): Promise<void> {
    this.openAnswers.push(answer);
    await this.session.open(this.connected);
  }

  /** Ends the connection and makes another one. */
  async reconnect(answer: Answer = {}): Promise<void> {
    this.connected.end();
    this.connected = new Span();
    await this.open(answer);
  }

  /** Completes when something holds, which is looked at whenever the session called or told something. */
  when(holds: () => boolean): Promise<void> {
    return holds() ? Promise.resolve() : new Promise((resolve) => this.#waiters.push([holds, resolve]));
  }

  send(target: string, message: Answer): void {
    this.session.receive(target, new Fields({ store: "s", ...message }));
  }

  /** Gives transactions their place in history and relays them. */
  sequence(...transactions: Transaction[]): HistoryRecord[] {
    const records = transactions.map((transaction) => {
      const record = recordOf(transaction, this.revision + 1, Date.now() + this.revision);
      this.revision = lastRevision(record);
      return record;
    });
    this.relay(records);
    return records;
  }

  relay(records: readonly HistoryRecord[], epoch = "e1"): void {
    this.send("records", { epoch, first: records[0]!.firstRevision, last: lastRevision(records.at(-1)!), records: records.map(recordToJson) });
  }

  acknowledge(transaction: Transaction, voids: Answer[] = []): void {
    this.send("ack", { source: transaction.source, seq: lastSeq(transaction), revision: this.revision, voids });
  }

  refuse(transaction: Transaction, reason: string): void {
    this.sequence(toVoid(transaction));
    this.acknowledge(transaction, [{ seq: transaction.firstSeq, count: transaction.count, reason }]);
  }

  #note(action: () => void): void {
    action();
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const waiter of waiters) if (waiter[0]()) waiter[1](); else this.#waiters.push(waiter);
  }
}
