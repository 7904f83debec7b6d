import { getStore } from "../store/createStore.js";
import { toPublic, type Operation } from "../store/publicOperation.js";
import { applyFrom } from "../store/storeHandle.js";
import type { Operation as InnerOperation } from "../operations/operation.js";
import { contain } from "../store/observers.js";

/** As much of a `MessagePort` as is needed. */
export interface PortLike {
  /** Sends a message that can be cloned. */
  postMessage(message: unknown): void;
  /** Tells a listener of messages. */
  addEventListener(type: "message", listener: (event: { readonly data?: unknown }) => void): void;
  /** Tells it no more. */
  removeEventListener(type: "message", listener: (event: { readonly data?: unknown }) => void): void;
  /** Lets messages come, where that must be asked for. */
  start?(): void;
  /** Ends the port. */
  close?(): void;
}

/** Tells messages of stores from all others on a port. */
const tag = "storehub";

/**
 * Joins a store that has no hub to another at the far end of a port: each sends all it has, and from then on what is new. Stores may be
 * joined by any number of ports, in any shape: what comes through one goes out through the others.
 * @returns Ends the connection and closes the port.
 */
export function connectPort(store: object, port: PortLike): () => void {
  const { core } = getStore(store);
  const send = (operations: readonly InnerOperation[], from: unknown): void => {
    if (from !== port && operations.length > 0) port.postMessage({ [tag]: 1, operations: operations.map(toPublic) });
  };
  // a peer that sends nonsense harms nobody here
  const receive = ({ data }: { readonly data?: unknown }): void =>
    contain(() => {
      const message = data as { readonly [tag]?: unknown; readonly operations?: readonly Operation[] } | null | undefined;
      if (message?.[tag] === 1 && Array.isArray(message.operations)) applyFrom(core, message.operations as Operation[], port);
    });
  core.flush();
  send(core.peer.log, undefined);
  core.relays.add(send);
  port.addEventListener("message", receive);
  port.start?.();
  return () => {
    core.relays.delete(send);
    port.removeEventListener("message", receive);
    port.close?.();
  };
}
