import type { HubConnection } from "@microsoft/signalr";
import type { HubOptions } from "../hub/options.js";
import { randomSource } from "../operations/source.js";
import { Leader } from "./leader.js";
import { LeaderLine } from "./leaderLine.js";
import type { Line, LineEvents } from "./line.js";
import { hold } from "./locks.js";
import { TypedChannel } from "./messages.js";
import { lifeOf } from "./names.js";

/** What a membership needs to know. */
export interface MembershipOptions {
  /** What names the shared connection. */
  readonly key: string;
  /** Makes a connection, for when it has to lead. */
  readonly connect: () => HubConnection;
  readonly options: HubOptions;
  /** Called if the browser gives no locks here. */
  readonly refused: () => void;
}

/** A participant's stay among those who share a connection: it follows who leads, and leads when its turn comes. Each begins under a new name. */
export class Membership {
  readonly #name = randomSource();
  readonly #ended = new AbortController();
  readonly #options: MembershipOptions;
  readonly #events: LineEvents;
  #all: TypedChannel<"leader" | "who", "leader" | "who"> | undefined;
  #leader: string | undefined;
  #line: Line | undefined;

  constructor(options: MembershipOptions, events: LineEvents) {
    this.#options = options;
    this.#events = events;
    // whoever is heard of without it counts as gone
    hold(lifeOf(options.key, this.#name), this.#ended.signal, () => this.#begin(), options.refused);
  }

  /** The way to the hub, once there is one. */
  get line(): Line | undefined {
    return this.#line;
  }

  async end(reason: string): Promise<void> {
    this.#ended.abort();
    this.#all?.close();
    await this.#line?.end(reason);
  }

  #begin(): void {
    this.#all = new TypedChannel(this.#options.key, ["leader", "who"], (message) => {
      if (message.kind === "leader") this.#follow(message.leader);
      else if (this.#leader === this.#name) this.#announce();
    });
    this.#all.say({ kind: "who" });
    hold(this.#options.key, this.#ended.signal, () => this.#lead(), this.#options.refused);
  }

  #announce(): void {
    this.#all?.say({ kind: "leader", leader: this.#name });
  }

  #lead(): void {
    void this.#line?.end("Who had the connection is gone.");
    const { key, connect, options } = this.#options;
    this.#leader = this.#name;
    this.#line = new Leader(key, this.#name, connect(), options, this.#events);
    this.#announce();
  }

  #follow(leader: string): void {
    if (leader === this.#leader || this.#leader === this.#name) return;
    void this.#line?.end("Another has the connection now.");
    this.#leader = leader;
    this.#line = new LeaderLine(this.#options.key, leader, this.#name, this.#events, () => {
      void this.#line?.end("Who had the connection is gone.");
      this.#line = this.#leader = undefined;
      // its successor may have been heard of before
      this.#all?.say({ kind: "who" });
    });
  }
}
