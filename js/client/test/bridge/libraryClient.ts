import { connectPort, createStore, getStore, type StoreProxy } from "@virtual-frame/store";
import { bridgePort, hubPort, type BridgeOptions, type HubBridge } from "../../src/bridge.js";
import type { StoreData } from "../../src/index.js";
import { getStore as ourStore } from "../../src/index.js";

/** A store of the unmodified other package that is joined to a hub, directly or through a real MessageChannel. */
export class LibraryClient {
  readonly store: StoreProxy = createStore();
  readonly bridge: HubBridge;
  readonly #channel: MessageChannel | undefined;
  readonly disconnect: () => void;

  constructor(url: string, options: BridgeOptions, direct: boolean, before?: (store: StoreProxy) => void) {
    before?.(this.store);
    if (direct) {
      const port = hubPort(url, options);
      this.bridge = port;
      this.disconnect = connectPort(this.store, port);
    } else {
      this.#channel = new MessageChannel();
      this.bridge = bridgePort(this.#channel.port2, url, options);
      this.disconnect = connectPort(this.store, this.#channel.port1);
    }
  }

  /** What the library shows. */
  snapshot(): unknown {
    return getStore(this.store).snapshot();
  }

  /** What the bridge's own store shows. */
  ours(): StoreData {
    return ourStore(this.bridge.store).snapshot();
  }

  /** Completes when all that the library wrote has come to the bridge. */
  async sent(): Promise<void> {
    const { port1, port2 } = this.#channel ?? {};
    if (port1 && port2) await passed(port1, port2);
  }

  /** Completes when the library has all that the bridge has to say. */
  async corrected(): Promise<void> {
    await this.bridge.whenCorrected();
    const { port1, port2 } = this.#channel ?? {};
    if (port1 && port2) await passed(port2, port1);
  }

  async dispose(): Promise<void> {
    await this.bridge.close();
    this.#channel?.port1.close();
  }
}

/** Completes when a message has gone through a channel, and so all before it. */
function passed(from: MessagePort, to: MessagePort): Promise<void> {
  return new Promise((resolve) => {
    const hear = ({ data }: MessageEvent): void => {
      if (data !== "passed") return;
      to.removeEventListener("message", hear);
      resolve();
    };
    to.addEventListener("message", hear);
    from.postMessage("passed");
  });
}
