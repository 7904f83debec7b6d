import type { HubConnection } from "@microsoft/signalr";
import * as Code from "../errors/codes.js";
import type { StoreError } from "../errors/storeError.js";
import { Backoff } from "../hub/backoff.js";
import { HubLink, mayPass } from "../hub/hubLink.js";
import { Fields, type CallError } from "../hub/messages.js";
import type { HubOptions } from "../hub/options.js";
import type { StoreRoute } from "../hub/route.js";
import type { Session } from "../hub/session.js";
import { randomSource } from "../operations/source.js";
import type { Participant } from "./participant.js";

/** One store's way to the hub over a shared connection: a channel there. */
export class SharedRoute implements StoreRoute {
  /** Its name on the connection. */
  readonly channel = randomSource();
  readonly #participant: Participant;
  readonly #connect: () => HubConnection;
  readonly #options: HubOptions;
  readonly #backoff: Backoff;
  #session: Session | undefined;
  #opening: Promise<void> = Promise.resolve();
  /** Whether the hub may have it open. */
  #isOpen = false;
  #alone: HubLink | undefined;

  constructor(participant: Participant, connect: () => HubConnection, options: HubOptions) {
    this.#participant = participant;
    this.#connect = connect;
    this.#options = options;
    this.#backoff = new Backoff(options.reconnectDelay ?? 250, options.maxReconnectDelay ?? 15_000);
  }

  has(): boolean {
    return false;
  }

  add(session: Session): void {
    this.#session = session;
    this.#participant.add(this);
  }

  async invoke(method: string, request: Record<string, unknown>): Promise<Fields> {
    if (this.#alone) return this.#alone.invoke(method, request);
    if (method === "Open" || method === "Close") this.#isOpen = method === "Open";
    return new Fields(await this.#participant.call(method, { ...request, channel: this.channel }));
  }

  reopen(): void {
    if (this.#alone) return this.#alone.reopen(this.#session!);
    // one after the other: two at once would end each other's conversation
    this.#opening = this.#opening.then(() => this.#open());
  }

  async forget(session: Session): Promise<void> {
    if (this.#alone) return this.#alone.forget(session);
    if (this.#isOpen) this.invoke("Close", { store: session.name }).catch(() => undefined);
    this.#session = undefined;
    await this.#participant.remove(this);
  }

  disconnected(reason: StoreError): void {
    this.#session?.disconnected(reason);
  }

  receive(target: string, message: Fields): void {
    this.#session?.receive(target, message);
  }

  /** Gives up sharing: the store gets a connection of its own. */
  goAlone(): void {
    void this.#participant.remove(this);
    this.#alone = HubLink.of(this.#connect(), true, this.#options);
    this.#alone.add(this.#session!);
  }

  /** Opens the store on the connection that stands. What is wrong with it is no reason to end a connection that serves others too. */
  async #open(): Promise<void> {
    const { connection } = this.#participant;
    while (connection && !connection.ended && this.#session && !this.#alone) {
      const refusal = await this.#session.open(connection).catch(() => "failed" as const);
      if (connection.ended) return;
      if (!refusal) return this.#backoff.reset();
      if (refusal !== "failed" && !mayPass(refusal)) return this.#refused(refusal);
      await connection.wait(this.#backoff.next());
    }
  }

  #refused({ code, message }: CallError): void {
    // as many stores as one connection may have: more than one page takes part
    if (code === Code.TooManyStores) this.goAlone();
    else this.#session?.end(code, message);
  }
}
