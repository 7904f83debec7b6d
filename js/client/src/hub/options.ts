/** How a store is connected to a hub. */
export interface HubOptions {
  /** The store's name at the hub, `[A-Za-z0-9._~/-]{1,128}`. Opening it makes it. */
  readonly store: string;
  /** `host` and `remote` (the default) read and write, `reader` only reads. */
  readonly role?: "host" | "remote" | "reader";
  /** Gives the bearer token of each connection. Only with an address; of those who share a connection, the one that makes it is asked. */
  readonly accessTokenFactory?: () => string | Promise<string>;
  /** How operations travel: `messagepack` with an address by default, `json` with a connection of your own; it must be the connection's own protocol. */
  readonly protocol?: "messagepack" | "json";
  /** The bound of the first wait before connecting again, in milliseconds; it doubles. 250 by default. */
  readonly reconnectDelay?: number;
  /** The highest such bound; 15,000 by default. */
  readonly maxReconnectDelay?: number;
  /** How long closing waits for acknowledgements, in milliseconds; 5,000 by default. */
  readonly flushTimeout?: number;
}
