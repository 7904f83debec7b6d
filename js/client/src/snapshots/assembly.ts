import * as Code from "../errors/codes.js";
import { fail } from "../errors/storeError.js";
import { requireTimestamp } from "../encodings/fields.js";
import { SettledState } from "../replicas/settledState.js";
import { SourceTable } from "../replicas/sourceTable.js";
import { ArrayNode } from "../state/array.js";
import type { Live } from "../state/node.js";
import { Element } from "../state/sequence.js";
import type { TableNode } from "../state/table.js";
import { StateTree, type Tombstone } from "../state/tree.js";
import { maxCount, maxCounter } from "../values/limits.js";
import { broken, idAt, isRemoved, type Run } from "./runs.js";

/** The version of both forms. */
export const version = 1;

/** Puts a settled state together from the parts of a snapshot, and checks what only the parts together tell. */
export class Assembly {
  readonly #sources = new SourceTable();
  readonly #tombstones: Tombstone[] = [];

  readonly #revision: number;
  readonly #lastTs: number;
  readonly #floor: number;
  readonly #forgottenAt: number;

  constructor(
    snapshotVersion: unknown,
    revision: number,
    lastTs: number,
    floor: number,
    forgottenAt: number,
  ) {
    this.#revision = revision;
    this.#lastTs = lastTs;
    this.#floor = floor;
    this.#forgottenAt = forgottenAt;
    if (snapshotVersion !== version) fail(Code.UnsupportedProtocol, `A snapshot of version ${String(snapshotVersion)} is not known here; ${version} is.`, undefined, version);
    if (!(revision >= 0 && revision <= maxCounter)) broken(`the revision ${revision} lies outside 0 to 2^53−1`);
    if (!(floor >= 0 && floor <= revision)) broken(`the floor ${floor} lies outside 0 to the revision ${revision}`);
    if (!(forgottenAt >= 0 && forgottenAt <= revision)) broken(`sources forgotten at revision ${forgottenAt} lie outside 0 to the revision ${revision}`);
    requireTimestamp(lastTs);
  }

  /** Adds what history holds of a source. */
  source(name: string, lastSeq: number, lastRevision: number, lastTs: number, voids: readonly (readonly [number, number, number])[]): void {
    const sources = this.#sources;
    if (sources.get(name)) broken(`the source ${name} stands twice`);
    if (!(lastSeq >= 0 && lastSeq <= maxCounter)) broken(`the last seq ${lastSeq} of ${name} lies outside 0 to 2^53−1`);
    if (!(lastRevision >= 1 && lastRevision <= this.#revision)) broken(`the last revision ${lastRevision} of ${name} lies outside 1 to ${this.#revision}`);
    if (!(lastTs <= this.#lastTs && Number.isFinite(lastTs))) broken(`the last timestamp ${lastTs} of ${name} is not finite or past ${this.#lastTs}`);
    const entry = sources.getOrAdd(name);
    entry.lastSeq = lastSeq;
    entry.lastRevision = lastRevision;
    entry.lastTs = lastTs;
    let nextSeq = 0;
    let above = this.#floor;
    for (const [firstSeq, count, revision] of voids) {
      if (firstSeq < nextSeq || !(count >= 1 && count <= maxCount) || firstSeq > lastSeq - count + 1) broken(`a void of ${count} seqs from ${firstSeq} does not fit in`);
      if (revision <= above || revision > lastRevision) broken(`a void's revision ${revision} lies outside ${above + 1} to ${lastRevision}`);
      sources.addVoid(entry, { firstSeq, count, revision });
      nextSeq = firstSeq + count;
      above = revision;
    }
  }

  /** Makes an array of its runs and of as many live values as are asked for. */
  array(runs: Iterable<Run>, items: number, next: () => Live): ArrayNode {
    const array = new ArrayNode();
    let last: Element | undefined;
    for (const run of runs) {
      const removed = isRemoved(run);
      if (!removed && (items -= run.count) < 0) broken("an array has more live elements than items");
      for (let i = 0; i < run.count; i++) {
        const id = idAt(run, i);
        if (array.find(id)) broken(`the element ${id} stands twice`);
        const element: Element = new Element(id, removed ? undefined : next());
        last = array.insertAfter(last, element);
        if (!removed) continue;
        const revision = run.revisions[i]!;
        if (!(revision > this.#floor && revision <= this.#revision)) broken(`the removal of ${id} at revision ${revision} lies outside ${this.#floor + 1} to ${this.#revision}`);
        array.mark(element, revision);
        this.#tombstones.push({ revision, array, element });
      }
    }
    return items === 0 ? array : broken("an array has more items than live elements");
  }

  finish(root: TableNode): SettledState {
    const tree = new StateTree(root);
    for (const tombstone of this.#tombstones.sort((left, right) => left.revision - right.revision)) tree.tombstones.push(tombstone);
    return new SettledState(tree, this.#sources, this.#revision, this.#floor, this.#lastTs, this.#forgottenAt);
  }
}
