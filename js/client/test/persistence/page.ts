import { Journal } from "../../src/persistence/journal.js";
import type { StoreStorage } from "../../src/persistence/storage.js";
import type { PersistenceEvent } from "../../src/hub.js";
import { createStore } from "../../src/index.js";
import { ScriptedHub } from "../hub/scriptedHub.js";
import { Device, MemoryStorage } from "./memoryStorage.js";

/** A client of a scripted hub whose store is kept on a device. */
export class Page {
  readonly storage: MemoryStorage;
  /** Its store's storage, whose functions a test may replace. */
  readonly at: StoreStorage;
  readonly hub: ScriptedHub;
  /** What the application was told of the device. */
  readonly told: PersistenceEvent[] = [];

  constructor(device: Device, replace: (at: StoreStorage) => void = () => undefined) {
    this.storage = new MemoryStorage(device);
    this.at = this.storage.at("h", "s");
    replace(this.at);
    this.hub = new ScriptedHub({}, createStore(), new Journal(this.at, true));
    this.hub.session.events.on("persistence", (event) => this.told.push(event));
  }

  /** Has every commit fail that is chosen, until what is returned is called. */
  fail(chosen: (...commit: Parameters<StoreStorage["commit"]>) => boolean): () => void {
    const { at } = this;
    const { commit } = at;
    at.commit = (...args) => (chosen(...args) ? Promise.reject(new Error("no room")) : commit(...args));
    return () => void (at.commit = commit);
  }
}

/** What a device has of the store's only outbox. */
export function boxOf(device: Device): { seqs: number[]; sent: number | undefined } {
  const [box] = device.place("h", "s").boxes.values();
  return { seqs: [...box!.transactions.keys()].sort((left, right) => left - right), sent: box!.sent };
}
