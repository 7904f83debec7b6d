import * as Code from "../errors/codes.js";
import { StoreError } from "../errors/storeError.js";
import type { Live } from "../state/node.js";
import { TableNode, type Slot } from "../state/table.js";
import { getStore, type StoreProxy } from "../store/createStore.js";
import type { StoreCore } from "../store/storeCore.js";
import { OBJECT, type Scalar } from "../values/value.js";
import { correct, correctForbidden, type Correction } from "./corrections.js";
import { forbiddenStep, readForeign, readHeader, type ForeignOperation } from "./foreignOperation.js";
import { writeForeign } from "./foreignWrite.js";
import { stateOf, wentThrough } from "./log.js";
import { Mirror } from "./mirror.js";
import { absent, isObject, stepInto } from "./plain.js";

type Place = readonly string[];

/** What a bridge tells. */
export interface BridgeSink {
  /** The library must apply these, in this order. */
  correct(operations: readonly Correction[], join: boolean): void;
  /** The library wrote to a place. */
  written(place: Place): void;
  /** The store does not take what the library wrote. */
  refused(operation: unknown, error: StoreError): void;
}

/**
 * Keeps a store of the other library as one of ours is. What the library writes is written to ours by what it means; wherever the library,
 * by the operations that went both ways, has something else than ours shows, it is corrected.
 */
export class Bridge {
  readonly #store: StoreProxy;
  readonly #core: StoreCore;
  readonly #sink: BridgeSink;
  readonly #mirror: Mirror;
  readonly #stop: () => void;
  /** The last seq of each source that was seen. */
  readonly #seqs = new Map<string, number>();
  /** The place that was compared last, and our store's version then: what the library writes is told of once more when its batch ends. */
  #compared: readonly [name: string, version: number] = ["", -1];
  #joined = false;

  /** @param copies Whether what the library sends is a copy, as a real port makes it. */
  constructor(store: StoreProxy, copies: boolean, sink: BridgeSink) {
    this.#store = store;
    this.#core = getStore(store).core;
    this.#sink = sink;
    this.#mirror = new Mirror(copies);
    this.#stop = this.#core.observers.add([], (paths) => this.#changed(paths));
  }

  /**
   * Takes in all that the library has, and joins it.
   * @param operations Its log.
   * @param bridged Whether the log shows that a bridge took it in before: then it is not written again.
   */
  join(operations: readonly unknown[], bridged: boolean): void {
    const more: Correction[] = [];
    for (const operation of operations) {
      const header = readHeader(operation);
      if (!header) continue;
      this.#seqs.set(header.source, Math.max(header.seq, this.#seqs.get(header.source) ?? -1));
      if (header.path.length > 0) this.#mirror.write(header.path.slice(0, 1), undefined);
      correctForbidden(header.path, more);
    }
    if (!bridged) for (const { operation, maybeApplied } of stateOf(operations)) this.#write(operation, readHeader(operation)!.path, maybeApplied);
    this.#joined = true;
    this.#mirror.forget([]);
    this.#correct([[]], more, true);
  }

  /** Takes in one operation of the library. */
  take(operation: unknown): void {
    if (!this.#joined) return;
    const header = readHeader(operation);
    if (!header) {
      this.#sink.refused(operation, new StoreError(Code.MalformedOperation, "This is no operation of @virtual-frame/store."));
      return;
    }
    const { source, seq, path } = header;
    const last = this.#seqs.get(source) ?? -1;
    if (seq <= last) return;
    this.#seqs.set(source, seq);
    const forbidden = forbiddenStep(path);
    const place = this.#placeOf(forbidden < 0 ? path : path.slice(0, forbidden));
    const more: Correction[] = [];
    const written = this.#write(operation, path);
    if (written) this.#mirror.apply(written);
    // a forbidden name at the root has a correction of its own
    else if (place.length > 0) this.#mirror.forget(place);
    correctForbidden(path, more);
    if (seq > last + 1) this.#missed(operation, seq - last - 1);
    if (place.length > 0) this.#sink.written(place);
    this.#correct(seq > last + 1 ? [[]] : [place], more);
    this.#compared = [JSON.stringify(place), this.#core.version];
  }

  /** Says what stands at some places to the library again. */
  confirm(places: readonly Place[]): void {
    const now = places.map((place) => this.#placeOf(place));
    for (const place of now) this.#mirror.forget(place);
    this.#correct(now);
  }

  close(): void {
    this.#stop();
    this.#joined = false;
  }

  /** A real port refused to copy what was written: it stays in the library's store, and nobody can tell where. */
  #missed(operation: unknown, count: number): void {
    const message = `${count} of the library's operations could not be sent through its port: what they wrote under new names stays in that store alone.`;
    this.#sink.refused(operation, new StoreError(Code.SequenceGap, message));
    this.#mirror.forget([]);
  }

  /**
   * Writes an operation to our store.
   * @param maybeApplied Whether a splice may have been done to what is there already.
   * @returns The operation as it was read; undefined if nothing was written.
   */
  #write(operation: unknown, path: readonly string[], maybeApplied = false): ForeignOperation | undefined {
    try {
      const read = readForeign(operation, path, this.#core.limits);
      const array = maybeApplied && read.type === "splice" ? getStore(this.#store).readPath(path) : undefined;
      if (Array.isArray(array) && wentThrough(array, read)) return undefined;
      writeForeign(this.#store, read);
      return read;
    } catch (error) {
      const refusal = error instanceof StoreError ? error : new StoreError(Code.MalformedOperation, String(error));
      this.#sink.refused(operation, refusal);
      return undefined;
    }
  }

  #changed(paths: readonly (readonly Scalar[])[]): void {
    if (!this.#joined) return;
    const places = new Map<string, Place>();
    for (const path of paths) {
      const place = this.#placeOf(path);
      const name = JSON.stringify(place);
      if (this.#compared[0] !== name || this.#compared[1] !== this.#core.version) places.set(name, place);
    }
    this.#correct([...places.values()]);
  }

  #correct(places: readonly Place[], more: Correction[] = [], join = false): void {
    for (const place of places) {
      this.#mirror.write(place, correct(place, this.#mirror.read(place), this.#visible(place), more));
    }
    if (more.length > 0 || join) this.#sink.correct(more, join);
  }

  /** A path as far as it leads through objects in both: what is inside of anything else is compared with it. */
  #placeOf(path: readonly Scalar[]): Place {
    const place: string[] = [];
    let mine: Live = this.#core.tree.root;
    let theirs: unknown = this.#mirror.read([]);
    for (const step of path) {
      if (!isObjectNode(mine) || !isObject(theirs)) break;
      place.push(String(step));
      mine = mine.find(String(step))?.value;
      theirs = stepInto(theirs, step);
    }
    return place;
  }

  /** What our store shows at a place. */
  #visible(place: Place): Live | typeof absent {
    let live: Live = this.#core.tree.root;
    for (const step of place) {
      const slot: Slot | undefined = isObjectNode(live) ? live.find(step) : undefined;
      if (!slot) return absent;
      live = slot.value;
    }
    return live;
  }
}

function isObjectNode(live: Live): live is TableNode {
  return live instanceof TableNode && live.kind === OBJECT;
}
