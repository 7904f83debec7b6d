import { HttpTransportType, HubConnectionBuilder, LogLevel, type HubConnection } from "@microsoft/signalr";
import { MessagePackHubProtocol } from "@microsoft/signalr-protocol-msgpack";
import type { Coverage } from "./coverage.js";
import { methods, targets } from "./page.js";
import { fieldsOn, misfit, resultMisfit, type Message } from "./shape.js";

/** A message that came, with the target that it was for. */
export interface Delivery {
  readonly target: string;
  readonly message: Message;
}

/** How a client connects. */
export interface ClientOptions {
  readonly transport?: HttpTransportType;
  readonly headers?: Readonly<Record<string, string>>;
  /** The waits of automatic reconnecting, in milliseconds; none by default. */
  readonly reconnect?: readonly number[];
}

/** An official connection with an official protocol, which holds all that it receives against the page. */
export class OfficialClient {
  readonly connection: HubConnection;
  readonly received: Delivery[] = [];
  /** What does not fit the page. */
  readonly misfits: string[] = [];
  reconnects = 0;
  closed = false;
  /** What the connection ended with. */
  closeError: Error | undefined;
  readonly #coverage: Coverage;
  readonly #waiters = new Set<() => void>();

  constructor(url: string, coverage: Coverage, options: ClientOptions = {}) {
    const { transport = HttpTransportType.WebSockets, headers, reconnect } = options;
    this.#coverage = coverage;
    const builder = new HubConnectionBuilder()
      .withUrl(url, { transport, skipNegotiation: transport === HttpTransportType.WebSockets, ...(headers && { headers }) })
      .configureLogging(LogLevel.None);
    if (coverage.wire === "messagepack") builder.withHubProtocol(new MessagePackHubProtocol());
    if (reconnect) builder.withAutomaticReconnect([...reconnect]);
    this.connection = builder.build();
    for (const [target, fields] of targets) this.connection.on(target, (...values: unknown[]) => this.#receive(target, fields, values));
    this.connection.onreconnected(() => this.#note(() => this.reconnects++));
    this.connection.onclose((error) =>
      this.#note(() => {
        this.closed = true;
        this.closeError = error;
      }),
    );
  }

  static async connect(url: string, coverage: Coverage, options?: ClientOptions): Promise<OfficialClient> {
    const client = new OfficialClient(url, coverage, options);
    await client.connection.start();
    return client;
  }

  /** Calls a method with a documented request; the result must be one too. */
  async call(method: string, request: Message): Promise<Message> {
    const documented = methods.get(method);
    if (!documented) throw new Error(`docs/protocol.md has no method '${method}'.`);
    const known = fieldsOn(documented.request, this.#coverage.wire);
    for (const name of Object.keys(request)) if (!known.has(name)) throw new Error(`docs/protocol.md has no '${name}' in the request of ${method}.`);
    const result = await this.raw(method, request);
    const wrong = resultMisfit(result, fieldsOn(documented.result, this.#coverage.wire));
    if (wrong !== "") this.misfits.push(`the result of ${method}: ${wrong}`);
    this.#coverage.called(method, request, result);
    return result;
  }

  /** Calls a method with whatever arguments. */
  async raw(method: string, ...values: readonly unknown[]): Promise<Message> {
    return (await this.connection.invoke<Message>(method, ...values)) ?? {};
  }

  /** All that came for a target. */
  of(target: string, store?: string): Message[] {
    return this.received.filter((one) => one.target === target && (store === undefined || one.message["store"] === store)).map(({ message }) => message);
  }

  /** Completes with the first message of a target, come or yet to come, that a condition holds for. */
  next(target: string, holds: (message: Message) => boolean = () => true): Promise<Message> {
    return this.until(() => this.of(target).find(holds));
  }

  /** Completes when something is there, which is looked at whenever anything happened here. */
  until<T>(look: () => T | undefined | false): Promise<T> {
    return new Promise((resolve) => {
      const check = (): void => {
        const found = look();
        if (found === undefined || found === false) return;
        this.#waiters.delete(check);
        resolve(found);
      };
      this.#waiters.add(check);
      check();
    });
  }

  stop(): Promise<void> {
    return this.connection.stop();
  }

  #receive(target: string, fields: ReadonlyMap<string, string>, values: readonly unknown[]): void {
    const [message] = values as [Message];
    const wrong = values.length === 1 ? misfit(message, fieldsOn(fields, this.#coverage.wire)) : `it has ${values.length} arguments`;
    if (wrong !== "") this.misfits.push(`${target}: ${wrong}`);
    this.#coverage.received(target, message);
    this.#note(() => this.received.push({ target, message }));
  }

  #note(action: () => void): void {
    action();
    for (const waiter of [...this.#waiters]) waiter();
  }
}
