import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

/** A TCP proxy in front of a hub, whose connections can be dropped without a word, and held. */
export class CuttableProxy {
  readonly #sockets = new Set<Socket>();
  readonly #target: () => number;
  #server!: Server;
  #refusing = false;
  /** How many connections were made. */
  connections = 0;
  /** What each began with: an HTTP request. */
  readonly requests: string[] = [];

  private constructor(target: () => number) {
    this.#target = target;
  }

  static async start(target: () => number): Promise<CuttableProxy> {
    const proxy = new CuttableProxy(target);
    proxy.#server = createServer((socket) => proxy.#accept(socket));
    await new Promise<void>((resolve) => proxy.#server.listen(0, "127.0.0.1", resolve));
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/hub`;
  }

  /** Drops all connections. */
  cut(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  /** Drops all connections, and every new one until {@link restore}. */
  sever(): void {
    this.#refusing = true;
    this.cut();
  }

  restore(): void {
    this.#refusing = false;
  }

  async dispose(): Promise<void> {
    this.sever();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(socket: Socket): void {
    if (this.#refusing) {
      socket.resetAndDestroy();
      return;
    }
    this.connections++;
    socket.once("data", (bytes: Buffer) => this.requests.push(bytes.toString("latin1")));
    const hub = connect(this.#target(), "127.0.0.1");
    for (const [one, other] of [[socket, hub], [hub, socket]] as const) {
      this.#sockets.add(one);
      one.setNoDelay(true);
      one.on("error", () => other.destroy());
      one.on("close", () => {
        this.#sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  }
}
