import type { HubConnection } from "@microsoft/signalr";
import * as Code from "../errors/codes.js";
import { StoreError } from "../errors/storeError.js";
import { Span } from "../hub/backoff.js";
import { Fields } from "../hub/messages.js";
import type { HubOptions } from "../hub/options.js";
import { watchPage } from "./lifecycle.js";
import type { LineEvents } from "./line.js";
import { Membership } from "./membership.js";
import { keyOf } from "./names.js";
import type { SharedRoute } from "./sharedRoute.js";

const participants = new Map<string, Participant>();

/** One copy of the client among those who share a connection, with all of its stores on that. */
export class Participant implements LineEvents {
  /** The connection that stands, here or elsewhere. */
  connection: Span | undefined;
  readonly #key: string;
  readonly #connect: () => HubConnection;
  readonly #options: HubOptions;
  readonly #routes = new Map<string, SharedRoute>();
  #membership: Membership | undefined;
  #unwatch: (() => void) | undefined;

  /** The participant of this copy; its first store's options count. */
  static of(url: string, protocol: string, group: string, connect: () => HubConnection, options: HubOptions): Participant {
    const key = keyOf(url, protocol, group);
    return participants.get(key) ?? new Participant(key, connect, options);
  }

  private constructor(key: string, connect: () => HubConnection, options: HubOptions) {
    this.#key = key;
    this.#connect = connect;
    this.#options = options;
  }

  add(route: SharedRoute): void {
    this.#routes.set(route.channel, route);
    if (this.#unwatch) return route.reopen();
    participants.set(this.#key, this);
    this.#unwatch = watchPage(
      () => void this.#suspend("The page was put aside."),
      () => this.#resume(),
    );
    this.#resume();
  }

  async remove(route: SharedRoute): Promise<void> {
    if (!this.#routes.delete(route.channel) || this.#routes.size > 0) return;
    participants.delete(this.#key);
    this.#unwatch?.();
    this.#unwatch = undefined;
    await this.#suspend("The last store was closed.");
  }

  call(method: string, request: Record<string, unknown>): Promise<unknown> {
    return this.#membership?.line?.call(method, request) ?? Promise.reject(new Error("There is no connection to the hub."));
  }

  connected(): void {
    this.connection = new Span();
    for (const route of this.#routes.values()) route.reopen();
  }

  lost(message: string): void {
    this.connection?.end();
    this.connection = undefined;
    const reason = new StoreError(Code.ConnectionLost, message);
    for (const route of this.#routes.values()) route.disconnected(reason);
  }

  frame(target: string, message: object): void {
    try {
      const fields = new Fields(message);
      this.#routes.get(fields.text("channel"))?.receive(target, fields);
    } catch (error) {
      // nobody vouches for what comes on a channel that all of the origin can write to
      if (!(error instanceof StoreError)) throw error;
    }
  }

  #resume(): void {
    this.#membership ??= new Membership({ key: this.#key, connect: this.#connect, options: this.#options, refused: () => this.#part() }, this);
  }

  async #suspend(reason: string): Promise<void> {
    const membership = this.#membership;
    this.#membership = undefined;
    await membership?.end(reason);
  }

  /** There are no locks here, though the browser knows them: each goes its own way. */
  #part(): void {
    for (const route of [...this.#routes.values()]) route.goAlone();
  }
}
