import { decodeTransaction, encodeTransaction } from "../encodings/transaction.js";
import * as Code from "../errors/codes.js";
import { fail, StoreError, type StoreErrorNumber } from "../errors/storeError.js";
import { entryOf, type OutboxEntry } from "../hub/outbox.js";
import { SourceRecord } from "../hub/sourceRecord.js";
import { lastSeq, toVoid } from "../operations/transaction.js";
import type { SettledState } from "../replicas/settledState.js";
import { decodeSnapshot } from "../snapshots/binary.js";
import type { KeptOutboxContent, KeptState, KeptTransaction } from "./storage.js";

/** An outbox as it was kept, read and checked. */
export interface EarlierOutbox {
  readonly record: SourceRecord;
  readonly entries: readonly OutboxEntry[];
}

/** An entry as it is kept. */
export function toKept({ written, writtenAt, transaction, voidAtHub, refusal }: OutboxEntry): KeptTransaction {
  const isVoid = !transaction.operations;
  const known = refusal && { code: refusal.code, message: refusal.message };
  return { firstSeq: written.firstSeq, writtenAt, data: encodeTransaction(written), ...((isVoid || voidAtHub) && { refusal: { isVoid, atHub: voidAtHub, ...known } }) };
}

/** Reads an outbox that nobody vouches for. */
export function readOutbox({ outbox, sent, transactions }: KeptOutboxContent): EarlierOutbox {
  const { source, nextSeq, opened, acknowledgedSeq } = outbox;
  return sound(`the outbox of ${source}`, () => {
    let next = -1;
    const entries = transactions.map((kept, i) => {
      const entry = readEntry(kept, i - transactions.length);
      const { written } = entry;
      if (written.source !== source || written.firstSeq !== kept.firstSeq) throw new Error(`a transaction of ${written.source} from seq ${written.firstSeq} stands at seq ${kept.firstSeq}`);
      // what was refused, or done before it was kept, leaves a gap below what is acknowledged
      const follows = written.firstSeq === next || (written.firstSeq > next && written.firstSeq - 1 <= acknowledgedSeq);
      if (next >= 0 && !follows) throw new Error(`seq ${written.firstSeq} follows where ${next} should`);
      next = lastSeq(written) + 1;
      return entry;
    });
    if (next > nextSeq) throw new Error(`its transactions go up to seq ${next - 1}, and ${nextSeq} is to be the next`);
    const record = new SourceRecord();
    record.everSent = sent ?? nextSeq - 1;
    // a life that conversed had heard from the hub how far the one before it came
    record.resumed = (sent === undefined ? undefined : outbox.resumed) ?? nextSeq;
    record.openedAt = opened;
    return { record, entries };
  });
}

/** Reads a state that nobody vouches for. */
export function readState({ revision, snapshot }: KeptState): SettledState {
  return sound(`the state at revision ${revision}`, () => {
    const state = decodeSnapshot(snapshot);
    if (state.revision !== revision) throw new Error(`it is of revision ${state.revision}`);
    return state;
  });
}

function readEntry({ writtenAt, data, refusal }: KeptTransaction, ordinal: number): OutboxEntry {
  const entry = entryOf(decodeTransaction(data), writtenAt, ordinal);
  if (!refusal) return entry;
  const { isVoid, atHub, code, message = "" } = refusal;
  if (isVoid) entry.transaction = toVoid(entry.written);
  entry.voidAtHub = atHub;
  if (code !== undefined) entry.refusal = new StoreError(code as StoreErrorNumber, message);
  return entry;
}

function sound<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    fail(Code.StorageDamaged, `What the device keeps is damaged, ${what}: ${error instanceof Error ? error.message : String(error)}. It was left as it is.`);
  }
}
