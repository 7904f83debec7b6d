import * as Code from "../errors/codes.js";
import { fail } from "../errors/storeError.js";
import { maxTs, type PeerReplica } from "./peerReplica.js";

/**
 * Settles all operations of a replica at or below an effective ts: they leave the log and its memory. To be called only when every replica
 * has everything at or below it, since a later arrival there is refused.
 * @returns How many operations left the log.
 */
export function settleThrough(replica: PeerReplica, watermark: number): number {
  replica.requireNoDraft();
  if (!(Math.abs(watermark) <= maxTs)) fail(Code.InvalidTimestamp, `A watermark is a number of milliseconds within ±${maxTs}.`);
  if (watermark <= replica.watermark) return 0;
  for (const { waiting } of replica.sources.values()) {
    for (const { source, seq, ts } of waiting.values()) {
      if (ts <= watermark) fail(Code.SequenceGap, `Not everything through ${watermark} is here: ${source}:${seq} waits for ${replica.nextSeq(source)}.`);
    }
  }
  const { length } = replica.entries;
  replica.entries = replica.entries.filter(({ ts }) => ts > watermark);
  replica.watermark = watermark;
  replica.observe(watermark);
  return length - replica.entries.length;
}
