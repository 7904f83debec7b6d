import { stateHash } from "../../src/encodings/canonical.js";
import { Inbox } from "../../src/hub/inbox.js";
import { Fields } from "../../src/hub/messages.js";
import type { Wire } from "../../src/hub/wire.js";
import type { HistoryRecord } from "../../src/operations/record.js";
import { SettledState } from "../../src/replicas/settledState.js";
import { toValue } from "../../src/state/node.js";
import { toPlain } from "../../src/values/plain.js";
import type { Coverage } from "./coverage.js";
import type { OfficialClient } from "./officialClient.js";
import type { Message } from "./shape.js";

/** The names of the kinds of records, by number. */
const kinds = ["transaction", "void", "floor", "forget"] as const;

/** Folds what an official client receives of a store into a state of its own. */
export class Follower {
  state = new SettledState();
  epoch: string | undefined;
  /** What came as records, in order. */
  readonly records: HistoryRecord[] = [];
  /** How many snapshots were put together. */
  snapshots = 0;
  /** How often what came did not follow. */
  lost = 0;
  readonly #client: OfficialClient;
  readonly #store: string;
  readonly #inbox: Inbox;
  #taken = 0;

  constructor(client: OfficialClient, wire: Wire, store: string, coverage: Coverage) {
    this.#client = client;
    this.#store = store;
    this.#inbox = new Inbox(wire, {
      records: (epoch, records) => {
        this.epoch = epoch;
        for (const record of records) {
          this.state.apply(record);
          coverage.record(kinds[record.kind]);
        }
        this.records.push(...records);
      },
      snapshot: (epoch, snapshot) => {
        this.epoch = epoch;
        this.state = snapshot;
        this.snapshots++;
      },
      ack: () => undefined,
      loseThread: () => void this.lost++,
    });
  }

  get cursor(): { epoch: string; revision: number } {
    return { epoch: this.epoch!, revision: this.state.revision };
  }

  get plain(): unknown {
    return toPlain(toValue(this.state.tree.root));
  }

  get hash(): string {
    return stateHash(this.state.tree.root);
  }

  /** The store is opened: from here on what comes is of that conversation. */
  open(result: Message): void {
    this.#inbox.begin(this.state.revision);
    this.#inbox.open(result["epoch"] as string, result["delta"] as boolean);
    if (result["delta"]) this.epoch = result["epoch"] as string;
    this.#take();
  }

  /** What came before an opening is of no interest to it. */
  begin(): void {
    this.#taken = this.#client.received.length;
  }

  /** Completes when history is folded in up to a revision. */
  reach(revision: number): Promise<true> {
    return this.#client.until(() => {
      this.#take();
      return this.state.revision >= revision;
    });
  }

  #take(): void {
    const { received } = this.#client;
    for (; this.#taken < received.length; this.#taken++) {
      const { target, message } = received[this.#taken]!;
      if (message["store"] === this.#store && target !== "closed") this.#inbox.receive(target, new Fields(message));
    }
  }
}
