import type { HubHandle } from "../hub/connectHub.js";
import type { HubEvents, HubStatus } from "../hub/events.js";
import type { HubOptions } from "../hub/options.js";
import type { StoreProxy } from "../store/createStore.js";

/** How a store of `@virtual-frame/store` is connected to a hub. */
export interface BridgeOptions extends HubOptions {
  /**
   * How long the library must not have written to a place behind a real `MessagePort` before that place is confirmed to it, in milliseconds;
   * 100 by default. Of no matter for `hubPort`, where nothing can cross.
   */
  readonly quietTime?: number;
}

/** The bridge between a store of `@virtual-frame/store` and a hub. */
export interface HubBridge {
  /** The bridge's own connection to the hub. */
  readonly hub: HubHandle;
  /** What the hub and this client have, which the library's store is made to show: a store of this package, to be read and written too. */
  readonly store: StoreProxy;
  /** Where the bridge stands with the hub. */
  readonly status: HubStatus;
  /** Completes when the bridge is live for the first time, with all that the hub has; fails if the hub refuses it. */
  readonly ready: Promise<void>;
  /** How many own transactions are not acknowledged. */
  readonly pendingCount: number;
  /** Completes when all that came from the library so far is durable at the hub; fails if the connection is closed before. */
  whenAcknowledged(): Promise<void>;
  /** Completes when nothing is left to correct in the library's store: at once, but for what is to be confirmed through a real port; see {@link BridgeOptions.quietTime}. */
  whenCorrected(): Promise<void>;
  /**
   * Tells a listener of events, until what is returned is called. `refused` also tells what the bridge itself cannot take, with the library's
   * operation: it is taken back in the library's store. If nobody listens, `console.error` is told of that.
   */
  on<K extends keyof HubEvents>(name: K, listener: (event: HubEvents[K]) => void): () => void;
  /** Ends the bridge: the library's store stays as it is, for itself. Waits for a bounded time until everything is acknowledged. */
  close(): Promise<void>;
}
