import { HubConnectionState, type HubConnection } from "@microsoft/signalr";
import * as Code from "../errors/codes.js";
import { StoreError } from "../errors/storeError.js";
import { Backoff, Span } from "./backoff.js";
import { Fields } from "./messages.js";
import type { HubOptions } from "./options.js";
import type { Session, SessionConnection } from "./session.js";

const targets = ["records", "snapshot", "ack", "closed"] as const;
const links = new WeakMap<HubConnection, HubLink>();

/** One connection to a hub and the stores on it: connects, connects again by itself, and hands messages on. */
export class HubLink implements SessionConnection {
  readonly #sessions = new Map<string, Session>();
  readonly #stopping = new Span();
  readonly #connection: HubConnection;
  readonly #backoff: Backoff;
  /** Whether the connection ends with its last store. */
  readonly #owned: boolean;
  #connected: Span | undefined;
  #opening = new Map<Session, Promise<boolean>>();

  /** The link of a connection: one, however many stores it serves. */
  static of(connection: HubConnection, owned: boolean, options: HubOptions): HubLink {
    let link = links.get(connection);
    if (!link || link.#stopping.ended) links.set(connection, (link = new HubLink(connection, owned, options)));
    return link;
  }

  private constructor(connection: HubConnection, owned: boolean, options: HubOptions) {
    this.#connection = connection;
    this.#owned = owned;
    this.#backoff = new Backoff(options.reconnectDelay ?? 250, options.maxReconnectDelay ?? 15_000);
    for (const target of targets) connection.on(target, this.#handlers[target]);
    // a connection that reconnects by itself comes back as another one: the hub has no subscription there
    connection.onreconnecting((error) => this.#lost(error));
    connection.onreconnected(() => void this.#serve(this.#beginConnected()));
    connection.onclose((error) => this.#lost(error));
    void this.#run();
  }

  /** Adds a store, which is opened at once if there is a connection. */
  add(session: Session): void {
    if (this.#sessions.has(session.name)) throw new StoreError(Code.MalformedMessage, `'${session.name}' is open on this connection already.`);
    this.#sessions.set(session.name, session);
    this.reopen(session);
  }

  has(name: string): boolean {
    return this.#sessions.has(name);
  }

  async invoke(method: string, request: Record<string, unknown>): Promise<Fields> {
    return new Fields(await this.#connection.invoke(method, request));
  }

  reopen(session: Session): void {
    if (this.#connected) void this.#open(session, this.#connected);
  }

  async forget(session: Session): Promise<void> {
    if (this.#sessions.get(session.name) !== session) return;
    this.#sessions.delete(session.name);
    this.#opening.delete(session);
    if (this.#sessions.size > 0) return;
    this.#stopping.end();
    this.#connected?.end();
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

  /** Connects, and again when the connection is gone, until nobody wants it any more. */
  async #run(): Promise<void> {
    // whoever makes a link adds a store first
    await Promise.resolve();
    while (!this.#stopping.ended) {
      const connected = await this.#connect();
      if (connected) {
        await this.#serve(connected);
        await this.#end(connected);
      }
      if (this.#stopping.ended) return;
      // one that reconnects by itself is left alone until it gives up
      if (this.#connection.state === HubConnectionState.Disconnected) await this.#stopping.wait(this.#backoff.next());
      else await this.#untilDisconnected();
    }
  }

  async #connect(): Promise<Span | undefined> {
    const connection = this.#connection;
    try {
      if (connection.state === HubConnectionState.Disconnected) await connection.start();
      return connection.state === HubConnectionState.Connected ? this.#beginConnected() : undefined;
    } catch (error) {
      this.#lost(error);
      return undefined;
    }
  }

  #beginConnected(): Span {
    this.#connected?.end();
    return (this.#connected = new Span());
  }

  /** Opens all stores. A hub that accepts connections but no store must not be asked again and again. */
  async #serve(connected: Span): Promise<void> {
    const opened = await Promise.all([...this.#sessions.values()].map((session) => this.#open(session, connected)));
    if (opened.includes(true)) this.#backoff.reset();
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
      if (([Code.Overloaded, Code.StoreFailed, Code.ShuttingDown, Code.Internal, Code.StorageUnavailable] as number[]).includes(refusal.code)) await this.#drop(connected);
      else void session.end(refusal.code, refusal.message);
    } catch {
      // a call that fails on a connection that stands leaves no other way than a new connection
      await this.#drop(connected);
    }
    return false;
  }

  async #drop(connected: Span): Promise<void> {
    if (!connected.ended && this.#connected === connected) await this.#connection.stop();
  }

  #lost(error: unknown): void {
    this.#connected?.end();
    this.#connected = undefined;
    const reason = new StoreError(Code.ConnectionLost, error instanceof Error ? error.message : "The connection ended.");
    for (const session of this.#sessions.values()) session.disconnected(reason);
  }

  #end(connected: Span): Promise<void> {
    // a wait without a bound, which ends with the span
    return connected.wait(0x7fffffff);
  }

  #untilDisconnected(): Promise<void> {
    return new Promise((resolve) => {
      this.#connection.onclose(() => resolve());
      if (this.#connection.state === HubConnectionState.Disconnected) resolve();
    });
  }
}
