import * as Code from "../errors/codes.js";
import { StoreError } from "../errors/storeError.js";
import { errorOf, toError, type Fields, timeOf } from "../hub/messages.js";
import type { Session, SessionTopics } from "../hub/session.js";
import type { Value } from "../values/value.js";
import { LocalTopic, type TopicListener } from "./localTopic.js";

const links = new WeakMap<Session, TopicLink>();

/** The topics of one store that somebody here has subscribed: keeps them subscribed at the hub, and hands events on. */
export class TopicLink implements SessionTopics {
  readonly #topics = new Map<string, LocalTopic>();
  readonly #session: Session;
  // counts the openings of the store; the hub forgets what was subscribed before each
  #opening = 1;

  /** The topics of a session: one, however many names it has. */
  static of(session: Session): TopicLink {
    let link = links.get(session);
    if (!link) links.set(session, (link = session.topics = new TopicLink(session)));
    return link;
  }

  private constructor(session: Session) {
    this.#session = session;
  }

  async publish(topic: string, value: Value, retain: boolean, echo: boolean): Promise<void> {
    const session = this.#session;
    if (!session.isOpen) throw new StoreError(Code.ConnectionLost, `There is no connection to the hub, and events are not kept: nothing was published to '${topic}'.`);
    const local = this.#topics.get(topic);
    const round = local?.round;
    const answer = await session.call("Publish", { topic, ...session.wire.valueFields(value), ...(retain && { retain }), ...(echo && { echo }) }).catch((reason: unknown) => {
      throw new StoreError(Code.ConnectionLost, reason instanceof Error ? reason.message : "The connection ended before the hub answered.");
    });
    const error = errorOf(answer);
    if (error) throw toError(error);
    // the hub does not echo it, but who subscribes here later is to get it
    if (retain && local?.round === round) local?.retain({ value, source: session.replica.source, time: timeOf(answer) });
  }

  subscribe(topic: string, listener: TopicListener): () => void {
    this.#session.status.requireOpen();
    const local = this.#topics.get(topic) ?? new LocalTopic(topic);
    this.#topics.set(topic, local);
    const subscription = local.subscribe(listener);
    void this.#sync(local);
    return () => {
      if (local.subscriptions.delete(subscription)) void this.#sync(local);
    };
  }

  async whenSubscribed(topic: string): Promise<void> {
    this.#session.status.requireOpen();
    const local = this.#topics.get(topic);
    if (!local?.subscriptions.size) throw new StoreError(Code.NotOpen, `Nothing here has subscribed to '${topic}'.`, "topic");
    if (local.refusal) throw local.refusal;
    if (!this.#session.isOpen || local.subscribedAt !== this.#opening) await local.waiting.wait(1);
  }

  opened(): void {
    this.#opening++;
    for (const local of this.#topics.values()) {
      local.refusal = undefined;
      void this.#sync(local);
    }
  }

  receive(message: Fields): void {
    const local = this.#topics.get(message.text("topic"));
    if (!local) return;
    const retained = message.get("retained") === true;
    const event = { retained, missed: message.number("missed", 0), source: message.text("source"), time: timeOf(message) };
    local.receive(this.#session.wire.value(message), event, retained || message.get("retain") === true);
  }

  closed(reason: StoreError): void {
    for (const local of this.#topics.values()) local.waiting.fail(reason);
  }

  /** Has the hub told, one call after the other, whether a topic is wanted. */
  async #sync(local: LocalTopic): Promise<void> {
    if (local.busy) return;
    local.busy = true;
    // who subscribes and unsubscribes in one go needs no call
    await Promise.resolve();
    while (this.#session.isOpen && local.failedAt !== this.#opening && local.subscriptions.size > 0 !== (local.subscribedAt === this.#opening)) await this.#call(local, this.#opening);
    local.busy = false;
    if (local.subscriptions.size === 0) this.#topics.delete(local.name);
  }

  async #call(local: LocalTopic, opening: number): Promise<void> {
    const topic = local.name;
    try {
      if (local.subscriptions.size > 0) {
        local.round++;
        this.#answered(local, opening, await this.#session.call("Subscribe", { topic }));
      } else {
        // at once: who comes meanwhile must wait for the next subscription
        local.subscribedAt = 0;
        await this.#session.call("Unsubscribe", { topic });
      }
    } catch {
      // the connection is gone; the next opening subscribes again
      local.failedAt = opening;
    }
  }

  #answered(local: LocalTopic, opening: number, answer: Fields): void {
    const error = errorOf(answer);
    if (!error) {
      local.subscribedAt = opening;
      if (answer.get("retained") !== true) local.forget();
      if (opening === this.#opening) local.waiting.reached(1);
      return;
    }
    local.failedAt = opening;
    // it is opened again, and this is tried again then, or it was deleted, and that is said
    if (error.code === Code.NotOpen || error.code === Code.StoreFailed) return;
    local.refusal = toError(error);
    local.waiting.fail(local.refusal);
    console.error(`The hub refuses the subscription of '${local.name}'.`, local.refusal);
  }
}
