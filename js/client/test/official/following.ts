import { expect, test } from "vitest";
import { copyIn } from "../../src/values/copyIn.js";
import { errorOf, OfficialWriter, type World } from "./world.js";

/** Values of every kind that the JSON of the official package keeps. */
const everything = {
  undefined: undefined,
  null: null,
  yes: true,
  numbers: [0, -0, NaN, Infinity, -Infinity, 1.5, 2 ** 53 - 1, 1e300],
  text: "grün 🐦 \u0000",
  bytes: new Uint8Array([0, 255]),
  when: new Date(1500),
  map: new Map<unknown, unknown>([[1, "one"], ["1", new Set([null, new Date(0)])], [null, new Map()]]),
  $dollar: { $$: [] },
};

/** What follows an opening: records, snapshots, acknowledgements, and the calls that are about them. */
export function followingTests(world: () => World): void {
  test("the state that is folded from records and from a snapshot has the hub's hash", async () => {
    const writer = await world().writer();
    await writer.write({ everything, list: [1, 2, 3] });
    const [after, before] = [`${writer.source}:1:0`, `${writer.source}:1:1`];
    await writer.submit(
      writer.transaction([
        { type: "splice", path: ["list"], index: 1, deleteCount: 0, items: ["between"], anchors: { after, before, removed: [] } },
        { type: "splice", path: ["list"], index: 0, deleteCount: 1, items: [], anchors: { after: null, before, removed: [after] } },
        { type: "map-set", path: ["everything", "map"], key: 1, value: copyIn({ deep: [everything] }) },
        { type: "map-delete", path: ["everything", "map"], key: null },
        { type: "set-add", path: ["everything", "map", "1"], value: "more" },
        { type: "set-delete", path: ["everything", "map", "1"], value: null },
        { type: "increment", path: ["n"], value: 1 },
        { type: "set", path: ["n"], value: 1 },
        { type: "increment", path: ["n"], value: 0.5 },
        { type: "delete", path: ["everything", "yes"] },
        { type: "map-clear", path: ["nothing"] },
        { type: "set-clear", path: ["nothing"] },
      ]),
    );
    const { revision } = (await writer.acknowledged(13)) as { revision: number };
    await writer.follower.reach(revision);
    const reader = await world().reader(writer.store);
    await reader.follower.reach(revision);
    const status = await writer.status(true);
    expect(status).toMatchObject({ epoch: writer.follower.epoch, revision, durableRevision: revision, stateRevision: revision, floor: 0, tailStart: 1, subscribers: 2, sources: 1 });
    expect([writer.follower.hash, reader.follower.hash]).toEqual([status["stateHash"], status["stateHash"]]);
    expect([writer.follower.snapshots, reader.follower.snapshots]).toEqual([0, 1]);
    expect(reader.follower.plain).toMatchObject({ list: ["between", 2, 3], n: 1.5 });
    const without = await writer.status();
    expect("stateHash" in without).toBe(false);
    expect({ ...without, stateHash: status["stateHash"] }).toEqual(status);
  });

  test("a snapshot comes in chunks, none of which cuts a character, and the records after it follow", async () => {
    const writer = await world().writer();
    await writer.write({ text: "🐦".repeat(100), more: "ä".repeat(100) });
    const { client, follower, opened } = await world().reader(writer.store);
    expect(opened).toMatchObject({ delta: false, revision: 2 });
    await follower.reach(2);
    const chunks = client.of("snapshot");
    expect(chunks.length).toBeGreaterThan(3);
    expect(chunks.map(({ index, count, revision, epoch }) => [index, count, revision, epoch])).toEqual(chunks.map((_, i) => [i, chunks.length, 2, opened["epoch"]]));
    if (world().name === "json") for (const { data } of chunks) expect(data).not.toMatch(/\p{Cs}/u);
    await writer.write({ then: 1 });
    await follower.reach(3);
    expect([follower.snapshots, follower.lost, follower.hash]).toEqual([1, 0, (await writer.status(true))["stateHash"]]);
    expect(client.of("records").map(({ first, last }) => [first, last])).toEqual([[3, 3]]);
  });

  test("the floor rises by what clients report, as a record, and every replica forgets at the same place", async () => {
    const writer = await world().writer();
    await writer.write({ list: [1, 2] });
    await writer.submit(writer.transaction([{ type: "splice", path: ["list"], index: 0, deleteCount: 1, items: [], anchors: { after: null, before: null, removed: [`${writer.source}:0:0`] } }]));
    await writer.follower.reach(2);
    await writer.acknowledged(1);
    expect((await writer.status())["floor"]).toBe(0);
    expect(await writer.client.call("Report", { store: writer.store, base: 2 })).toEqual({});
    await writer.follower.reach(3);
    expect(writer.follower.records.at(-1)).toMatchObject({ kind: 2, floor: 2, firstRevision: 3 });
    if (world().name === "json") {
      const record = writer.client.of("records").flatMap(({ records }) => records as unknown[]).at(-1);
      expect(record).toEqual({ kind: "floor", revision: 3, floor: 2, ts: writer.follower.state.lastTs });
    }
    const status = await writer.status(true);
    expect([status["floor"], status["stateHash"]]).toEqual([2, writer.follower.hash]);
    // what the reader has at this revision was encoded by the hub, which forgot as well
    const { follower } = await world().reader(writer.store);
    await follower.reach(3);
    expect(follower.state.tree.tombstones.length).toBe(writer.follower.state.tree.tombstones.length);
  });

  test("a reader's report has no effect, and one of nonsense is refused", async () => {
    const writer = await world().writer();
    const { client } = await world().reader(writer.store);
    expect(await client.call("Report", { store: writer.store, base: 99 })).toEqual({});
    expect(await writer.status()).toMatchObject({ floor: 0, sources: 0 });
    expect(errorOf(await client.call("Report", { store: writer.store, base: -1 }))).toMatchObject({ code: 210, path: "base" });
    expect(errorOf(await client.call("Report", { store: "never/opened", base: 1 })).code).toBe(204);
  });

  test("after Close nothing of the store follows, and other stores of the connection go on", async () => {
    const writer = await world().writer();
    const second = new OfficialWriter(world(), writer.client, world().store());
    await second.open();
    expect(await writer.client.call("Close", { store: writer.store })).toEqual({});
    const received = writer.client.received.length;
    const other = await world().writer(writer.store);
    await other.write({ a: 1 });
    expect(await other.status()).toMatchObject({ subscribers: 1 });
    await second.write({ b: 2 });
    expect(writer.client.received.slice(received).filter(({ message }) => message["store"] === writer.store)).toEqual([]);
    expect(errorOf(await writer.client.call("Close", { store: writer.store })).code).toBe(204);
  });
}
