import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeRecords, encodeRecords } from "../../src/encodings/recordBatch.js";
import type { Operation } from "../../src/operations/operation.js";
import { floorRecord, lastRevision, recordOf, type HistoryRecord } from "../../src/operations/record.js";
import { lastSeq, toVoid, transactionOf, type Transaction } from "../../src/operations/transaction.js";
import { Replica } from "../../src/replicas/replica.js";
import { SettledState } from "../../src/replicas/settledState.js";
import { decodeSnapshot, encodeSnapshot } from "../../src/snapshots/binary.js";
import { snapshotFromJson, snapshotToJson } from "../../src/snapshots/json.js";
import { copyIn } from "../../src/values/copyIn.js";
import { anyWrite, stamped, type Choose } from "../generators/writes.js";
import { ReferenceState } from "../reference/referenceState.js";
import { structureText } from "../reference/structureText.js";

const names = ["a", "B", "zz"];

/** An author as the rules say, beside the replica that is held against it. */
class Author {
  readonly replica: Replica;
  /** All that it wrote; void in the place of what was refused or withdrawn. */
  outbox: Transaction[] = [];
  settled: HistoryRecord[] = [];
  nextSeq = 0;

  constructor(readonly source: string) {
    this.replica = new Replica(source);
  }

  get revision(): number {
    const last = this.settled.at(-1);
    return last ? lastRevision(last) : 0;
  }

  get settledSeq(): number {
    const own = this.settled.filter((record) => record.source === this.source).at(-1);
    return own ? lastSeq(own) : -1;
  }

  get pending(): Transaction[] {
    return this.outbox.filter((transaction) => transaction.firstSeq > this.settledSeq);
  }

  get base(): number {
    return this.pending[0]?.base ?? this.revision;
  }
}

class World {
  readonly authors = names.map((name) => new Author(name));
  readonly records: HistoryRecord[] = [];
  private clock = 1000;

  get revision(): number {
    const last = this.records.at(-1);
    return last ? lastRevision(last) : 0;
  }

  /** Takes a random step. */
  step(choose: Choose): void {
    const author = this.authors[choose(this.authors.length)]!;
    switch (choose(12)) {
      case 0:
      case 1:
      case 2:
      case 3:
        this.write(author, choose);
        break;
      case 4:
      case 5:
      case 6:
        this.sequence(author, choose(8) === 0);
        break;
      case 7:
      case 8:
      case 9:
        this.deliver(author, 1 + choose(4), choose(2) === 0);
        break;
      case 10:
        if (choose(2)) this.raiseFloor(choose);
        else this.withdraw(author, choose);
        break;
      case 11:
        this.snapshot(author, choose(2) === 0);
    }
    this.check(author);
  }

  finish(): void {
    for (const author of this.authors) while (this.sequence(author, false));
    for (const author of this.authors) {
      this.deliver(author, Infinity, false);
      this.check(author, true);
      expect(author.replica.pendingCount).toBe(0);
    }
    const [first, ...rest] = this.authors.map(({ replica }) => encodeSnapshot(replica.settled));
    for (const other of rest) expect(other).toEqual(first);
  }

  private write(author: Author, choose: Choose): void {
    const view = ReferenceState.of(author.settled, author.pending);
    const ts = (this.clock += choose(3)) - choose(500);
    const operations: Operation[] = [];
    for (let count = 1 + choose(3); count > 0; count--) {
      const operation = stamped(anyWrite(choose, view), author.source, author.nextSeq++, ts);
      view.apply(operation, "pending");
      operations.push(operation);
    }
    const transaction = transactionOf(operations, author.revision);
    author.outbox.push(transaction);
    if (choose(2)) author.replica.write(transaction);
    else {
      // as the store's surface does it: operation by operation, some of them taken back in between
      const draft = { undo: [], effects: [] };
      const keep = choose(operations.length + 1);
      for (const operation of operations) author.replica.writeDraft(operation, draft);
      author.replica.rollbackDraft(draft, keep);
      for (const operation of operations.slice(keep)) author.replica.writeDraft(operation, draft);
      author.replica.commitDraft(transaction, draft);
    }
  }

  private sequence(author: Author, refuse: boolean): boolean {
    const known = this.records.filter((record) => record.source === author.source).at(-1);
    const next = author.outbox.find((transaction) => transaction.firstSeq > (known ? lastSeq(known) : -1));
    if (!next) return false;
    this.clock += 0.5;
    this.records.push(recordOf(refuse ? toVoid(next) : next, this.revision + 1, this.clock));
    return true;
  }

  private raiseFloor(choose: Choose): void {
    // now and then a hub forgets an author that is offline for long, and raises the floor past its base
    const highest = choose(5) === 0 ? this.revision : Math.min(...this.authors.map((author) => author.base));
    if (highest < 1) return;
    this.clock += 0.5;
    this.records.push(floorRecord(1 + choose(highest), this.revision + 1, this.clock));
  }

  private deliver(author: Author, count: number, encoded: boolean): void {
    const next = this.records.filter((record) => record.firstRevision > author.revision).slice(0, count);
    if (next.length === 0) return;
    author.settled.push(...next);
    for (const record of next) {
      if (record.kind === 1 && record.source === author.source) author.outbox = author.outbox.map((own) => (own.firstSeq === record.firstSeq ? toVoid(own) : own));
    }
    author.replica.apply(encoded ? decodeRecords(encodeRecords(next), next[0]!.firstRevision) : next);
  }

  private withdraw(author: Author, choose: Choose): void {
    const pending = author.pending.filter((transaction) => transaction.operations);
    if (pending.length === 0) return;
    const { firstSeq } = pending[choose(pending.length)]!;
    author.outbox = author.outbox.map((own) => (own.firstSeq === firstSeq ? toVoid(own) : own));
    expect(author.replica.withdraw(firstSeq)).toBe(true);
  }

  private snapshot(author: Author, json: boolean): void {
    const hub = new SettledState();
    for (const record of this.records) hub.apply(record);
    author.settled = [...this.records];
    const state = json ? snapshotFromJson(snapshotToJson(hub)) : decodeSnapshot(encodeSnapshot(hub));
    author.replica.loadSnapshot(state, author.outbox);
  }

  private check(author: Author, below = false): void {
    expect(structureText(author.replica.tree.root)).toBe(ReferenceState.of(author.settled, author.pending).structure());
    expect(author.replica.revision).toBe(author.revision);
    expect(author.replica.pending.map(({ firstSeq }) => firstSeq)).toEqual(author.pending.filter(({ operations }) => operations).map(({ firstSeq }) => firstSeq));
    if (below || this.clock % 7 < 1) {
      const settled = author.replica.readSettled((state) => structureText(state.tree.root));
      expect(settled).toBe(ReferenceState.of(author.settled).structure());
    }
  }
}

/** Makes choices of given numbers, and the first of all when they have run out. */
function chooser(numbers: readonly number[]): Choose {
  let at = 0;
  return (count) => (numbers[at++] ?? 0) % count;
}

// without bias: small numbers would mean the same choices again and again
const anyWorld = fc.noBias(fc.array(fc.array(fc.nat(0xffff), { minLength: 30, maxLength: 60, size: "max" }), { minLength: 8, maxLength: 60, size: "max" }));

test("the replica is what the rule says, after every step of any history", () => {
  fc.assert(
    fc.property(anyWorld, (steps) => {
      const world = new World();
      for (const numbers of steps) world.step(chooser(numbers));
      world.finish();
    }),
    // shrinking replays long histories: it ends in time to tell
    { numRuns: 400, interruptAfterTimeLimit: 60_000 },
  );
});

describe("changes are told", () => {
  const set = (seq: number, value: number, key = "n"): Transaction => transactionOf([stamped({ type: "set", path: [key], value }, "a", seq, 1)], 0);

  /** What of a replica's visible state changed, by the keys of the root. */
  function watched(): { replica: Replica; told: () => string[] } {
    const replica = new Replica("a");
    let heard: string[] = [];
    replica.changes = { changed: (operation) => heard.push(String(operation.path[0])), changedAll: () => heard.push("*") };
    return {
      replica,
      told: () => {
        const keys = heard;
        heard = [];
        return keys;
      },
    };
  }

  test("own and remote writes, and not what is settled where it stands", () => {
    const { replica, told } = watched();
    replica.write(set(0, 1));
    expect(told()).toEqual(["n"]);
    const other = transactionOf([stamped({ type: "set", path: ["m"], value: 2 }, "b", 0, 2)], 0);
    replica.apply([recordOf(set(0, 1), 1, 2), recordOf(other, 2, 3)]);
    expect(told()).toEqual(["m"]);
  });

  test("what a remote write hides or brings out in the overlay", () => {
    const { replica, told } = watched();
    replica.apply([recordOf(transactionOf([stamped({ type: "set", path: ["o"], value: [1] }, "b", 0, 1)], 0), 1, 1)]);
    replica.write(transactionOf([stamped({ type: "set", path: ["o", 0], value: 5 }, "a", 0, 2)], 0));
    expect(told()).toEqual(["o", "o"]);
    replica.apply([recordOf(transactionOf([stamped({ type: "set", path: ["o"], value: 0 }, "b", 1, 3)], 0), 2, 3)]);
    // both the write and the loss of effect of the own one
    expect(told()).toEqual(["o", "o"]);
    expect(replica.replays).toBe(1);
  });

  test("refusals, withdrawals, snapshots and a new name", () => {
    const { replica, told } = watched();
    replica.write(set(0, 1));
    replica.write(set(1, 2, "m"));
    told();
    replica.apply([recordOf(toVoid(set(0, 1)), 1, 2)]);
    expect(told()).toEqual(["n"]);
    replica.withdraw(1);
    expect(told()).toEqual(["m"]);
    expect(replica.withdraw(1)).toBe(false);
    replica.loadSnapshot(new SettledState());
    expect(told()).toEqual(["*"]);
    replica.write(set(2, 1));
    told();
    replica.reissue("c", []);
    expect(told()).toEqual(["n"]);
    expect(replica.source).toBe("c");
    expect(replica.tree.root.size).toBe(0);
  });
});

test("a gap in history is refused and changes nothing", () => {
  const replica = new Replica("a");
  const one = transactionOf([stamped({ type: "set", path: ["n"], value: 1 }, "b", 0, 1)], 0);
  expect(() => replica.apply([recordOf(one, 2, 1)])).toThrow("does not follow");
  expect(replica.revision).toBe(0);
});

test("edits far from each other leave the overlay on", () => {
  const replica = new Replica("a");
  const setup = transactionOf([stamped({ type: "set", path: ["mine"], value: 0 }, "b", 0, 1), stamped({ type: "set", path: ["theirs"], value: 0 }, "b", 1, 1)], 0);
  replica.apply([recordOf(setup, 1, 1)]);
  replica.write(transactionOf([stamped({ type: "set", path: ["mine"], value: 1 }, "a", 0, 2)], 2));
  for (let i = 0; i < 100; i++) replica.apply([recordOf(transactionOf([stamped({ type: "set", path: ["theirs"], value: i }, "b", 2 + i, 3 + i)], 0), 3 + i, 3 + i)]);
  expect(replica.replays).toBe(0);
  expect(structureText(replica.tree.root)).toBe('{"mine":1,"theirs":99}');
});

/** The record of one write by another author. */
function remote(write: Parameters<typeof stamped>[0], revision: number): HistoryRecord {
  return recordOf(transactionOf([stamped(write, "b", revision - 1, revision)], 0), revision, revision);
}

test("a container that is replaced under a pending write within it gets that write again", () => {
  const replica = new Replica("a");
  replica.apply([remote({ type: "set", path: ["o"], value: copyIn({}) }, 1)]);
  replica.write(transactionOf([stamped({ type: "set", path: ["o", "x"], value: 1 }, "a", 0, 5)], 1));
  replica.apply([remote({ type: "set", path: ["o"], value: copyIn({ y: 2 }) }, 2)]);
  expect(structureText(replica.tree.root)).toBe('{"o":{"y":2,"x":1}}');
});

test("a floor that forgets what a pending insert holds on to moves the insert", () => {
  const replica = new Replica("a");
  replica.apply([remote({ type: "set", path: ["l"], value: copyIn(["y", "z"]) }, 1)]);
  const insert = { type: "splice", path: ["l"], index: 1, items: ["new"], anchors: { after: "b:0:0", before: "b:0:1", removed: [] } } as const;
  replica.write(transactionOf([stamped(insert, "a", 0, 9)], 1));
  const none = { before: null, removed: [] };
  replica.apply([
    remote({ type: "splice", path: ["l"], anchors: { ...none, after: null, removed: ["b:0:0"] } }, 2),
    remote({ type: "splice", path: ["l"], items: ["q"], anchors: { ...none, after: "b:0:0" } }, 3),
  ]);
  expect(structureText(replica.tree.root)).toBe('{"l":[b:0:0†2,a:0:0="new",b:2:0="q",b:0:1="z"]}');
  replica.apply([floorRecord(2, 4, 4)]);
  expect(structureText(replica.tree.root)).toBe('{"l":[b:2:0="q",a:0:0="new",b:0:1="z"]}');
});
