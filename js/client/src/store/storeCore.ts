import * as Code from "../errors/codes.js";
import { fail, StoreError } from "../errors/storeError.js";
import { arrayIndex, ElementStep, type Operation, type Step } from "../operations/operation.js";
import { pathText } from "../operations/pathText.js";
import { atPath } from "../operations/rules.js";
import type { Transaction } from "../operations/transaction.js";
import { HybridClock } from "../ordering/clock.js";
import { liveValue, Place, type ProxyFactory } from "../proxies/place.js";
import { PeerReplica } from "../replicas/peerReplica.js";
import type { StoreReplica } from "../replicas/storeReplica.js";
import { TransactionWriter, type Write } from "../replicas/writer.js";
import { ArrayNode } from "../state/array.js";
import { isNode, type Live } from "../state/node.js";
import type { TableNode } from "../state/table.js";
import type { StateTree } from "../state/tree.js";
import { copyIn } from "../values/copyIn.js";
import { requireKey } from "../values/keys.js";
import type { StoreLimits } from "../values/limits.js";
import { OBJECT, SET, type Scalar, type Value } from "../values/value.js";
import { contain, Observers, type StoreChange } from "./observers.js";

/** The hub that a store is connected to, as the store sees it. */
export interface StoreLink {
  /** Throws if nothing may be written. */
  requireWriter(): void;
  /** An own transaction is in the overlay. */
  committed(transaction: Transaction): void;
  close(): Promise<void>;
}

/** A store behind its proxies: the replica, what is being written, and who hears of it. */
export class StoreCore {
  readonly clock = new HybridClock();
  readonly observers = new Observers();
  /** Who hears of own operations. */
  readonly writes = new Set<(operation: Operation) => void>();
  /** Who hears of all operations that take their place in a store without a hub. */
  readonly relays = new Set<(operations: readonly Operation[], from: unknown) => void>();
  readonly root: Place;
  readonly proxyOf: ProxyFactory;
  link: StoreLink | undefined;
  /** Rises with whatever may change the tree. */
  version = 0;
  closed = false;
  replica: StoreReplica;
  writer: TransactionWriter;
  #depth = 0;
  #scheduled = false;
  #changed: Operation[] = [];
  #reset = false;
  #telling = false;
  #committed: Operation[] = [];

  constructor(source: string, proxyOf: ProxyFactory) {
    this.proxyOf = proxyOf;
    this.replica = new PeerReplica(source, this.clock);
    this.writer = new TransactionWriter(this.replica, this.clock);
    this.#listen();
    this.root = new Place(this, OBJECT, undefined, null);
  }

  get tree(): StateTree {
    return this.replica.tree;
  }

  get limits(): StoreLimits {
    return this.writer.limits;
  }

  /** The replica of a store that has no hub. */
  get peer(): PeerReplica {
    return this.replica instanceof PeerReplica ? this.replica : fail(Code.MalformedMessage, "This store has its operations from its hub.");
  }

  /** Copies a caller's value for a place. */
  copy(value: unknown, path: readonly Step[]): Value {
    return copyIn(value, this.limits, liveValue, path);
  }

  /** Copies a caller's Map key or Set member. */
  key(key: unknown, path: readonly Step[]): Scalar {
    return atPath(path, () => requireKey(this.copy(key, path), SET));
  }

  /** Adds an operation to what is being written: the open batch, or all that is written until the next microtask. */
  write(write: Write): void {
    if (this.closed) fail(Code.ClosedByClient, "The store was destroyed.", pathText(write.path));
    this.link?.requireWriter();
    try {
      this.writer.add(write);
    } catch (refusal) {
      const full = refusal instanceof StoreError && refusal.code === Code.TransactionTooLarge && this.#depth === 0 && this.writer.count > 0;
      if (!full) throw refusal;
      // nobody asked for these to be one
      this.#commit();
      this.writer.add(write);
    }
    this.version++;
    if (this.#depth > 0 || this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => this.flush());
  }

  /** Makes one transaction of what an action writes, or nothing if it throws. */
  batch<T>(action: () => T): T {
    if (this.#depth === 0) this.flush();
    const mark = this.writer.count;
    this.#depth++;
    try {
      const result = action();
      if (typeof (result as { then?: unknown } | null | undefined)?.then === "function") {
        fail(Code.MalformedTransaction, "A batch ends when its function returns: it cannot be asynchronous.");
      }
      return result;
    } catch (error) {
      this.writer.rollback(mark);
      this.version++;
      throw error;
    } finally {
      if (--this.#depth === 0) this.flush();
    }
  }

  /** Ends the transaction that is being written, and tells of it. */
  flush(): void {
    if (this.#depth > 0) return;
    this.#scheduled = false;
    this.#commit();
    this.#tell();
  }

  /** Lets something else than the store's own writes change the replica. */
  change<T>(action: () => T): T {
    if (this.#depth > 0) fail(Code.MalformedTransaction, "A batch is being written.");
    this.#commit();
    try {
      return action();
    } finally {
      this.version++;
      this.#tell();
    }
  }

  /** Goes on with another replica and writer. */
  replace(replica: StoreReplica, writer: TransactionWriter): void {
    this.replica = replica;
    this.writer = writer;
    this.#listen();
  }

  /** A path that a caller gives, with the identities of the elements that it leads through. */
  resolve(path: readonly unknown[]): Step[] {
    let live: Live = this.tree.root;
    return path.map((step) => {
      const array = live instanceof ArrayNode ? live : undefined;
      const object = !array && isNode(live) && (live as TableNode).kind === OBJECT;
      const key = requireKey(object && typeof step === "number" ? String(step) : step, SET);
      const element = array?.at(arrayIndex(key));
      const resolved = element ? new ElementStep(key, element.id) : key;
      live = isNode(live) ? this.tree.step(live, resolved, false) : undefined;
      return resolved;
    });
  }

  /** Ends the store. */
  destroy(): void {
    if (this.closed) return;
    this.flush();
    this.closed = true;
    void this.link?.close();
    this.observers.clear();
    this.writes.clear();
    this.relays.clear();
  }

  #commit(): void {
    const transaction = this.writer.commit();
    if (!transaction?.operations) return;
    this.link?.committed(transaction);
    this.#committed.push(...transaction.operations);
  }

  #tell(): void {
    if (this.#telling) return;
    this.#telling = true;
    while (this.#changed.length > 0 || this.#reset || this.#committed.length > 0) {
      const own = this.#committed;
      const change: StoreChange = { operations: this.#changed, reset: this.#reset };
      this.#committed = [];
      this.#changed = [];
      this.#reset = false;
      for (const operation of own) for (const hear of [...this.writes]) contain(() => hear(operation));
      if (own.length > 0) for (const relay of [...this.relays]) contain(() => relay(own, undefined));
      if (change.reset || change.operations.length > 0) this.observers.tell(change, (path) => this.resolve(path));
    }
    this.#telling = false;
  }

  #listen(): void {
    this.replica.changes = {
      changed: (operation) => void this.#changed.push(operation),
      changedAll: () => void (this.#reset = true),
    };
  }
}
