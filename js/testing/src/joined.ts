import { connectPort, createStore, getStore, type PortLike, type StoreProxy } from "@storehub/client";
import { MessageChannel } from "node:worker_threads";

/** Two stores joined by a real channel. */
export interface Joined {
  readonly here: StoreProxy;
  readonly there: StoreProxy;
  /** Completes when each has all that the other had when this was called. */
  settle(): Promise<void>;
  end(): void;
}

/** Makes two stores that are joined by a channel. */
export function joined(): Joined {
  const { port1, port2 } = new MessageChannel();
  const [here, there] = [createStore(), createStore()];
  const ends = [connectPort(here, port1 as unknown as PortLike), connectPort(there, port2 as unknown as PortLike)];
  let marks = 0;
  const pass = (from: StoreProxy, to: StoreProxy): Promise<void> => {
    const name = `mark ${marks++}`;
    return new Promise((resolve) => {
      const stop = getStore(to).subscribe(["marks", name], () => {
        stop();
        resolve();
      });
      from.marks ??= {};
      from.marks[name] = true;
    });
  };
  return {
    here,
    there,
    async settle() {
      await pass(here, there);
      await pass(there, here);
    },
    end: () => ends.forEach((end) => end()),
  };
}
