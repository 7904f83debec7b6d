import type { Cursor } from "../persistence/storage.js";
import type { OpenResult } from "./messages.js";

/**
 * What became of a source at the hub: it is known; somebody else has written under it; an earlier life sent more than it kept; the hub lost
 * what it had acknowledged; it forgot the source; or one of the last two.
 */
export type SourceFate = "known" | "taken" | "outrun" | "lost" | "forgotten" | "lost-or-forgotten";

/** What a client remembers of its source: enough to tell from the hub's next answer what became of it. */
export class SourceRecord {
  /** The highest seq that was ever sent under it, or may have been; −1: none. */
  everSent = -1;
  /** Somebody else has written under it. */
  taken = false;
  /** When the hub last knew the source; undefined: it never did, as far as is known. */
  openedAt: Cursor | undefined;
  /** With which seq this life began, until the hub has said how far the one before came; undefined: it has, or there was none. */
  resumed: number | undefined;

  /**
   * Judges the hub's answer to Open.
   * @param settled The revision of the cursor that was sent; 0 without one.
   * @param first The oldest seq that is not both settled and acknowledged.
   * @param next The next seq to give.
   */
  judge(result: OpenResult, settled: number, first: number, next: number): SourceFate {
    const { expectedSeq, epoch, forgottenAt } = result;
    const { openedAt, resumed } = this;
    if (this.taken) return "taken";
    if (resumed !== undefined && expectedSeq > resumed) return "outrun";
    if (expectedSeq > next) return "taken";
    // an earlier life may have sent what it could not keep
    if (expectedSeq === 0 && (this.everSent >= 0 || first > 0 || resumed !== undefined)) {
      // what is settled of a life before this one may have come through another source of this device
      const continues = result.continues && resumed === undefined;
      // the hub knew the source when it was opened, and nothing of that epoch is lost while it lasts
      const sameEpoch = epoch === openedAt?.epoch;
      const known = Math.max(continues ? settled : 0, sameEpoch ? openedAt!.revision : 0);
      if (forgottenAt > known) return continues || sameEpoch ? "forgotten" : "lost-or-forgotten";
    }
    return expectedSeq < first ? "lost" : "known";
  }

  /** The store is open under the source. */
  opened({ epoch, revision }: OpenResult): void {
    this.openedAt = { epoch, revision };
    this.resumed = undefined;
  }
}
