import type { HubConnection } from "@microsoft/signalr";
import type { PortLike } from "../port/connectPort.js";
import type { BridgeOptions, HubBridge } from "./hubBridge.js";
import { DirectPort } from "./hubPort.js";

/**
 * Puts a hub at the far end of a real port, such as that of an iframe whose code connects its store of `@virtual-frame/store` and knows
 * nothing of hubs.
 * @param port This side's end of the channel.
 * @param hub The hub's address, or a connection of your own, which may serve any number of stores.
 */
export function bridgePort(port: PortLike, hub: string | HubConnection, options: BridgeOptions): HubBridge {
  const end = new PipedPort(port, hub, options);
  end.pipe();
  return end;
}

class PipedPort extends DirectPort {
  readonly #port: PortLike;

  constructor(port: PortLike, hub: string | HubConnection, options: BridgeOptions) {
    super(hub, options, true);
    this.#port = port;
  }

  pipe(): void {
    this.addEventListener("message", (event) => this.#port.postMessage((event as MessageEvent).data));
    this.start();
    this.#port.addEventListener("message", this.#receive);
    this.#port.start?.();
  }

  override close(): Promise<void> {
    this.#port.removeEventListener("message", this.#receive);
    const closed = super.close();
    this.#port.close?.();
    return closed;
  }

  readonly #receive = ({ data }: { readonly data?: unknown }): void => this.postMessage(data);
}
