import type { LineEvents } from "./line.js";
import { TypedChannel, type Message } from "./messages.js";

/** A participant whom a leader serves, as the leader sees it. */
export class Member implements LineEvents {
  readonly #inbox: TypedChannel<never, "connected" | "lost" | "result" | "frame">;
  #connection = 0;

  /** @param inbox The channel on which it hears. */
  constructor(inbox: string) {
    this.#inbox = new TypedChannel(inbox);
  }

  connected(): void {
    this.#inbox.say({ kind: "connected", connection: ++this.#connection });
  }

  lost(reason: string): void {
    // what it calls on the connection that it takes for the present one must not reach the next
    this.#connection++;
    this.#inbox.say({ kind: "lost", reason });
  }

  frame(target: string, message: object): void {
    this.#inbox.say({ kind: "frame", connection: this.#connection, target, message: detached(message) });
  }

  /** Makes a call of its own and says what came of it. */
  async answer({ id, connection, method, request }: Message<"call">, call: (method: string, request: Record<string, unknown>) => Promise<unknown>): Promise<void> {
    try {
      if (connection !== this.#connection) throw new Error("The connection is gone.");
      const result = await call(method, request);
      this.#inbox.say({ kind: "result", id, result });
    } catch (error) {
      this.#inbox.say({ kind: "result", id, failure: error instanceof Error ? error.message : String(error) });
    }
  }

  close(): void {
    this.#inbox.close();
  }
}

/** Cloning a view clones the whole buffer under it, which may be a frame with more in it: views get a buffer of their own first. */
function detached(message: object): object {
  if (message instanceof Map) return message;
  const own = (value: unknown): unknown => (value instanceof Uint8Array && value.byteLength < value.buffer.byteLength ? value.slice() : value);
  return Object.fromEntries(Object.entries(message).map(([name, value]) => [name, own(value)]));
}
