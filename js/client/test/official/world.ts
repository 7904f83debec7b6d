import { expect } from "vitest";
import { binaryWire, jsonWire, type Wire } from "../../src/hub/wire.js";
import type { Operation } from "../../src/operations/operation.js";
import { transactionOf, type Transaction } from "../../src/operations/transaction.js";
import { copyIn } from "../../src/values/copyIn.js";
import type { HubProcess } from "../hub/hubProcess.js";
import { Coverage } from "./coverage.js";
import { Follower } from "./follower.js";
import { OfficialClient, type ClientOptions } from "./officialClient.js";
import type { WireName } from "./page.js";
import type { Message } from "./shape.js";

/** A token of the shortest length. */
export const token = "0123456789abcdef";

let count = 0;

/** A real hub, and official clients of it on one wire. */
export class World {
  readonly wire: Wire;
  readonly coverage: Coverage;
  readonly #clients: OfficialClient[] = [];

  constructor(
    readonly name: WireName,
    readonly hub: HubProcess,
  ) {
    this.wire = name === "json" ? jsonWire(false) : binaryWire;
    this.coverage = new Coverage(name);
  }

  /** A store that nobody has used. */
  store(): string {
    return `official/${this.name}/${count++}`;
  }

  async connect(options?: ClientOptions, url = this.hub.url): Promise<OfficialClient> {
    const client = await OfficialClient.connect(url, this.coverage, options);
    this.#clients.push(client);
    return client;
  }

  /** A client that has a store open and writes as a source of its own. */
  async writer(store = this.store(), options?: ClientOptions): Promise<OfficialWriter> {
    const writer = new OfficialWriter(this, await this.connect(options), store);
    await writer.open();
    return writer;
  }

  /** A client that has a store open as a reader, and folds what comes. */
  async reader(store: string): Promise<{ client: OfficialClient; follower: Follower; opened: Message }> {
    const client = await this.connect();
    const follower = new Follower(client, this.wire, store, this.coverage);
    const opened = await client.call("Open", { protocol: 1, store, role: "reader" });
    follower.open(opened);
    return { client, follower, opened };
  }

  /** Ends all connections; nothing that they received may have been other than documented. */
  async end(): Promise<void> {
    const clients = this.#clients.splice(0);
    await Promise.all(clients.map((client) => client.stop()));
    expect(clients.flatMap(({ misfits }) => misfits)).toEqual([]);
  }
}

/** A store that is open on an official connection, by a source. */
export class OfficialWriter {
  readonly source = `official-${count++}`;
  readonly follower: Follower;
  nextSeq = 0;

  constructor(
    readonly world: World,
    readonly client: OfficialClient,
    readonly store: string,
  ) {
    this.follower = new Follower(client, world.wire, store, world.coverage);
  }

  async open(more: Message = {}): Promise<Message> {
    const { store, source } = this;
    this.follower.begin();
    const result = await this.client.call("Open", { protocol: 1, store, role: "remote", source, token, ...more });
    if (!result["error"]) this.follower.open(result);
    return result;
  }

  /** A transaction with the next seqs that sets keys. */
  sets(values: Readonly<Record<string, unknown>>, base = 0): Transaction {
    return this.transaction(Object.entries(values).map(([key, value]) => ({ type: "set", path: [key], value: copyIn(value) })), base);
  }

  /** A transaction with the next seqs. */
  transaction(operations: readonly Omit<Operation, "source" | "seq" | "ts">[], base = 0): Transaction {
    const ts = Date.now();
    return transactionOf(operations.map((operation) => ({ source: this.source, seq: this.nextSeq++, ts, ...operation })), base);
  }

  submit(...transactions: readonly Transaction[]): Promise<Message> {
    return this.client.call("Submit", { store: this.store, ...this.world.wire.submission(transactions.map((one) => this.world.wire.encode(one).part)) });
  }

  /** Completes with the acknowledgement of a seq. */
  acknowledged(seq: number): Promise<Message> {
    return this.client.next("ack", (ack) => ack["store"] === this.store && ack["source"] === this.source && (ack["seq"] as number) >= seq);
  }

  /** Sets keys, and waits until that is durable and folded in. */
  async write(values: Readonly<Record<string, unknown>>): Promise<void> {
    const transaction = this.sets(values);
    const result = await this.submit(transaction);
    expect(result).toEqual({ sequencedSeq: this.nextSeq - 1, expectedSeq: this.nextSeq });
    const ack = await this.acknowledged(this.nextSeq - 1);
    await this.follower.reach(ack["revision"] as number);
  }

  status(hash = false): Promise<Message> {
    return this.client.call("Status", { store: this.store, ...(hash && { hash }) });
  }
}

/** The error of a result. */
export function errorOf(result: Message): { code: number; message: string; path?: string; limit?: number; expectedSeq?: number } {
  const { error } = result as { error?: ReturnType<typeof errorOf> };
  if (!error) throw new Error(`It was not refused: ${JSON.stringify(result)}`);
  return error;
}
