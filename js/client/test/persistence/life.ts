import { connectHub, type HubHandle } from "../../src/hub.js";
import { createStore, type StoreProxy } from "../../src/index.js";
import { Persistence } from "../../src/persistence.js";
import { CuttableProxy } from "../hub/cuttableProxy.js";
import { Device, MemoryStorage } from "./memoryStorage.js";

/** One client's life on a device: a tab, say. */
export class Life {
  readonly store: StoreProxy = createStore();
  readonly storage: MemoryStorage;
  readonly hub: HubHandle;
  readonly events: unknown[] = [];
  readonly #proxy: CuttableProxy;

  private constructor(device: Device, proxy: CuttableProxy, store: string, address: string) {
    this.#proxy = proxy;
    this.storage = new MemoryStorage(device);
    const at = { at: (_: string, name: string) => this.storage.at(address, name), clear: () => this.storage.clear() };
    this.hub = connectHub(this.store, proxy.url, { store, persistence: new Persistence(at), reconnectDelay: 10, maxReconnectDelay: 50 });
    for (const name of ["refused", "lost", "persistence"] as const) this.hub.on(name, (event) => this.events.push({ name, ...event }));
  }

  /**
   * @param port Where the hub is: each life has a way there of its own, so that it can be cut.
   * @param early Writes before what was kept is read.
   */
  static async begin(device: Device, port: () => number, store: string, offline = false, early?: (store: StoreProxy) => void): Promise<Life> {
    const proxy = await CuttableProxy.start(port);
    if (offline) proxy.sever();
    const life = new Life(device, proxy, store, "http://hub");
    early?.(life.store);
    await life.hub.restored;
    return life;
  }

  goOffline(): void {
    this.#proxy.sever();
  }

  goOnline(): void {
    this.#proxy.restore();
  }

  /** Ends as a page that is killed. */
  async kill(): Promise<void> {
    this.storage.kill();
    await this.#proxy.dispose();
    // nobody is there any more to hear of it
    void this.hub.close();
  }

  async close(): Promise<void> {
    await this.hub.close();
    await this.#proxy.dispose();
  }
}
