import * as Code from "../errors/codes.js";
import { Backoff, type Span } from "./backoff.js";
import type { CallError } from "./messages.js";
import type { Batch } from "./sending.js";

/** What the pump needs of a store's session. */
export interface PumpSource {
  take(single: boolean): Batch | undefined;
  submit(batch: Batch): Promise<CallError | undefined>;
  rewind(seq: number): void;
  refuse(batch: Batch, error: CallError): void;
  /** The conversation lost its thread: open the store again. */
  reopen(): void;
  sourceIsTaken(): void;
  close(error: CallError): void;
  /** The hub cannot store writes at present, or can again. */
  noteStorage(error: CallError | undefined): void;
}

/**
 * Sends the outbox, in order: one submission is under way at a time, and what is written meanwhile goes with the next, so that a busy
 * writer makes few large frames and an idle one is sent at once.
 */
export class Pump {
  #running: Span | undefined;
  #wake: (() => void) | undefined;
  readonly #source: PumpSource;
  readonly #backoff: Backoff;

  constructor(source: PumpSource, backoff: Backoff) {
    this.#source = source;
    this.#backoff = backoff;
  }

  /** There is something to send. */
  signal(): void {
    this.#wake?.();
  }

  /** Sends for as long as a conversation lasts. */
  start(conversation: Span): void {
    this.#running = conversation;
    void this.#run(conversation);
  }

  stop(): void {
    this.#running = undefined;
    this.signal();
  }

  async #run(conversation: Span): Promise<void> {
    const goesOn = (): boolean => this.#running === conversation && !conversation.ended;
    let single = false;
    try {
      while (goesOn()) {
        const batch = this.#source.take(single);
        if (!batch) {
          // what a submission asked for in vain may have been done nevertheless: then there is nothing to send again
          this.#source.noteStorage(undefined);
          await new Promise<void>((resolve) => (this.#wake = resolve));
          continue;
        }
        const error = await this.#source.submit(batch);
        if (!goesOn()) return;
        if (!error) {
          single = false;
          this.#backoff.reset();
          this.#source.noteStorage(undefined);
          continue;
        }
        if (!this.#recover(error, batch)) return;
        // one at a time from here, to find the one that is refused
        single = true;
        if (waits(error, batch)) await conversation.wait(this.#backoff.next());
      }
    } catch {
      // a connection that is gone is noticed by itself; any other failure needs a new conversation, but not at once
      await conversation.wait(this.#backoff.next());
      if (goesOn()) this.#source.reopen();
    }
  }

  /** Decides what an error means for what was sent; false: this conversation is over. */
  #recover(error: CallError, batch: Batch): boolean {
    const source = this.#source;
    const first = batch.transactions[0]!;
    switch (error.code) {
      case Code.NotOpen:
        source.reopen();
        return false;
      case Code.SequenceConflict:
        source.sourceIsTaken();
        return false;
      case Code.StoreDeleted:
        source.close(error);
        return false;
      case Code.SequenceGap:
        if (error.expectedSeq === undefined || error.expectedSeq >= first.firstSeq) break;
        source.reopen();
        return false;
      case Code.StorageUnavailable:
        source.noteStorage(error);
        break;
      default:
        // a void has nothing left to refuse
        if (isTransient(error) || batch.transactions.length > 1 || !first.operations) break;
        source.refuse(batch, error);
        return true;
    }
    source.rewind(first.firstSeq);
    return true;
  }
}

function isTransient({ code }: CallError): boolean {
  return code === Code.Overloaded || code === Code.StorageUnavailable || code === Code.StoreFailed || code === Code.Internal || code === Code.SequenceGap;
}

function waits(error: CallError, { transactions }: Batch): boolean {
  return isTransient(error) || (transactions.length === 1 && !transactions[0]!.operations);
}
