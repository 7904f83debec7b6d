import type { HubEvents, HubHandle, HubStatus } from "../../src/hub.js";
import { getStore } from "../../src/index.js";

/** Completes when a condition on a store holds, which is looked at whenever the store changes. */
export function whenStore(store: object, holds: () => boolean): Promise<void> {
  if (holds()) return Promise.resolve();
  return new Promise((resolve) => {
    const stop = getStore(store).subscribe(() => {
      if (!holds()) return;
      stop();
      resolve();
    });
  });
}

/** Completes when a connection's status is of a state. */
export function whenStatus(handle: HubHandle, state: HubStatus["state"]): Promise<HubStatus> {
  if (handle.status.state === state) return Promise.resolve(handle.status);
  return new Promise((resolve) => {
    const stop = handle.on("status", (status) => {
      if (status.state !== state) return;
      stop();
      resolve(status);
    });
  });
}

/** The next event of a name. */
export function nextEvent<K extends keyof HubEvents>(handle: HubHandle, name: K): Promise<HubEvents[K]> {
  return new Promise((resolve) => {
    const stop = handle.on(name, (event) => {
      stop();
      resolve(event);
    });
  });
}

/** Completes when all that was written is durable at the hub, and settled here: an acknowledgement may come before the records. */
export async function whenPlaced(handle: HubHandle): Promise<void> {
  await handle.whenAcknowledged();
  await handle.whenSettled(handle.acknowledgedRevision);
}
