import { valueBytes } from "../encodings/size.js";
import * as Code from "../errors/codes.js";
import { fail } from "../errors/storeError.js";
import type { HubHandle } from "../hub/connectHub.js";
import { sessions } from "../hub/handles.js";
import type { Session } from "../hub/session.js";
import { isWellFormed, utf8Length } from "../values/text.js";
import type { TopicListener } from "./localTopic.js";
import { TopicLink } from "./topicLink.js";

const maxNameBytes = 256;

/** How to publish. */
export interface PublishOptions {
  /** Whether those who subscribe later get the value, until another takes its place; with undefined they get nothing any more. False by default. */
  readonly retain?: boolean;
  /** Whether listeners that belong to the same `connectHub` get it as well. False by default. */
  readonly echo?: boolean;
}

/** A topic of a store: events for whoever is there, that are no part of the store. */
export interface Topic {
  readonly name: string;
  /**
   * Publishes a value; completes when the hub has taken it. Nothing is queued: without a connection it fails with 304, and the event is gone.
   * Who does not wait for it need not handle that.
   * @throws StoreError at once, if the value is none, too large or too deep, or this is a reader's connection or closed.
   */
  publish(value: unknown, options?: PublishOptions): Promise<void>;
  /**
   * Tells a listener of what is retained, and then of each event that others publish, until what is returned is called. It is subscribed again
   * after each reconnection: what was published meanwhile is missed, but what is retained comes if it is new. What a listener throws, and the
   * hub's refusal, goes to `console.error`.
   */
  subscribe(listener: TopicListener): () => void;
  /** Completes when the hub has the subscription, so that what is published from then on comes; fails if it refuses. */
  whenSubscribed(): Promise<void>;
}

/**
 * A topic of the store that a hub connection is about. Events go at most once, in the order of the hub, to whoever has subscribed; only the last
 * one that was published to be retained is kept, in the hub's memory.
 * @param hub What `connectHub` gave.
 * @param name Text of 1 to 256 bytes in UTF-8.
 */
export function topic(hub: HubHandle, name: string): Topic {
  const session = sessions.get(hub) ?? fail(Code.MalformedMessage, "A topic belongs to what connectHub gave, of the same copy of this package.", "hub");
  if (typeof name !== "string" || !name || !isWellFormed(name) || utf8Length(name) > maxNameBytes) {
    fail(Code.InvalidTopic, `A topic's name is text of 1 to ${maxNameBytes} bytes in UTF-8.`, "topic", maxNameBytes);
  }
  return new TopicHandle(session, name);
}

class TopicHandle implements Topic {
  readonly name: string;
  readonly #session: Session;
  readonly #link: TopicLink;

  constructor(session: Session, name: string) {
    this.name = name;
    this.#session = session;
    this.#link = TopicLink.of(session);
  }

  publish(value: unknown, { retain = false, echo = false }: PublishOptions = {}): Promise<void> {
    const { store } = this.#session;
    this.#session.requireWriter();
    const copy = store.copy(value, []);
    const bytes = valueBytes(copy);
    const { maxOperationBytes } = store.limits;
    if (bytes > maxOperationBytes) fail(Code.TooLarge, `The value has ${bytes} bytes; the limit is ${maxOperationBytes}.`, this.name, maxOperationBytes);
    const published = this.#link.publish(this.name, copy, retain, echo);
    published.catch(() => undefined);
    return published;
  }

  subscribe(listener: TopicListener): () => void {
    return this.#link.subscribe(this.name, listener);
  }

  whenSubscribed(): Promise<void> {
    return this.#link.whenSubscribed(this.name);
  }
}
