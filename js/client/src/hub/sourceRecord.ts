import type { OpenResult } from "./messages.js";

/** What became of a source at the hub: it is known; somebody else has written under it; the hub lost what it had acknowledged; it forgot the source; or one of the last two. */
export type SourceFate = "known" | "taken" | "lost" | "forgotten" | "lost-or-forgotten";

/** What a client remembers of its source: enough to tell from the hub's next answer what became of it. */
export class SourceRecord {
  /** The highest seq that was ever sent under it; −1: none. */
  everSent = -1;
  /** Somebody else has written under it. */
  taken = false;
  #openedEpoch: string | undefined;
  #openedAt = 0;

  /**
   * Judges the hub's answer to Open.
   * @param settled The revision of the cursor that was sent; 0 without one.
   * @param first The oldest seq that is not both settled and acknowledged.
   * @param next The next seq to give.
   */
  judge(result: OpenResult, settled: number, first: number, next: number): SourceFate {
    const { expectedSeq, epoch, continues, forgottenAt } = result;
    if (this.taken || expectedSeq > next) return "taken";
    if (expectedSeq === 0 && (this.everSent >= 0 || first > 0)) {
      // the hub knew the source when it was opened, and nothing of that epoch is lost while it lasts
      const sameEpoch = epoch === this.#openedEpoch;
      const known = Math.max(continues ? settled : 0, sameEpoch ? this.#openedAt : 0);
      if (forgottenAt > known) return continues || sameEpoch ? "forgotten" : "lost-or-forgotten";
    }
    return expectedSeq < first ? "lost" : "known";
  }

  /** The store is open under the source. */
  opened({ epoch, revision }: OpenResult): void {
    this.#openedEpoch = epoch;
    this.#openedAt = revision;
  }
}
