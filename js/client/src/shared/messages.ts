/** What participants say to each other. */
export interface Messages {
  /** To all: who has the connection. */
  leader: { leader: string };
  /** To all: who wants to know. */
  who: object;
  /** To a leader: who wants to be served. */
  join: { from: string };
  /** To a leader: a call of the hub, on the connection of a number. */
  call: { from: string; connection: number; id: number; method: string; request: Record<string, unknown> };
  /** To a participant: there is a connection. Each has another number. */
  connected: { connection: number };
  /** To a participant: there is none. */
  lost: { reason: string };
  /** To a participant: the result of a call, or why it failed. */
  result: { id: number; result?: unknown; failure?: string };
  /** To a participant: what the hub tells it on the connection of a number. */
  frame: { connection: number; target: string; message: object };
}

/** One of the messages, with its kind. */
export type Message<K extends keyof Messages = keyof Messages> = { [Kind in K]: { kind: Kind } & Messages[Kind] }[K];

const shapes: { readonly [K in keyof Messages]: { readonly [Field in keyof Messages[K]]?: string } } = {
  leader: { leader: "string" },
  who: {},
  join: { from: "string" },
  call: { from: "string", connection: "number", id: "number", method: "string", request: "object" },
  connected: { connection: "number" },
  lost: { reason: "string" },
  result: { id: "number" },
  frame: { connection: "number", target: "string", message: "object" },
};

/** Reads a message of certain kinds. What is none is passed over: any script of the origin can post anything. */
export function read<K extends keyof Messages>(data: unknown, ...kinds: K[]): Message<K> | undefined {
  const message = data as Message<K> | null;
  if (typeof message !== "object" || message === null || !kinds.includes(message.kind)) return undefined;
  const fits = Object.entries(shapes[message.kind]).every(([field, type]) => {
    const value = (message as Record<string, unknown>)[field];
    return typeof value === type && value !== null;
  });
  return fits ? message : undefined;
}

/** A channel on which messages are said and heard. */
export class TypedChannel<In extends keyof Messages, Out extends keyof Messages> {
  readonly #channel: BroadcastChannel;
  #closed = false;

  /**
   * @param kinds What is heard, if anything is.
   * @param heard Called with each.
   */
  constructor(name: string, kinds: In[] = [], heard?: (message: Message<In>) => void) {
    this.#channel = new BroadcastChannel(name);
    if (heard)
      this.#channel.onmessage = ({ data }) => {
        const message = read(data, ...kinds);
        if (message && !this.#closed) heard(message);
      };
  }

  say(message: Message<Out>): void {
    if (!this.#closed) this.#channel.postMessage(message);
  }

  close(): void {
    this.#closed = true;
    this.#channel.close();
  }
}
