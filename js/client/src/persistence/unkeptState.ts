import type { StoreError } from "../errors/storeError.js";
import type { Session } from "../hub/session.js";
import { encodeSnapshot } from "../snapshots/binary.js";
import type { Cursor, KeptState, StoreStorage } from "./storage.js";

/** How long what need not be kept at once waits for more, in milliseconds. */
const leisure = 1_000;
/** The longest wait after the device did not take the state, unless its encoding takes longer than its share. */
const longest = 60_000;
/** Keeping the state takes at most one part in so many of the time. */
const share = 20;

/** What is to be written of the settled state. */
export interface TakenState {
  /** What the device has once that is written. */
  readonly cursor: Cursor | undefined;
  /** Undefined if the device has it already. */
  readonly kept?: KeptState;
  /** Up to which own seq the state covers what was written; −1: nothing. */
  readonly covered: number;
  /** When it was begun to be taken. */
  readonly began: number;
}

/** The settled state as far as the device does not have it: when it is due, and what is to be written. */
export class UnkeptState {
  /** Why the device did not take the last one; undefined: it did. */
  failure: StoreError | undefined;
  /** Whether it is to go with the next write. */
  isDue = false;
  /** What the device is known to have. */
  kept: Cursor | undefined;
  readonly #storage: StoreStorage;
  readonly #session: Session;
  readonly #due: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #pause = leisure;

  /** @param due Called when the state has become due. */
  constructor(storage: StoreStorage, session: Session, due: () => void) {
    this.#storage = storage;
    this.#session = session;
    this.#due = due;
  }

  /** History went on: the state is due in a while. */
  later(): void {
    this.#timer ??= setTimeout(() => this.now(), this.#pause);
  }

  /** The state is due. */
  now(): void {
    this.stop();
    this.isDue = true;
    this.#due();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Takes the state, if it is due. */
  async take(): Promise<TakenState | undefined> {
    if (!this.isDue) return undefined;
    const began = performance.now();
    const { replica } = this.#session;
    const has = (kept: Cursor | undefined): boolean => kept !== undefined && kept.epoch === this.#session.epoch && kept.revision >= replica.revision;
    const known = has(this.kept) ? this.kept : await this.#storage.cursor();
    // history went on meanwhile: from here on all is of one moment
    this.isDue = false;
    const { epoch } = this.#session;
    if (epoch === undefined) return { cursor: this.kept, covered: -1, began };
    const cursor = { epoch, revision: replica.revision };
    const covered = replica.settled.sources.lastSeq(replica.source);
    if (has(known)) return { cursor, covered, began };
    const snapshot = this.#session.store.change(() => replica.readSettled(encodeSnapshot));
    return { cursor, kept: { ...cursor, snapshot }, covered, began };
  }

  /** What was taken is written. */
  done({ cursor, began }: TakenState): void {
    this.kept = cursor;
    this.failure = undefined;
    this.#pause = Math.max(leisure, share * (performance.now() - began));
  }

  /** What was taken could not be written: it is tried again, less and less often, and does not hold up the outbox meanwhile. */
  failed({ kept, began }: TakenState, failure: StoreError): void {
    if (!kept) return void (this.isDue = true);
    this.failure = failure;
    this.#pause = Math.max(Math.min(2 * this.#pause, longest), share * (performance.now() - began));
    this.later();
  }
}
