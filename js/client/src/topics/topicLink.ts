import * as Code from "../errors/codes.js";
import { StoreError } from "../errors/storeError.js";
import { errorOf, toError, type Fields } from "../hub/messages.js";
import type { Session, SessionTopics } from "../hub/session.js";
import type { Value } from "../values/value.js";
import { Channel, type TopicListener } from "./channel.js";

const links = new WeakMap<Session, TopicLink>();

/** The topics of one store that somebody here has subscribed: keeps them subscribed at the hub, and hands events on. */
export class TopicLink implements SessionTopics {
  readonly #channels = new Map<string, Channel>();
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
    const channel = this.#channels.get(topic);
    const round = channel?.round;
    const answer = await session.call("Publish", { topic, ...session.wire.valueFields(value), ...(retain && { retain }), ...(echo && { echo }) }).catch((reason: unknown) => {
      throw new StoreError(Code.ConnectionLost, reason instanceof Error ? reason.message : "The connection ended before the hub answered.");
    });
    const error = errorOf(answer);
    if (error) throw toError(error);
    // the hub does not echo it, but who subscribes here later is to get it
    if (retain && channel?.round === round) channel?.retain({ value, source: session.replica.source, time: answer.number("time") });
  }

  subscribe(topic: string, listener: TopicListener): () => void {
    this.#session.status.requireOpen();
    const channel = this.#channels.get(topic) ?? new Channel(topic);
    this.#channels.set(topic, channel);
    const subscription = channel.subscribe(listener);
    void this.#sync(channel);
    return () => {
      if (channel.subscriptions.delete(subscription)) void this.#sync(channel);
    };
  }

  async whenSubscribed(topic: string): Promise<void> {
    this.#session.status.requireOpen();
    const channel = this.#channels.get(topic);
    if (!channel?.subscriptions.size) throw new StoreError(Code.NotOpen, `Nothing here has subscribed to '${topic}'.`, "topic");
    if (channel.refusal) throw channel.refusal;
    if (!this.#session.isOpen || channel.subscribedAt !== this.#opening) await channel.waiting.wait(1);
  }

  opened(): void {
    this.#opening++;
    for (const channel of this.#channels.values()) {
      channel.refusal = undefined;
      void this.#sync(channel);
    }
  }

  receive(message: Fields): void {
    const channel = this.#channels.get(message.text("topic"));
    if (!channel) return;
    const retained = message.get("retained") === true;
    const event = { retained, missed: message.number("missed", 0), source: message.text("source"), time: message.number("time") };
    channel.receive(this.#session.wire.value(message), event, retained || message.get("retain") === true);
  }

  closed(reason: StoreError): void {
    for (const channel of this.#channels.values()) channel.waiting.fail(reason);
  }

  /** Has the hub told, one call after the other, whether a topic is wanted. */
  async #sync(channel: Channel): Promise<void> {
    if (channel.busy) return;
    channel.busy = true;
    // who subscribes and unsubscribes in one go needs no call
    await Promise.resolve();
    while (this.#session.isOpen && channel.failedAt !== this.#opening && channel.subscriptions.size > 0 !== (channel.subscribedAt === this.#opening)) await this.#call(channel, this.#opening);
    channel.busy = false;
    if (channel.subscriptions.size === 0) this.#channels.delete(channel.name);
  }

  async #call(channel: Channel, opening: number): Promise<void> {
    const topic = channel.name;
    try {
      if (channel.subscriptions.size > 0) {
        channel.round++;
        this.#answered(channel, opening, await this.#session.call("Subscribe", { topic }));
      } else {
        // at once: who comes meanwhile must wait for the next subscription
        channel.subscribedAt = 0;
        await this.#session.call("Unsubscribe", { topic });
      }
    } catch {
      // the connection is gone; the next opening subscribes again
      channel.failedAt = opening;
    }
  }

  #answered(channel: Channel, opening: number, answer: Fields): void {
    const error = errorOf(answer);
    if (!error) {
      channel.subscribedAt = opening;
      if (answer.get("retained") !== true) channel.forget();
      if (opening === this.#opening) channel.waiting.reached(1);
      return;
    }
    channel.failedAt = opening;
    // it is opened again, and this is tried again then
    if (error.code === Code.NotOpen) return;
    channel.refusal = toError(error);
    channel.waiting.fail(channel.refusal);
    console.error(`The hub refuses the subscription of '${channel.name}'.`, channel.refusal);
  }
}
