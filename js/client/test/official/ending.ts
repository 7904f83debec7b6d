import { HttpTransportType } from "@microsoft/signalr";
import { expect, test } from "vitest";
import { CuttableProxy } from "../hub/cuttableProxy.js";
import { errorOf, OfficialWriter, token, type World } from "./world.js";

/** The admin token of the hub that is tested. */
export const adminToken = "an-admin-token-for-tests";

/** What ends subscriptions and connections, and how clients come back. */
export function endingTests(world: () => World): void {
  test("a store that an administrator deletes is closed for good, and its name begins anew", async () => {
    const writer = await world().writer();
    await writer.write({ a: 1 });
    const response = await fetch(new URL(`/admin/stores/${writer.store}`, world().hub.url), { method: "DELETE", headers: { Authorization: `Bearer ${adminToken}` } });
    expect(response.status).toBe(204);
    const { message, ...closed } = await writer.client.next("closed");
    expect(closed).toEqual({ store: writer.store, code: 307, reconnect: false });
    expect(message).toMatch(/deleted/);
    expect(errorOf(await writer.submit(writer.sets({ b: 2 }))).code).toBe(204);
    expect(await writer.open()).toMatchObject({ revision: 0, delta: true, expectedSeq: 0 });
  });

  test("who reconnects by itself has nothing open, and resumes from its cursor by delta", async () => {
    const proxy = await CuttableProxy.start(() => world().hub.port);
    try {
      const client = await world().connect({ reconnect: Array.from({ length: 100 }, () => 20) }, proxy.url);
      const writer = new OfficialWriter(world(), client, world().store());
      await writer.open();
      await writer.write({ a: 1 });
      const other = await world().writer(writer.store);
      const sent = writer.sets({ b: 2 });
      // whether it arrives is not known
      const lost = writer.submit(sent).then(() => undefined, () => undefined);
      proxy.sever();
      await lost;
      await other.write({ c: 3 });
      proxy.restore();
      await client.until(() => client.reconnects > 0);
      expect(errorOf(await writer.status()).code).toBe(204);
      const opened = await writer.open({ cursor: writer.follower.cursor });
      expect(opened).toMatchObject({ delta: true, continues: true });
      expect([1, 2]).toContain(opened["expectedSeq"]);
      expect(await writer.submit(sent)).toEqual({ sequencedSeq: 1, expectedSeq: 2 });
      await writer.acknowledged(1);
      await writer.follower.reach(3);
      expect([writer.follower.plain, writer.follower.snapshots]).toEqual([{ a: 1, b: 2, c: 3 }, 0]);
      expect((await writer.status(true))["stateHash"]).toBe(writer.follower.hash);
    } finally {
      await world().end();
      await proxy.dispose();
    }
  });

  test("a frame over the limit ends its connection, which may come back, and no other", async () => {
    const neighbour = await world().writer();
    const tooLong = { protocol: 1, store: world().store(), role: "reader", source: "x".repeat(1_100_000), token };
    const once = await world().connect();
    await expect(once.raw("Open", tooLong)).rejects.toThrow();
    await once.until(() => once.closed);
    // the official client comes back only where the hub's last message allows it
    const again = await world().connect({ reconnect: Array.from({ length: 100 }, () => 20) });
    await expect(again.raw("Open", tooLong)).rejects.toThrow();
    await again.until(() => again.reconnects === 1);
    expect((await again.call("Open", { protocol: 1, store: neighbour.store, role: "reader" }))["error"]).toBeUndefined();
    await neighbour.write({ unaffected: true });
    expect(neighbour.client.closed).toBe(false);
    expect((await again.next("records"))["store"]).toBe(neighbour.store);
  });

  test("a frame that cannot be read ends its connection, and no other", async () => {
    const neighbour = await world().writer();
    const json = world().name === "json";
    const deep = `{"type":1,"target":"Open","arguments":[${"[".repeat(70)}${"]".repeat(70)}]}\u001e`;
    const broken = json
      ? ["no JSON\u001e", '{"type":1,\u001e', deep, '{"type":"one"}\u001e']
      : [new Uint8Array([3, 0xc1, 0xc1, 0xc1]), new Uint8Array([2, 0x91, 0x01]), new Uint8Array([0xff, 0xff, 0xff, 0xff, 0x0f]), new Uint8Array([4, 0xdd, 0xff, 0xff, 0xff])];
    for (const frame of broken) {
      const client = await world().connect();
      const { connection } = client.connection as unknown as { connection: { send(frame: string | Uint8Array): Promise<void> } };
      await connection.send(frame);
      await client.until(() => client.closed);
    }
    await neighbour.write({ unaffected: true });
    expect(neighbour.client.closed).toBe(false);
  });

  test.each([HttpTransportType.ServerSentEvents, HttpTransportType.LongPolling])("whatever else SignalR negotiates works too: %s", async (transport) => {
    // events that a server sends are text
    if (transport === HttpTransportType.ServerSentEvents && world().name === "messagepack") {
      await expect(world().connect({ transport })).rejects.toThrow(/Binary/);
      return;
    }
    const writer = await world().writer(undefined, { transport });
    await writer.write({ text: "grün" });
    expect((await writer.status(true))["stateHash"]).toBe(writer.follower.hash);
  });
}
