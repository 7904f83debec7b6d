import { HubConnectionState, type HubConnection } from "@microsoft/signalr";
import * as Code from "../errors/codes.js";
import { StoreError } from "../errors/storeError.js";
import { Backoff, Span } from "./backoff.js";
import type { HubOptions } from "./options.js";

/** Who is told of a connection. */
export interface ConnectorEvents {
  /** It stands, until the span ends. */
  connected(connected: Span): void;
  /** It is gone, or could not be made. */
  lost(reason: StoreError): unknown;
}

/** Keeps a connection up from its start until it is stopped: connects, and again by itself. */
export class Connector {
  /** The connection that stands. */
  connected: Span | undefined;
  readonly #stopping = new Span();
  readonly #connection: HubConnection;
  readonly #events: ConnectorEvents;
  readonly #backoff: Backoff;
  #started = false;

  constructor(connection: HubConnection, options: HubOptions, events: ConnectorEvents) {
    this.#connection = connection;
    this.#events = events;
    this.#backoff = new Backoff(options.reconnectDelay ?? 250, options.maxReconnectDelay ?? 15_000);
    // a connection that reconnects by itself comes back as another one: the hub has no subscription there
    connection.onreconnecting((error) => this.#lost(error));
    connection.onreconnected(() => this.#beginConnected());
    connection.onclose((error) => this.#lost(error));
  }

  get stopped(): boolean {
    return this.#stopping.ended;
  }

  /** Begins to connect, if it has not. */
  start(): void {
    if (this.#started) return;
    this.#started = true;
    void this.#run();
  }

  /** Does not connect again; what becomes of the connection that stands is the caller's to say. */
  stop(): void {
    this.#stopping.end();
    this.connected?.end();
  }

  /** The hub is of use. One that accepts connections and nothing else must not be asked again and again. */
  proven(): void {
    this.#backoff.reset();
  }

  /** Ends a connection, if it still is the one that stands, for another. */
  async drop(connected: Span): Promise<void> {
    if (!connected.ended && this.connected === connected) await this.#connection.stop();
  }

  async #run(): Promise<void> {
    while (!this.stopped) {
      const connected = await this.#connect();
      // a wait without a bound, which ends with the span
      if (connected) await connected.wait(0x7fffffff);
      if (this.stopped) return;
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
    this.connected?.end();
    const connected = new Span();
    this.connected = connected;
    // stopped while it was being made
    if (this.stopped) connected.end();
    else this.#events.connected(connected);
    return connected;
  }

  #lost(error: unknown): void {
    this.connected?.end();
    this.connected = undefined;
    this.#events.lost(new StoreError(Code.ConnectionLost, error instanceof Error ? error.message : "The connection ended."));
  }

  #untilDisconnected(): Promise<void> {
    return new Promise((resolve) => {
      this.#connection.onclose(() => resolve());
      if (this.#connection.state === HubConnectionState.Disconnected) resolve();
    });
  }
}
