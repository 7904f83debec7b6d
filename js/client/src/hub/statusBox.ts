import { ClosedByClient } from "../errors/codes.js";
import { StoreError } from "../errors/storeError.js";
import type { Events, HubStatus } from "./events.js";

/** Where a store stands, and who waits for it to be live. */
export class StatusBox {
  current: HubStatus = { state: "connecting" };
  /** Completes when the store is live for the first time; fails if it is closed before. */
  readonly ready: Promise<void>;
  readonly #events: Events;
  #resolve!: () => void;
  #reject!: (reason: unknown) => void;

  constructor(events: Events) {
    this.#events = events;
    this.ready = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // who does not wait for it need not handle it
    this.ready.catch(() => undefined);
  }

  get isClosed(): boolean {
    return this.current.state === "closed";
  }

  /** Why a closed store takes nothing any more. */
  closure(): StoreError {
    const { code = ClosedByClient, message = "" } = this.current.reason ?? {};
    return new StoreError(code, `The store is closed: ${message}`);
  }

  requireOpen(): void {
    if (this.isClosed) throw this.closure();
  }

  set({ state, reason }: HubStatus): void {
    const { current } = this;
    if (this.isClosed || (current.state === state && current.reason?.message === reason?.message)) return;
    this.current = reason ? { state, reason: { code: reason.code, message: reason.message } } : { state };
    if (state === "live") this.#resolve();
    if (state === "closed") this.#reject(this.closure());
    this.#events.tell("status", this.current);
  }
}
