import type { HubConnection } from "@microsoft/signalr";
import { Connector } from "../hub/connector.js";
import { targets } from "../hub/hubLink.js";
import { errorOf, Fields } from "../hub/messages.js";
import type { HubOptions } from "../hub/options.js";
import type { Line, LineEvents } from "./line.js";
import { whenFree } from "./locks.js";
import { Member } from "./member.js";
import { TypedChannel } from "./messages.js";
import { deskOf, inboxOf, lifeOf } from "./names.js";

/** A subscription at the hub. */
interface Subscription {
  readonly of: LineEvents;
  readonly store: unknown;
}

/** The one who has the connection: calls the hub for all and gives each what the hub tells it. It is its own participant's way to the hub. */
export class Leader implements Line {
  readonly #key: string;
  readonly #name: string;
  readonly #own: LineEvents;
  readonly #hub: HubConnection;
  readonly #connector: Connector;
  readonly #desk: TypedChannel<"join" | "call", never>;
  readonly #members = new Map<string, Member>();
  /** Those on the connection that stands, by channel. */
  readonly #subscriptions = new Map<string, Subscription>();
  readonly #ended = new AbortController();
  /** Why there is no connection, once there was none. */
  #reason: string | undefined;

  constructor(key: string, name: string, hub: HubConnection, options: HubOptions, own: LineEvents) {
    this.#key = key;
    this.#name = name;
    this.#own = own;
    this.#hub = hub;
    for (const target of targets) hub.on(target, (message: object) => this.#hand(target, message));
    this.#desk = new TypedChannel(deskOf(key, name), ["join", "call"], (message) => {
      const member = this.#members.get(message.from);
      if (message.kind === "join") this.#join(message.from);
      else void member?.answer(message, (method, request) => this.#call(member, method, request));
    });
    this.#connector = new Connector(hub, options, {
      connected: () => this.#tellAll((one) => one.connected()),
      lost: ({ message }) => this.#ended.signal.aborted || this.#lose(message),
    });
    this.#connector.start();
  }

  call(method: string, request: Record<string, unknown>): Promise<unknown> {
    return this.#call(this.#own, method, request);
  }

  async end(reason: string): Promise<void> {
    if (this.#ended.signal.aborted) return;
    this.#ended.abort();
    this.#connector.stop();
    this.#lose(reason);
    this.#desk.close();
    for (const member of this.#members.values()) member.close();
    await this.#hub.stop();
  }

  #join(name: string): void {
    let member = this.#members.get(name);
    if (!member) {
      this.#members.set(name, (member = new Member(inboxOf(this.#key, this.#name, name))));
      whenFree(lifeOf(this.#key, name), this.#ended.signal, () => this.#leave(name));
    }
    if (this.#isConnected) member.connected();
    else if (this.#reason !== undefined) member.lost(this.#reason);
  }

  /** Whoever has gone cannot close what it had open. */
  #leave(name: string): void {
    const member = this.#members.get(name);
    this.#members.delete(name);
    member?.close();
    for (const [channel, { of, store }] of this.#subscriptions) {
      if (of !== member) continue;
      this.#subscriptions.delete(channel);
      this.#hub.invoke("Close", { store, channel }).catch(() => undefined);
    }
  }

  async #call(of: LineEvents, method: string, request: Record<string, unknown>): Promise<unknown> {
    const { channel, store } = request;
    if (typeof channel !== "string") throw new Error("A shared connection is for calls in a channel.");
    if ((this.#subscriptions.get(channel)?.of ?? of) !== of) throw new Error("The channel is somebody else's.");
    if (!this.#isConnected) throw new Error("There is no connection to the hub.");
    // the hub may send before it answers
    if (method === "Open") this.#subscriptions.set(channel, { of, store });
    const result: unknown = await this.#hub.invoke(method, request);
    if (method === "Close") this.#subscriptions.delete(channel);
    else if (method === "Open" && !errorOf(new Fields(result))) this.#connector.proven();
    return result;
  }

  #hand(target: string, message: object): void {
    this.#subscriptions.get(new Fields(message).text("channel"))?.of.frame(target, message);
  }

  #lose(reason: string): void {
    this.#reason = reason;
    this.#subscriptions.clear();
    this.#tellAll((one) => one.lost(reason));
  }

  get #isConnected(): boolean {
    const { connected } = this.#connector;
    return connected !== undefined && !connected.ended;
  }

  #tellAll(tell: (one: LineEvents) => void): void {
    for (const one of [this.#own, ...this.#members.values()]) tell(one);
  }
}
