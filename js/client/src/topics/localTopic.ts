import { Waiters } from "../hub/waiters.js";
import { contain } from "../store/observers.js";
import type { StoreError } from "../errors/storeError.js";
import { toPlain } from "../values/plain.js";
import type { StoreData, Value } from "../values/value.js";

/** What is known of an event beside its value. */
export interface TopicEvent {
  /** Whether it comes because it is retained: it was published before, or was missed. */
  readonly retained: boolean;
  /** How many events this client missed since the one before, since it took them too slowly. */
  readonly missed: number;
  /** The source that published it. */
  readonly source: string;
  /** When the hub took it, in milliseconds since the Unix epoch by its clock; every event of a store has a later one. */
  readonly time: number;
}

/** Is told of an event; the value is a copy of its own. */
export type TopicListener = (value: StoreData, event: TopicEvent) => void;

/** An event that was published to be retained. */
interface Retained {
  readonly value: Value;
  readonly source: string;
  readonly time: number;
}

interface Subscription {
  readonly listener: TopicListener;
  /** Tells what was retained when it came, before all else; undefined when that is done. */
  first?: (() => void) | undefined;
}

/** A topic that somebody here has subscribed. */
export class LocalTopic {
  readonly subscriptions = new Set<Subscription>();
  /** Who waits until the hub has the subscription. */
  readonly waiting = new Waiters();
  /** Counts the calls that subscribe: what is known here may have become another between two. */
  round = 0;
  /** The openings of the store at which the hub has the subscription, and at which subscribing failed. */
  subscribedAt = 0;
  failedAt = 0;
  /** Why the hub refuses. */
  refusal: StoreError | undefined;
  /** Whether a call is under way. */
  busy = false;
  #missed = 0;
  #last: Retained | undefined;
  #lastRound = 0;

  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  /** Adds a listener, which gets what is retained, as far as that is known here. */
  subscribe(listener: TopicListener): Subscription {
    const subscription: Subscription = { listener };
    this.subscriptions.add(subscription);
    const last = this.#last;
    // undefined says that it was cleared
    if (last && last.value !== undefined) {
      subscription.first = () => {
        subscription.first = undefined;
        this.#tell(subscription, last.value, retainedEvent(last));
      };
      queueMicrotask(() => subscription.first?.());
    }
    return subscription;
  }

  /** Takes note of what is retained, unless a later one is known: the answer to an own event may come after others. */
  retain(retained: Retained): void {
    // times of a hub that was started anew may be earlier, if its clock was set
    if (this.#lastRound === this.round && this.#last && retained.time < this.#last.time) return;
    this.#last = retained;
    this.#lastRound = this.round;
  }

  /** The hub had nothing retained when it subscribed: only what came since holds, and who was told of another is told that it was cleared. */
  forget(): void {
    const last = this.#last;
    if (!last || this.#lastRound === this.round) return;
    this.#last = undefined;
    if (last.value !== undefined) this.#tellAll(undefined, retainedEvent(last));
  }

  /** Tells all listeners of an event. */
  receive(value: Value, event: TopicEvent, retain: boolean): void {
    const missed = (this.#missed += event.missed);
    const known = event.retained && event.time === this.#last?.time;
    if (retain) this.retain({ value, source: event.source, time: event.time });
    // it comes anew after each reconnection
    if (known) return;
    this.#missed = 0;
    this.#tellAll(value, { ...event, missed });
  }

  #tellAll(value: Value, event: TopicEvent): void {
    for (const subscription of [...this.subscriptions]) this.#tell(subscription, value, event);
  }

  #tell(subscription: Subscription, value: Value, event: TopicEvent): void {
    subscription.first?.();
    // one may have unsubscribed another
    if (this.subscriptions.has(subscription)) contain(() => subscription.listener(toPlain(value), event));
  }
}

function retainedEvent({ source, time }: Retained): TopicEvent {
  return { retained: true, missed: 0, source, time };
}
