import { describe, expect, test } from "vitest";
import { canonicalBytes, stateHash } from "../../src/encodings/canonical.js";
import { decodeRecords, encodeRecords } from "../../src/encodings/recordBatch.js";
import { decodeTransaction, encodeTransaction } from "../../src/encodings/transaction.js";
import { writeValue } from "../../src/encodings/value.js";
import type { Json } from "../../src/json/parse.js";
import { recordFromJson } from "../../src/json/record.js";
import { transactionFromJson } from "../../src/json/transaction.js";
import { fromJson } from "../../src/json/value.js";
import { Writer } from "../../src/msgpack/writer.js";
import type { HistoryRecord } from "../../src/operations/record.js";
import type { Transaction } from "../../src/operations/transaction.js";
import { Replica } from "../../src/replicas/replica.js";
import { decodeSnapshot, encodeSnapshot } from "../../src/snapshots/binary.js";
import { build, toValue, type Live } from "../../src/state/node.js";
import { brief, casesOf, type Case } from "./vectors.js";

/** The value encoding, in which order counts. */
function ordered(live: Live): string {
  const writer = new Writer();
  writeValue(writer, toValue(live));
  return brief(writer.done());
}

class Author {
  readonly replica: Replica;
  readonly written = new Map<number, Transaction>();

  constructor(source: string) {
    this.replica = new Replica(source);
  }

  take(step: Case, records: readonly HistoryRecord[], snapshots: readonly string[]): void {
    const { replica, written } = this;
    switch (step.get("do")) {
      case "write": {
        const transaction = decodeTransaction(encodeTransaction(transactionFromJson(step.get("transaction")!)));
        written.set(transaction.firstSeq, transaction);
        replica.write(transaction);
        break;
      }
      case "withdraw":
        expect(replica.withdraw(step.get("seq") as number)).toBe(true);
        break;
      case "deliver": {
        const next = (step.get("records") as number[]).map((index) => records[index]!).filter((record) => record.firstRevision > replica.revision);
        if (next.length > 0) replica.apply(decodeRecords(encodeRecords(next), next[0]!.firstRevision));
        break;
      }
      case "snapshot":
        replica.loadSnapshot(
          decodeSnapshot(new Uint8Array(Buffer.from(snapshots[step.get("snapshot") as number]!, "base64"))),
          (step.get("outbox") as number[]).map((seq) => written.get(seq)!),
        );
        break;
      default:
        throw new Error(`The step ${String(step.get("do"))} is not known.`);
    }
  }
}

/** @param look Whether to look below the overlay at each step, which makes the replica take it off. */
function run(history: Case, look: boolean): number {
  const records = (history.get("records") as Json[]).map(recordFromJson);
  const authors = (history.get("authors") as string[]).map((source) => new Author(source));
  const steps = history.get("steps") as Case[];
  steps.forEach((step, i) => {
    const { replica } = authors[step.get("author") as number]!;
    const at = `history ${String(history.get("seed"))}, step ${i} (${String(step.get("do"))})`;
    authors[step.get("author") as number]!.take(step, records, history.get("snapshots") as string[]);
    expect(brief(canonicalBytes(replica.tree.root)), at).toBe(step.get("hash"));
    expect(ordered(replica.tree.root), at).toBe(step.get("order"));
    if (step.get("revision") === undefined) return;
    expect(replica.revision, at).toBe(step.get("revision"));
    if (look) expect(brief(replica.readSettled(encodeSnapshot)), at).toBe(step.get("settled"));
  });
  const end = history.get("end") as Case;
  const state = build(fromJson(end.get("state")), "x", 0);
  expect(stateHash(state)).toBe(end.get("hash"));
  for (const { replica } of authors) {
    expect(replica.pending).toEqual([]);
    expect(stateHash(replica.tree.root)).toBe(end.get("hash"));
    expect(ordered(replica.tree.root)).toBe(ordered(state));
    expect(brief(replica.readSettled(encodeSnapshot))).toBe(end.get("snapshot"));
  }
  return authors.reduce((sum, { replica }) => sum + replica.replays, 0);
}

describe.each(["histories", "long-histories"])("%s", (name) => {
  const histories = casesOf(name);

  test("each author sees what the vectors say, and has settled what they say", () => {
    for (const history of histories) run(history, true);
  });

  test("the same where nobody looks below the overlay, and it mostly stays on", () => {
    let replays = 0;
    for (const history of histories) replays += run(history, false);
    expect(replays).toBeGreaterThan(0);
  });
});
