import type { HubConnection } from "@microsoft/signalr";
import * as Code from "../errors/codes.js";
import { StoreError } from "../errors/storeError.js";
import type { Span } from "./backoff.js";
import { Connector } from "./connector.js";
import { Fields, type CallError } from "./messages.js";
import type { HubOptions } from "./options.js";
import type { StoreRoute } from "./route.js";
import type { Session } from "./session.js";

/** What a hub tells its clients. */
export const targets = ["records", "snapshot", "ack", "event", "closed"] as const;
const links = new WeakMap<HubConnection, HubLink>();

/** One connection to a hub and the stores on it: opens them whenever there is a connection, and hands messages on. */
export class HubLink implements StoreRoute {
  readonly #sessions = new Map<string, Session>();
  readonly #connection: HubConnection;
  readonly #connector: Connector;
  /** Whether the connection ends with its last store. */
  readonly #owned: boolean;
  #opening = new Map<Session, Promise<boolean>>();

  /** The link of a connection: one, however many stores it serves. */
  static of(connection: HubConnection, owned: boolean, options: HubOptions): HubLink {
    let link = links.get(connection);
    if (!link || link.#connector.stopped) links.set(connection, (link = new HubLink(connection, owned, options)));
    return link;
  }

  private constructor(connection: HubConnection, owned: boolean, options: HubOptions) {
    this.#connection = connection;
    this.#owned = owned;
    for (const target of targets) connection.on(target, this.#handlers[target]);
    this.#connector = new Connector(connection, options, {
      connected: (connected) => void this.#serve(connected),
      lost: (reason) => {
        for (const session of this.#sessions.values()) session.disconnected(reason);
      },
    });
  }

  add(session: Session): void {
    if (this.#sessions.has(session.name)) throw new StoreError(Code.MalformedMessage, `'${session.name}' is open on this connection already.`);
    this.#sessions.set(session.name, session);
    this.reopen(session);
    this.#connector.start();
  }

  has(name: string): boolean {
    return this.#sessions.has(name);
  }

  async invoke(method: string, request: Record<string, unknown>): Promise<Fields> {
    return new Fields(await this.#connection.invoke(method, request));
  }

  reopen(session: Session): void {
    const { connected } = this.#connector;
    if (connected) void this.#open(session, connected);
  }

  async forget(session: Session): Promise<void> {
    if (this.#sessions.get(session.name) !== session) return;
    this.#sessions.delete(session.name);
    this.#opening.delete(session);
    if (this.#sessions.size > 0) return;
    this.#connector.stop();
    if (this.#owned) return this.#connection.stop();
    // it goes on for whatever else the application has on it
    links.delete(this.#connection);
    for (const target of targets) this.#connection.off(target, this.#handlers[target]);
  }

  readonly #handlers = Object.fromEntries(
    targets.map((target) => [
      target,
      (message: unknown) => {
        const fields = new Fields(message);
        this.#sessions.get(fields.text("store"))?.receive(target, fields);
      },
    ]),
  ) as Record<(typeof targets)[number], (message: unknown) => void>;

  /** Opens all stores. */
  async #serve(connected: Span): Promise<void> {
    const opened = await Promise.all([...this.#sessions.values()].map((session) => this.#open(session, connected)));
    if (opened.includes(true)) this.#connector.proven();
  }

  /** One opening of a store after the other: two at once would end each other's conversation. */
  #open(session: Session, connected: Span): Promise<boolean> {
    const before = this.#opening.get(session) ?? Promise.resolve(true);
    const opening = before.then(() => this.#openNow(session, connected));
    this.#opening.set(session, opening);
    return opening;
  }

  async #openNow(session: Session, connected: Span): Promise<boolean> {
    try {
      const refusal = await session.open(connected);
      if (!refusal) return !connected.ended;
      if (mayPass(refusal)) await this.#connector.drop(connected);
      else session.end(refusal.code, refusal.message);
    } catch {
      // a call that fails on a connection that stands leaves no other way than a new connection
      await this.#connector.drop(connected);
    }
    return false;
  }
}

/** Whether a hub that refuses to open a store may do so later. */
export function mayPass({ code }: CallError): boolean {
  return ([Code.Overloaded, Code.StoreFailed, Code.ShuttingDown, Code.Internal, Code.StorageUnavailable] as number[]).includes(code);
}
