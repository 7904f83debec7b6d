import type { Sending } from "../hub/sending.js";
import { Unkept } from "./unkept.js";
import type { OutboxChange } from "./storage.js";

/** A store's outbox as far as the device does not have it: how it stands there, and what is to be written. */
export class UnkeptOutbox {
  readonly changes = new Unkept();
  /** Whether the device has the outbox. */
  exists = false;
  /** Whether what is written may be sent at any time. */
  conversing = false;
  /** Up to which seq the device has everything down as sent; undefined: all. */
  sent: number | undefined;
  #takeBack: (() => void) | undefined;

  /** Whether the device must first have it that all may be sent. */
  get mustBegin(): boolean {
    return this.conversing && this.exists && this.sent !== undefined && !this.changes.renewed;
  }

  /**
   * Takes what is to be written; nothing if the device need not have the outbox.
   * @param name The source under which it is sent.
   * @param covered Up to which own seq the state that the device then has covers what was written; −1: nothing.
   */
  take(id: string, name: string, { token, source, outbox }: Sending, covered = -1): OutboxChange | undefined {
    const { changes, exists, sent: before } = this;
    if (!exists && changes.isEmpty) return undefined;
    const removeThrough = Math.min(covered, changes.doneSeq);
    const sent = this.conversing || (exists && before === source.everSent) ? undefined : source.everSent;
    const taken = changes.take();
    if (sent !== undefined) this.sent = sent;
    this.#takeBack = () => {
      this.sent = before;
      taken.restore();
    };
    return {
      ...taken.change,
      id,
      create: !exists,
      ...(removeThrough >= 0 && { removeThrough }),
      outbox: {
        source: name,
        token,
        nextSeq: changes.nextSeq,
        acknowledgedSeq: outbox.acknowledgedSeq,
        lastTs: changes.lastTs,
        ...(source.openedAt && { opened: source.openedAt }),
        ...(source.resumed !== undefined && { resumed: source.resumed }),
      },
      ...(sent !== undefined && { sent }),
    };
  }

  /** Takes all that the device may not have when the page is gone: what is being written may not get there any more. */
  takeLast(id: string, name: string, sending: Sending): OutboxChange | undefined {
    this.takeBack();
    const change = this.changes.isEmpty ? undefined : this.take(id, name, sending);
    // nothing is asked first, for which there may be no time
    return change && { ...change, create: true, sent: this.conversing ? null : sending.source.everSent };
  }

  /** What was taken is written. */
  done(): void {
    this.#takeBack = undefined;
  }

  /** What was taken, and not written, is to be taken once more. */
  takeBack(): void {
    this.#takeBack?.();
    this.done();
  }
}
