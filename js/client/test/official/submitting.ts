import { expect, test } from "vitest";
import { voidTransaction } from "../../src/operations/transaction.js";
import { malformed } from "./malformed.js";
import { errorOf, type World } from "./world.js";

/** Submit: every row of its table, every form that is refused. */
export function submittingTests(world: () => World): void {
  test("what follows is sequenced: results, records in their final form, and the acknowledgement", async () => {
    const writer = await world().writer();
    const [first, second] = [writer.sets({ a: 1, b: { text: "grün 🐦" } }), writer.sets({ c: null })];
    expect(await writer.submit(first, second)).toEqual({ sequencedSeq: 2, expectedSeq: 3 });
    expect(await writer.acknowledged(2)).toEqual({ store: writer.store, source: writer.source, seq: 2, revision: 3, voids: [] });
    await writer.follower.reach(3);
    const [one, two] = writer.follower.records;
    expect([one!.firstRevision, one!.count, two!.firstRevision]).toEqual([1, 2, 3]);
    expect([...one!.operations, ...two!.operations].map(({ ts: _, ...operation }) => operation)).toEqual([...first.operations!, ...second.operations!].map(({ ts: _, ...operation }) => operation));
    if (world().name === "json") {
      const [record] = writer.client.of("records")[0]!["records"] as Record<string, unknown>[];
      const [op] = record!["ops"] as Record<string, unknown>[];
      expect([Object.keys(record!).sort(), record!["kind"], record!["revision"]]).toEqual([["kind", "ops", "revision"], "transaction", 1]);
      expect(op).toEqual({ ts: one!.ts, source: writer.source, seq: 0, type: "set", path: ["a"], value: 1 });
    }
  });

  test.each<[string, object]>([
    ["too large", { value: "x".repeat(300_000) }],
    ["too deep", { value: Array.from({ length: 19 }).reduce<unknown[]>((inner) => [inner], []) }],
    ["with a path too long", { path: Array.from({ length: 65 }, () => "p"), value: 1 }],
    ["with a key too long", { path: ["k".repeat(1025)], value: 1 }],
  ])("an operation %s becomes a void, whose reason comes with the acknowledgement", async (_, operation) => {
    const writer = await world().writer();
    const transaction = writer.transaction([{ type: "set", path: ["k"], ...operation }]);
    expect(await writer.submit(transaction)).toEqual({ sequencedSeq: 0, expectedSeq: 1 });
    const { voids } = (await writer.acknowledged(0)) as unknown as { voids: { reason: string }[] };
    expect(voids).toEqual([{ seq: 0, count: 1, reason: expect.stringMatching(/limit|levels|bytes/) as string }]);
    expect(voids[0]!.reason.length).toBeLessThanOrEqual(1024);
    await writer.follower.reach(1);
    expect(writer.follower.records.map(({ kind, firstSeq, count }) => [kind, firstSeq, count])).toEqual([[1, 0, 1]]);
    if (world().name === "json") {
      expect(writer.client.of("records")[0]!["records"]).toEqual([{ kind: "void", revision: 1, source: writer.source, seq: 0, count: 1, ts: writer.follower.state.lastTs }]);
    }
    await writer.write({ goes: "on" });
    expect(writer.follower.plain).toEqual({ goes: "on" });
  });

  test("a transaction with too many operations becomes a void of all its seqs, and only its author hears why", async () => {
    const writer = await world().writer();
    const witness = await world().writer(writer.store);
    const many = writer.transaction(Array.from({ length: 10_001 }, () => ({ type: "increment" as const, path: ["n"], value: 1 })));
    expect(await writer.submit(many)).toEqual({ sequencedSeq: 10_000, expectedSeq: 10_001 });
    expect((await writer.acknowledged(10_000))["voids"]).toEqual([{ seq: 0, count: 10_001, reason: expect.stringContaining("10000") as string }]);
    await witness.follower.reach(10_001);
    await witness.write({ mine: 1 });
    expect(witness.client.of("ack").flatMap((ack) => ack["voids"])).toEqual([]);
  });

  test("a repeat does nothing, and neither does a void that comes after what it would withdraw", async () => {
    const writer = await world().writer();
    const transaction = writer.sets({ a: 1, b: 2 });
    await writer.submit(transaction);
    for (const again of [transaction, { ...transaction, ts: 5, base: 0 }, voidTransaction(writer.source, 0, 2, 1, 0)]) {
      expect(await writer.submit(again)).toEqual({ sequencedSeq: 1, expectedSeq: 2 });
    }
    await writer.write({ c: 3 });
    expect(writer.follower.plain).toEqual({ a: 1, b: 2, c: 3 });
    expect(await writer.status()).toMatchObject({ revision: 3 });
  });

  test("a void that comes first withdraws its transaction", async () => {
    const writer = await world().writer();
    const transaction = writer.sets({ a: 1 });
    expect(await writer.submit(voidTransaction(writer.source, 0, 1, 1, 0))).toEqual({ sequencedSeq: 0, expectedSeq: 1 });
    expect((await writer.acknowledged(0))["voids"]).toEqual([{ seq: 0, count: 1 }]);
    expect(await writer.submit(transaction)).toEqual({ sequencedSeq: 0, expectedSeq: 1 });
    await writer.write({ b: 2 });
    expect(writer.follower.plain).toEqual({ b: 2 });
  });

  test("the same seqs with other content or bounds are a conflict; what came before in the call stands", async () => {
    const writer = await world().writer();
    await writer.write({ a: 1 });
    const next = writer.sets({ b: 1, c: 1 });
    writer.nextSeq = 0;
    const other = writer.sets({ a: 2 });
    expect(errorOf(await writer.submit(other))).toMatchObject({ code: 207, expectedSeq: 1 });
    const result = await writer.submit(next);
    expect(result).toEqual({ sequencedSeq: 2, expectedSeq: 3 });
    writer.nextSeq = 1;
    const bounds = await writer.submit(writer.sets({ b: 1 }));
    expect([errorOf(bounds).code, bounds["sequencedSeq"], bounds["expectedSeq"]]).toEqual([207, 2, 3]);
  });

  test("a gap is answered with what is expected", async () => {
    const writer = await world().writer();
    writer.nextSeq = 5;
    const result = await writer.submit(writer.sets({ a: 1 }));
    expect(result).toMatchObject({ error: { code: 206, expectedSeq: 0 }, sequencedSeq: -1, expectedSeq: 0 });
  });

  test("who may not write is told so", async () => {
    const writer = await world().writer();
    const { client } = await world().reader(writer.store);
    const part = world().wire.encode(writer.sets({ a: 1 })).part;
    const request = { store: writer.store, ...world().wire.submission([part]) };
    expect(errorOf(await client.call("Submit", request)).code).toBe(205);
    const other = await world().writer(writer.store);
    expect(errorOf(await other.client.call("Submit", request)).code).toBe(208);
    expect(errorOf(await other.client.call("Submit", { ...request, store: "elsewhere" })).code).toBe(204);
    expect(errorOf(await other.client.call("Submit", { store: writer.store, ...world().wire.submission([]) })).code).toBe(210);
  });

  test.each(malformed)("$name is refused, changes nothing and uses up no seq", async (form) => {
    const writer = await world().writer();
    const good = world().wire.encode(writer.sets({ before: 1 })).part;
    const json = world().name === "json";
    const bad = json ? form.json(writer.source) : form.binary(writer.source);
    const { store } = writer;
    expect(errorOf(await writer.client.call("Submit", { store, ...world().wire.submission([good, bad]) })).code).toBe(json ? form.code : (form.binaryCode ?? form.code));
    expect(await writer.status()).toMatchObject({ revision: 0 });
    expect(await writer.client.call("Submit", { store, ...world().wire.submission([good]) })).toEqual({ sequencedSeq: 0, expectedSeq: 1 });
  });

  test.each([[null], [1], ["text"], [[]], [true]])("%j instead of a message is refused, and so is a call that SignalR cannot make", async (message) => {
    const client = await world().connect();
    for (const method of ["Open", "Submit", "Report", "Status", "Close"]) {
      expect(errorOf(await client.raw(method, message)).code, method).toBe(210);
    }
    await expect(client.raw("NoSuchMethod", {})).rejects.toThrow(/NoSuchMethod/);
    await expect(client.raw("Open")).rejects.toThrow();
    await expect(client.raw("Open", {}, {})).rejects.toThrow();
    expect((await client.call("Open", { protocol: 1, store: world().store(), role: "reader" }))["error"]).toBeUndefined();
  });
}
