import type { HubConnection } from "@microsoft/signalr";
import type { StoreError } from "../errors/storeError.js";
import { connectHub, type HubHandle } from "../hub/connectHub.js";
import { Events, type HubEvents, type HubStatus } from "../hub/events.js";
import { randomSource } from "../operations/source.js";
import { createStore, getStore, type StoreProxy } from "../store/createStore.js";
import type { Operation } from "../store/publicOperation.js";
import { Bridge } from "./bridge.js";
import { Confirmations } from "./confirmations.js";
import type { Correction } from "./corrections.js";
import type { BridgeOptions, HubBridge } from "./hubBridge.js";

/** Begins the sources of corrections. */
const sourcePrefix = "storehub_";

/** A port for the `connectPort` of `@virtual-frame/store`, with a hub at its far end. What it is told it does at once: nothing crosses. */
export interface HubPort extends HubBridge, MessagePort {
  close(): Promise<void>;
}

/**
 * Makes a port that joins a store of `@virtual-frame/store` to a hub: `connectPort(store, hubPort(url, { store: "cart" }))`. One port is for
 * one store, once: `connectPort`'s way to end it closes it for good.
 * @param hub The hub's address, or a connection of your own, which may serve any number of stores.
 */
export function hubPort(hub: string | HubConnection, options: BridgeOptions): HubPort {
  return new DirectPort(hub, options, false);
}

/** The end of a port that talks to the library, and the bridge behind it. */
export class DirectPort extends EventTarget implements HubPort {
  readonly store: StoreProxy = createStore();
  readonly hub: HubHandle;
  onmessageerror = null;
  readonly #bridge: Bridge;
  readonly #confirmations: Confirmations | undefined;
  readonly #events = new Events();
  readonly #source = sourcePrefix + randomSource();
  readonly #copies: boolean;
  #seq = 0;
  #refusedListeners = 0;
  #onMessage: MessagePort["onmessage"] = null;
  #waiting: unknown[] | undefined = [];
  #closed: Promise<void> | undefined;

  /** @param copies Whether a real port lies between this one and the library. */
  constructor(hub: string | HubConnection, options: BridgeOptions, copies: boolean) {
    super();
    this.#copies = copies;
    this.hub = connectHub(this.store, hub, options);
    this.#bridge = new Bridge(this.store, copies, {
      correct: (operations, join) => this.#send(operations, join),
      written: (place) => this.#confirmations?.written(place),
      refused: (operation, error) => this.#refuse(operation, error),
    });
    if (copies) this.#confirmations = new Confirmations(options.quietTime ?? 100, (places) => this.#bridge.confirm(places));
  }

  get status(): HubStatus {
    return this.hub.status;
  }

  get ready(): Promise<void> {
    return this.hub.ready;
  }

  get pendingCount(): number {
    return this.hub.pendingCount;
  }

  whenAcknowledged(): Promise<void> {
    return this.hub.whenAcknowledged();
  }

  whenCorrected(): Promise<void> {
    // a change that was not told of yet is no change yet
    getStore(this.store).flush();
    return this.#confirmations?.whenDone() ?? Promise.resolve();
  }

  on<K extends keyof HubEvents>(name: K, listener: (event: HubEvents[K]) => void): () => void {
    const stops = [this.hub.on(name, listener), this.#events.on(name, listener)];
    const counts = name === "refused" ? 1 : 0;
    this.#refusedListeners += counts;
    return () => {
      this.#refusedListeners -= stops.length > 0 ? counts : 0;
      for (const stop of stops.splice(0)) stop();
    };
  }

  close(): Promise<void> {
    return (this.#closed ??= this.#close());
  }

  get onmessage(): MessagePort["onmessage"] {
    return this.#onMessage;
  }

  // as real ports have it: to set it is to start
  set onmessage(listener: MessagePort["onmessage"]) {
    if (this.#onMessage) this.removeEventListener("message", this.#onMessage as EventListener);
    this.#onMessage = listener;
    if (!listener) return;
    this.addEventListener("message", listener as EventListener);
    this.start();
  }

  start(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const message of waiting) this.#deliver(message);
  }

  postMessage(message: unknown): void {
    if (this.#closed) return;
    const { type, op, ops } = (message ?? {}) as Record<string, unknown>;
    if (type === "vf-store:op") this.#bridge.take(op);
    else if (type === "vf-store:init" && Array.isArray(ops)) {
      this.#bridge.join(ops.filter((one) => !isOurs(one)), ops.some(isOurs));
    }
  }

  async #close(): Promise<void> {
    // what came so far is still sent
    getStore(this.store).flush();
    this.#bridge.close();
    this.#confirmations?.close();
    await this.hub.close();
  }

  #refuse(operation: unknown, { code, message }: StoreError): void {
    this.#events.tell("refused", { operations: [operation as Operation], code, message });
    if (this.#refusedListeners === 0) console.error(`A write of @virtual-frame/store was refused: ${message}`, operation);
  }

  #send(operations: readonly Correction[], join: boolean): void {
    const ops = [...(join ? [{ type: "storehub:join", path: [] }] : []), ...operations].map((operation) => ({
      // the library sorts what it has not applied by timestamp: one that is neither before nor after leaves them as they came
      ts: NaN,
      source: this.#source,
      seq: this.#seq++,
      ...operation,
    }));
    // several in one message: the library's subscribers see all or none
    const message = ops.length === 1 ? { type: "vf-store:op", op: ops[0] } : { type: "vf-store:init", ops };
    if (this.#waiting) this.#waiting.push(message);
    else this.#deliver(message);
  }

  #deliver(message: unknown): void {
    // the library changes what it is given; a real port copies by itself
    this.dispatchEvent(new MessageEvent("message", { data: this.#copies ? message : structuredClone(message) }));
  }
}

function isOurs(operation: unknown): boolean {
  const { source } = (operation ?? {}) as { source?: unknown };
  return typeof source === "string" && source.startsWith(sourcePrefix);
}
