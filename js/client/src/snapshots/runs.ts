import * as Code from "../errors/codes.js";
import { fail } from "../errors/storeError.js";
import { idParts, type ElementId } from "../operations/operation.js";
import type { ArrayNode } from "../state/array.js";
import { maxCount, maxCounter } from "../values/limits.js";

/**
 * Elements or tombstones that stand side by side and whose identities follow from the first: ordinals that rise by one (kind 0), or seqs
 * that do (kind 1); kinds 2 and 3 are the same for tombstones, with the revisions that removed them.
 */
export interface Run {
  kind: number;
  readonly source: string;
  readonly seq: number;
  readonly ordinal: number;
  count: number;
  readonly revisions: number[];
}

/** Whether a run is of tombstones. */
export function isRemoved(run: Run): boolean {
  return run.kind > 1;
}

/** The identity at a position in a run. */
export function idAt({ kind, source, seq, ordinal }: Run, index: number): ElementId {
  return kind % 2 ? `${source}:${seq + index}:${ordinal}` : `${source}:${seq}:${ordinal + index}`;
}

/** An array's elements and tombstones in order as runs, each as long as it can be from the left. */
export function runsOf(array: ArrayNode): Run[] {
  const runs: Run[] = [];
  let run: Run | undefined;
  for (const element of array.all()) {
    const [source, seq, ordinal] = idParts(element.id);
    const kind = element.live ? 0 : 2;
    let longer = false;
    if (run && source === run.source && kind === (run.kind & 2)) {
      const bySeq = run.kind % 2 === 1;
      if ((run.count === 1 || !bySeq) && seq === run.seq && ordinal === run.ordinal + run.count) longer = true;
      else if ((run.count === 1 || bySeq) && ordinal === run.ordinal && seq === run.seq + run.count) {
        longer = true;
        run.kind = kind + 1;
      }
    }
    if (longer) run!.count++;
    else runs.push((run = { kind, source, seq, ordinal, count: 1, revisions: [] }));
    if (!element.live) run!.revisions.push(element.removedAt);
  }
  return runs;
}

/** Makes a run of numbers that nobody vouches for. */
export function requireRun(kind: number, source: string, seq: number, ordinal: number, count: number, revisions: number[]): Run {
  if (!(kind >= 0 && kind <= 3)) broken(`a run of kind ${kind} is not known`);
  const further = count - 1;
  if (!(count >= 1 && count <= maxCount)) broken(`a run of ${count} elements is none`);
  if (!(seq >= 0 && seq <= maxCounter - (kind % 2 ? further : 0)) || !(ordinal >= 0 && ordinal <= maxCount - (kind % 2 ? 0 : further))) {
    broken("the identities of a run leave their range");
  }
  if (revisions.length !== (kind > 1 ? count : 0)) broken(`a run of ${count} tombstones has another number of revisions`);
  return { kind, source, seq, ordinal, count, revisions };
}

/** Refuses a snapshot. */
export function broken(what: string): never {
  fail(Code.MalformedMessage, `Malformed snapshot: ${what}.`);
}
