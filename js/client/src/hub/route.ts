import type { HubOptions } from "./options.js";
import type { Session, SessionConnection } from "./session.js";

/** What connects stores to a hub. */
export interface StoreRoute extends SessionConnection {
  /** Whether it has room for one store of a name only, and that is taken. */
  has(name: string): boolean;
  /** Adds a store, which is opened as soon as there is a connection. */
  add(session: Session): void;
}

/** A hub's address, for a connection that is shared with others: what `sharedHub` of `@storehub/client/shared` gives. */
export interface SharedHub {
  readonly url: string;
  /** For `connectHub` to call. */
  route(protocol: string, options: HubOptions): StoreRoute;
}
