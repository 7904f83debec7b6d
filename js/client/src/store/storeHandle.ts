import { requireAmount } from "../encodings/operation.js";
import type { Transaction } from "../operations/transaction.js";
import { PeerReplica } from "../replicas/peerReplica.js";
import { toValue } from "../state/node.js";
import type { StoreLimits } from "../values/limits.js";
import { toPlain } from "../values/plain.js";
import type { Scalar, StoreData } from "../values/value.js";
import type { StoreListener } from "./observers.js";
import { PlainReads } from "./plainReads.js";
import { fromPublic, toPublic, type Operation } from "./publicOperation.js";
import type { StoreCore } from "./storeCore.js";

/** What a store can do beyond being read and written. */
export class StoreHandle<T extends object = object> {
  /** @internal */
  readonly core: StoreCore;
  readonly #reads: PlainReads;

  /** @internal */
  constructor(core: StoreCore) {
    this.core = core;
    this.#reads = new PlainReads(core);
  }

  /** The root, as `createStore` gave it. */
  get proxy(): T {
    return this.core.root.proxy as T;
  }

  /** The name of this replica. */
  get sourceId(): string {
    return this.core.replica.source;
  }

  /** The limits that hold: the hub's, once connected. */
  get limits(): StoreLimits {
    return this.core.limits;
  }

  /** Without a hub all operations, in their order; with one those that have no place in history yet. What the open batch has written is not among them. */
  get log(): readonly Operation[] {
    const { replica } = this.core;
    const operations = replica instanceof PeerReplica ? replica.log : (replica as unknown as { pending: Transaction[] }).pending.flatMap((one) => one.operations ?? []);
    return operations.map(toPublic);
  }

  /** Takes in an operation of another replica; see {@link applyBatch}. */
  apply(operation: Operation): void {
    this.applyBatch([operation]);
  }

  /**
   * Takes in operations of other replicas, in any order and with repeats: all of them, or none if one is refused. With a hub they come
   * from there, and this is refused.
   */
  applyBatch(operations: readonly Operation[]): void {
    applyFrom(this.core, operations, undefined);
  }

  /** Makes one transaction of all that a function writes: accepted or refused as one, told of once, and taken back if it throws. */
  batch<R>(action: () => R): R {
    return this.core.batch(action);
  }

  /** Ends the transaction that the microtask would end, and tells of it now. */
  flush(): void {
    this.core.flush();
  }

  /** All of the store as plain data of the caller's own. */
  snapshot(): StoreData {
    return toPlain(toValue(this.core.tree.root));
  }

  /**
   * What stands at a path as plain data; undefined if nothing does. The same object as long as nothing at or below the path changes, so that
   * it can be compared; not to be changed.
   */
  readPath(path: readonly Scalar[]): StoreData {
    return this.#reads.read(path);
  }

  /** Adds to a number: concurrent increments add up, where reading and writing would lose one. */
  increment(path: readonly Scalar[], amount = 1): void {
    this.core.write({ type: "increment", path: this.core.resolve(path), value: requireAmount(amount) });
  }

  /** Tells a listener once per batch, own or not, that changed something at, above or below a path, or anywhere. */
  subscribe(listener: StoreListener): () => void;
  subscribe(path: readonly Scalar[], listener: StoreListener): () => void;
  subscribe(path: readonly Scalar[] | StoreListener, listener?: StoreListener): () => void {
    if (typeof path === "function") return this.core.observers.add([], path);
    // what is no path is refused here, and not when something changes
    this.core.resolve(path);
    return this.core.observers.add([...path], listener!);
  }

  /** Tells a listener of every own operation, when its batch ends. */
  onOperation(listener: (operation: Operation) => void): () => void {
    const hear = (operation: Parameters<typeof toPublic>[0]): void => listener(toPublic(operation));
    this.core.writes.add(hear);
    return () => void this.core.writes.delete(hear);
  }

  /** Ends the store: nothing can be written any more, nobody is told, and a connection to a hub is closed. */
  destroy(): void {
    this.core.destroy();
  }
}

/** Takes in operations and hands on those that took their place. */
export function applyFrom(core: StoreCore, operations: readonly unknown[], from: unknown): void {
  const { limits } = core;
  const inner = operations.map((operation) => fromPublic(operation, limits));
  const placed = core.change(() => core.peer.apply(inner));
  // who writes under this store's name elsewhere has used up its numbers
  core.writer.nextSeq = core.peer.nextSeq(core.peer.source);
  if (placed.length > 0) for (const relay of [...core.relays]) relay(placed, from);
}
