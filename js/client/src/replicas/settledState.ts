import * as Code from "../errors/codes.js";
import { fail } from "../errors/storeError.js";
import { FORGET, lastRevision, type HistoryRecord } from "../operations/record.js";
import { StateTree } from "../state/tree.js";
import { SourceTable } from "./sourceTable.js";

/** The fold of a store's history up to a revision: the same at every participant that holds the same revision. */
export class SettledState {
  constructor(
    readonly tree = new StateTree(),
    /** What history holds of each source. */
    readonly sources = new SourceTable(),
    /** The revision up to which history is folded in; 0: none. */
    public revision = 0,
    /** The revision at or below which tombstones are forgotten. */
    public floor = 0,
    /** The timestamp of the last record. */
    public lastTs = 0,
    /** The revision of the last record that forgot sources; 0: none did. */
    public forgottenAt = 0,
  ) {}

  /** Folds in the next record. */
  apply(record: HistoryRecord): void {
    this.requireNext(record);
    record.operations.forEach((operation, i) => this.tree.apply(operation, record.firstRevision + i));
    this.advance(record);
  }

  requireNext(record: HistoryRecord): void {
    if (record.firstRevision !== this.revision + 1) {
      fail(Code.ProtocolViolation, `The record at revision ${record.firstRevision} does not follow revision ${this.revision}.`);
    }
  }

  /** Moves revision, tables and floor past a record whose operations are in the tree already. */
  advance(record: HistoryRecord): void {
    this.revision = lastRevision(record);
    this.lastTs = record.ts;
    this.sources.apply(record);
    if (record.kind === FORGET) this.forgottenAt = this.revision;
    if (record.floor > this.floor) this.tree.forget((this.floor = record.floor));
  }
}
