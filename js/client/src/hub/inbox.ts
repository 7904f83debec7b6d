import { lastRevision, type HistoryRecord } from "../operations/record.js";
import type { SettledState } from "../replicas/settledState.js";
import { Fields } from "./messages.js";
import type { Wire } from "./wire.js";

/** What to do with what came. */
export interface InboxTarget {
  records(epoch: string, records: readonly HistoryRecord[]): void;
  snapshot(epoch: string, snapshot: SettledState): void;
  ack(message: Fields): void;
  /** What came does not follow what was there: the store must be opened anew, with a snapshot. */
  loseThread(): void;
}

/**
 * What comes from the hub, put in order: frames that come before the answer to Open are held, repeats are dropped, snapshots put together.
 */
export class Inbox {
  /** The revision up to which everything came. */
  received = 0;
  #held: (() => void)[] | undefined = [];
  #epoch: string | undefined;
  #awaitingSnapshot = false;
  #lost = false;
  #pieces: unknown[] = [];
  readonly #wire: Wire;
  readonly #target: InboxTarget;

  constructor(wire: Wire, target: InboxTarget) {
    this.#wire = wire;
    this.#target = target;
  }

  /** A conversation ends or begins: nothing is taken in until {@link open}. */
  begin(settled: number): void {
    this.#held = [];
    this.#lost = false;
    this.#pieces = [];
    this.received = settled;
  }

  /** The hub has answered: what was held is taken in now. */
  open(epoch: string, delta: boolean): void {
    this.#awaitingSnapshot = !delta;
    // revisions of an epoch that is gone say nothing of this one
    if (!delta) this.received = -1;
    this.#epoch = delta ? epoch : undefined;
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const receive of held) receive();
  }

  receive(target: string, message: Fields): void {
    if (this.#held) this.#held.push(() => this.#take(target, message));
    else this.#take(target, message);
  }

  #take(target: string, message: Fields): void {
    if (this.#lost) return;
    try {
      if (target === "records") this.#records(message);
      else if (target === "snapshot") this.#chunk(message);
      else this.#target.ack(message);
    } catch {
      // it does not read, or breaks the rules: a conversation from the beginning can put it right
      this.#lose();
    }
  }

  #records(message: Fields): void {
    const last = message.number("last");
    if (this.#awaitingSnapshot || last <= this.received) return;
    const records = this.#wire.records(message).filter((record) => lastRevision(record) > this.received);
    const epoch = message.text("epoch");
    if (epoch !== this.#epoch || records[0]?.firstRevision !== this.received + 1 || lastRevision(records.at(-1)!) !== last) return this.#lose();
    this.received = last;
    this.#target.records(epoch, records);
  }

  #chunk(message: Fields): void {
    const index = message.number("index");
    if (index === 0) this.#pieces = [];
    // the rest of one whose beginning never came
    if (index !== this.#pieces.length) return;
    this.#pieces.push(message.get("data"));
    if (index + 1 < message.number("count")) return;
    const snapshot = this.#wire.snapshot(this.#pieces.splice(0));
    this.#awaitingSnapshot = false;
    this.received = snapshot.revision;
    this.#epoch = message.text("epoch");
    this.#target.snapshot(this.#epoch, snapshot);
  }

  #lose(): void {
    this.#lost = true;
    this.#target.loseThread();
  }
}
