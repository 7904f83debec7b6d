import type { Line, LineEvents } from "./line.js";
import { whenFree } from "./locks.js";
import { TypedChannel, type Message } from "./messages.js";
import { deskOf, inboxOf, lifeOf } from "./names.js";

interface Call {
  resolve(result: unknown): void;
  reject(reason: Error): void;
}

/** The way to the hub through another participant, who has the connection. */
export class LeaderLine implements Line {
  readonly #name: string;
  readonly #events: LineEvents;
  readonly #desk: TypedChannel<never, "join" | "call">;
  readonly #inbox: TypedChannel<"connected" | "lost" | "result" | "frame", never>;
  readonly #ended = new AbortController();
  readonly #calls = new Map<number, Call>();
  #connection: number | undefined;
  #nextCall = 0;

  /** @param gone Called when the leader is there no more. */
  constructor(key: string, leader: string, name: string, events: LineEvents, gone: () => void) {
    this.#name = name;
    this.#events = events;
    this.#inbox = new TypedChannel(inboxOf(key, leader, name), ["connected", "lost", "result", "frame"], (message) => this.#take(message));
    this.#desk = new TypedChannel(deskOf(key, leader));
    this.#desk.say({ kind: "join", from: name });
    whenFree(lifeOf(key, leader), this.#ended.signal, gone);
  }

  call(method: string, request: Record<string, unknown>): Promise<unknown> {
    const connection = this.#connection;
    if (connection === undefined) return Promise.reject(new Error("There is no connection to the hub."));
    const id = this.#nextCall++;
    return new Promise((resolve, reject) => {
      this.#calls.set(id, { resolve, reject });
      this.#desk.say({ kind: "call", from: this.#name, connection, id, method, request });
    });
  }

  end(reason: string): Promise<void> {
    this.#ended.abort();
    this.#desk.close();
    this.#inbox.close();
    this.#lose(reason);
    return Promise.resolve();
  }

  #take(message: Message<"connected" | "lost" | "result" | "frame">): void {
    switch (message.kind) {
      case "connected":
        if (this.#connection !== undefined) this.#lose("There is a new connection.");
        this.#connection = message.connection;
        this.#events.connected();
        break;
      case "lost":
        this.#lose(message.reason);
        break;
      case "result": {
        const call = this.#calls.get(message.id);
        this.#calls.delete(message.id);
        if (typeof message.failure === "string") call?.reject(new Error(message.failure));
        else call?.resolve(message.result);
        break;
      }
      case "frame":
        if (message.connection === this.#connection) this.#events.frame(message.target, message.message);
    }
  }

  #lose(reason: string): void {
    this.#connection = undefined;
    for (const { reject } of this.#calls.values()) reject(new Error(reason));
    this.#calls.clear();
    this.#events.lost(reason);
  }
}
