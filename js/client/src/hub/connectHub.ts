import type { HubConnection } from "@microsoft/signalr";
import * as Code from "../errors/codes.js";
import { fail } from "../errors/storeError.js";
import { getStore } from "../store/createStore.js";
import { connectionTo } from "./connection.js";
import type { HubEvents, HubStatus } from "./events.js";
import { sessions } from "./handles.js";
import { HubLink } from "./hubLink.js";
import type { HubOptions } from "./options.js";
import type { SharedHub, StoreRoute } from "./route.js";
import { Session } from "./session.js";
import { binaryWire, jsonWire, type Wire } from "./wire.js";

/** A store's connection to its hub. */
export interface HubHandle {
  /** Where the store stands with its hub. */
  readonly status: HubStatus;
  /** Completes when the store is live for the first time, with all that the hub has; fails if the hub refuses it. */
  readonly ready: Promise<void>;
  /** How many own transactions are not acknowledged. */
  readonly pendingCount: number;
  /** The epoch and the revision up to which history is settled here; undefined and 0 before anything came. */
  readonly epoch: string | undefined;
  readonly revision: number;
  /** The revision of the last own transaction that is durable at the hub; it may not be settled here yet. */
  readonly acknowledgedRevision: number;
  /** Completes when all that was written so far is durable at the hub; fails if the connection is closed before. */
  whenAcknowledged(): Promise<void>;
  /** Completes when history is settled here up to a revision, such as one that another client has; fails if the connection is closed before. */
  whenSettled(revision: number): Promise<void>;
  /** The SHA-256 of the settled state's canonical encoding: equal at equal epoch and revision, in every language. Costs time in proportion to the state. */
  stateHash(): string;
  /** Tells a listener of events, until what is returned is called. */
  on<K extends keyof HubEvents>(name: K, listener: (event: HubEvents[K]) => void): () => void;
  /** Waits for a bounded time until everything is acknowledged, and ends the connection for good: the store can be read from then on, not written. */
  close(): Promise<void>;
}

/**
 * Connects a store to a hub, and again whenever the connection is lost. What was written to the store before is pending: it goes to the
 * hub, on top of what the hub has.
 * @param store Its root, or any part of it. It must not be joined to others by ports.
 * @param hub The hub's address, for a connection of this store's own; what `sharedHub` gives, for one that is shared; or a connection of your
 * own, which may serve any number of stores and is started if need be.
 */
export function connectHub(store: object, hub: string | SharedHub | HubConnection, options: HubOptions): HubHandle {
  const { core } = getStore(store);
  if (!/^[A-Za-z0-9._~/-]{1,128}$/.test(options.store)) fail(Code.InvalidStoreName, `'${options.store}' is no store name: it must match [A-Za-z0-9._~/-]{1,128}.`, undefined, 128);
  if (!["host", "remote", "reader", undefined].includes(options.role)) fail(Code.InvalidRole, `'${String(options.role)}' is none of host, remote, reader.`);
  if (core.link) fail(Code.MalformedMessage, "The store is connected to a hub already.");
  if (core.closed) fail(Code.ClosedByClient, "The store was destroyed.");
  const owned = typeof hub === "string" || "route" in hub;
  const { protocol = owned ? "messagepack" : "json" } = options;
  const link = routeOf(hub, protocol, options);
  if (link.has(options.store)) fail(Code.MalformedMessage, `'${options.store}' is open on this connection already.`);
  const session = new Session(core, link, options, wireOf(protocol, owned));
  link.add(session);
  return new Handle(session);
}

function routeOf(hub: string | SharedHub | HubConnection, protocol: string, options: HubOptions): StoreRoute {
  if (typeof hub === "string") return HubLink.of(connectionTo(hub, protocol, options), true, options);
  return "route" in hub ? hub.route(protocol, options) : HubLink.of(hub, false, options);
}

function wireOf(protocol: string, owned: boolean): Wire {
  return protocol === "json" ? jsonWire(owned) : binaryWire;
}

class Handle implements HubHandle {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
    sessions.set(this, session);
  }

  get status(): HubStatus {
    return this.#session.status.current;
  }

  get ready(): Promise<void> {
    return this.#session.status.ready;
  }

  get pendingCount(): number {
    return this.#session.pendingCount;
  }

  get epoch(): string | undefined {
    return this.#session.epoch;
  }

  get revision(): number {
    return this.#session.replica.revision;
  }

  get acknowledgedRevision(): number {
    return this.#session.acknowledgedRevision;
  }

  whenAcknowledged(): Promise<void> {
    return this.#session.whenAcknowledged();
  }

  whenSettled(revision: number): Promise<void> {
    return this.#session.whenSettled(revision);
  }

  stateHash(): string {
    return this.#session.stateHash();
  }

  on<K extends keyof HubEvents>(name: K, listener: (event: HubEvents[K]) => void): () => void {
    return this.#session.events.on(name, listener);
  }

  close(): Promise<void> {
    return this.#session.close();
  }
}
