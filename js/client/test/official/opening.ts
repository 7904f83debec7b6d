import { expect, test } from "vitest";
import { limits } from "./page.js";
import { errorOf, OfficialWriter, token, type World } from "./world.js";

/** Open: every way to begin, and every refusal. */
export function openingTests(world: () => World): void {
  test("a store that nobody has opened begins empty, by delta", async () => {
    const client = await world().connect();
    const before = Date.now();
    const { epoch, time, server, ...rest } = await client.call("Open", { protocol: 1, store: world().store(), role: "host", source: "fresh", token, base: 0 });
    expect(rest).toEqual({ revision: 0, delta: true, continues: false, expectedSeq: 0, acknowledgedSeq: -1, acknowledgedRevision: 0, forgottenAt: 0, voids: [], limits });
    expect(epoch).toMatch(/^.{1,64}$/);
    expect(server).toMatch(/^StoreHub /);
    // one machine, one clock
    expect(time).toBeGreaterThan(before - 1000);
    expect(time).toBeLessThan(Date.now() + 1000);
  });

  test("a cursor within the tail resumes by delta: exactly the records after it", async () => {
    const writer = await world().writer();
    await writer.write({ a: 1 });
    const { cursor } = writer.follower;
    await writer.write({ b: 2, c: [new Date(0), undefined, -0] });
    const other = new OfficialWriter(world(), await world().connect(), writer.store);
    const opened = await other.open({ cursor, base: 1 });
    expect(opened).toMatchObject({ revision: 3, delta: true, continues: true, epoch: cursor.epoch });
    const records = await other.client.next("records");
    expect([records["first"], records["last"], records["epoch"]]).toEqual([2, 3, cursor.epoch]);
    expect(other.client.of("snapshot")).toEqual([]);
  });

  test("a store with history, without a cursor or with one of another epoch, comes as a snapshot", async () => {
    const writer = await world().writer();
    await writer.write({ a: 1 });
    for (const cursor of [undefined, { epoch: "no-such-epoch", revision: 1 }]) {
      const other = new OfficialWriter(world(), await world().connect(), writer.store);
      expect(await other.open({ ...(cursor && { cursor }) })).toMatchObject({ delta: false, continues: false, revision: 1 });
      await other.follower.reach(1);
      expect([other.follower.snapshots, other.follower.plain, other.follower.lost]).toEqual([1, { a: 1 }, 0]);
    }
  });

  test("a cursor that the tail does not reach back to comes as a snapshot of the same history", async () => {
    const writer = await world().writer();
    await writer.write({ a: 1 });
    const { cursor } = writer.follower;
    for (let n = 0; (await writer.status())["tailStart"] === 1; n++) await writer.write({ n });
    const other = new OfficialWriter(world(), await world().connect(), writer.store);
    const opened = await other.open({ cursor });
    expect(opened).toMatchObject({ delta: false, continues: true, epoch: cursor.epoch });
    await other.follower.reach(opened["revision"] as number);
    expect([other.follower.snapshots, other.follower.hash]).toEqual([1, writer.follower.hash]);
  });

  test("a source that comes back is told what the hub has of it", async () => {
    const writer = await world().writer();
    await writer.write({ a: 1 });
    await writer.submit(writer.transaction([{ type: "set", path: ["big"], value: "x".repeat(300_000) }]));
    await writer.acknowledged(1);
    expect(await writer.open({ cursor: writer.follower.cursor })).toMatchObject({ expectedSeq: 2, acknowledgedSeq: 1, acknowledgedRevision: 2, voids: [{ seq: 1, count: 1 }] });
  });

  test("a newer connection of a source takes it over: the older is told, and writes no more", async () => {
    const writer = await world().writer();
    const successor = await world().connect();
    await successor.call("Open", { protocol: 1, store: writer.store, role: "remote", source: writer.source, token });
    const { message, ...closed } = await writer.client.next("closed");
    expect(closed).toEqual({ store: writer.store, code: 301, reconnect: false });
    expect(message).toMatch(/took over/);
    expect(errorOf(await writer.submit(writer.sets({ late: 1 }))).code).toBe(204);
    expect(writer.client.closed).toBe(false);
  });

  test("opening again on the same connection ends the earlier subscription in silence, even if it is refused then", async () => {
    const writer = await world().writer();
    await writer.write({ a: 1 });
    await writer.open({ cursor: writer.follower.cursor });
    await writer.write({ b: 2 });
    expect(await writer.status()).toMatchObject({ subscribers: 1 });
    expect(errorOf(await writer.open({ token: "another-token-of-16" })).code).toBe(208);
    expect(errorOf(await writer.status()).code).toBe(204);
    expect(writer.client.of("closed")).toEqual([]);
  });

  test.each<[string, object, { code: number; path?: string; limit?: number }]>([
    ["another protocol", { protocol: 2 }, { code: 201, limit: 1 }],
    ["no protocol", { protocol: null }, { code: 201, limit: 1 }],
    ["a protocol that is no number", { protocol: "1" }, { code: 210, path: "protocol" }],
    ["a store name with a space", { store: "my cart" }, { code: 202 }],
    ["a store name of 129 characters", { store: "s".repeat(129) }, { code: 202 }],
    ["no source", { source: null }, { code: 203 }],
    ["a source with a dot", { source: "a.b" }, { code: 203 }],
    ["a source of 65 characters", { source: "s".repeat(65) }, { code: 203 }],
    ["no role", { role: null }, { code: 209, path: "role" }],
    ["an unknown role", { role: "king" }, { code: 209, path: "role" }],
    ["no token", { token: null }, { code: 210, path: "token" }],
    ["a token that is too short", { token: "short" }, { code: 210, path: "token" }],
    ["a token that is too long", { token: "t".repeat(129) }, { code: 210, path: "token" }],
    ["a negative base", { base: -1 }, { code: 210, path: "base" }],
    ["a cursor without revision", { cursor: { epoch: "e" } }, { code: 210, path: "cursor.revision" }],
    ["a cursor with a long epoch", { cursor: { epoch: "e".repeat(65), revision: 1 } }, { code: 210, path: "cursor.epoch" }],
  ])("%s is refused, and the connection lives on", async (_, change, expected) => {
    const writer = new OfficialWriter(world(), await world().connect(), world().store());
    expect(errorOf(await writer.open(change as Record<string, unknown>))).toMatchObject(expected);
    expect((await writer.open())["error"]).toBeUndefined();
  });

  test("a source belongs to who brings its token", async () => {
    const writer = await world().writer();
    const thief = await world().connect();
    const request = { protocol: 1, store: writer.store, role: "remote", source: writer.source };
    expect(errorOf(await thief.call("Open", { ...request, token: "not-the-same-token" })).code).toBe(208);
    expect(errorOf(await thief.call("Submit", { store: writer.store, ...world().wire.submission([world().wire.encode(writer.sets({ a: 1 })).part]) })).code).toBe(204);
    await writer.submit(writer.sets({ a: 1 }));
    expect(writer.client.of("closed")).toEqual([]);
  });

  test("a connection has at most as many stores open as was announced", async () => {
    const client = await world().connect();
    const most = limits["maxStoresPerConnection"]!;
    const name = world().store();
    const open = (n: number): Promise<Record<string, unknown>> => client.call("Open", { protocol: 1, store: `${name}/${n}`, role: "reader" });
    const opened = await Promise.all(Array.from({ length: most }, (_, n) => open(n)));
    expect(opened.map((result) => result["error"])).toEqual(opened.map(() => undefined));
    expect(errorOf(await open(most))).toMatchObject({ code: 211, limit: most });
    await client.call("Close", { store: `${name}/0` });
    expect((await open(most))["error"]).toBeUndefined();
  });
}
