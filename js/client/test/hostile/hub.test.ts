import { request } from "node:http";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { connectHub, type HubHandle } from "../../src/hub.js";
import { createStore, getStore, type StoreProxy } from "../../src/index.js";
import { hasHub, HubProcess } from "../hub/hubProcess.js";
import { whenPlaced } from "../hub/waiting.js";
import type { WireName } from "../official/page.js";
import { OfficialClient } from "../official/officialClient.js";
import { Coverage } from "../official/coverage.js";
import { token } from "../official/world.js";
import { Canary, forbidden, own } from "./canary.js";

const app = "https://app.example.org";

describe.skipIf(!hasHub)("a hub among enemies", () => {
  const hub = new HubProcess();
  /** Two stores of a friendly page, one of them the attackers' too. */
  const stores: StoreProxy[] = [createStore(), createStore(), createStore(), createStore()];
  let handles: HubHandle[];
  let canary: Canary;
  let round = 0;

  beforeAll(async () => {
    await hub.start("--set", `StoreHub:AllowedOrigins:0=${app}`);
    handles = stores.map((store, i) => connectHub(store, hub.url, { store: i < 2 ? "friends" : "attacked", protocol: i % 2 ? "json" : "messagepack" }));
    await Promise.all(handles.map(({ ready }) => ready));
  });

  beforeEach(() => {
    canary = new Canary();
  });

  /** Friends still write and read, in both stores and on both wires, and have the hub's state. */
  afterEach(async () => {
    round++;
    for (const i of [0, 2]) {
      const [store, handle, other] = [stores[i]!, handles[i]!, handles[i + 1]!];
      store.round = round;
      await whenPlaced(handle);
      const revision = handle.acknowledgedRevision;
      await Promise.all([handle, other].map((one) => one.whenSettled(revision)));
      expect(stores[i + 1]!.round).toBe(round);
      const text = JSON.stringify(getStore(store).snapshot());
      expect(text).not.toContain("polluted");
    }
    expect(handles.map(({ status }) => status.state)).toEqual(handles.map(() => "live"));
    canary.isWell();
  });

  afterAll(async () => {
    await Promise.all((handles ?? []).map((handle) => handle.close()));
    await hub.dispose();
  });

  describe.each<WireName>(["json", "messagepack"])("over %s", (wire) => {
    async function attacker(): Promise<OfficialClient> {
      const client = await OfficialClient.connect(hub.url, new Coverage(wire));
      await client.call("Open", { protocol: 1, store: "attacked", role: "remote", source: `evil-${wire}`, token });
      return client;
    }

    test.each(forbidden)("%s in every place of a message", async (key) => {
      const client = await attacker();
      const hostile = own(key, { polluted: true });
      for (const method of ["Open", "Submit", "Report", "Status", "Close"]) {
        expect(await client.raw(method, { ...hostile, ...own(key, 1) })).toHaveProperty("error");
        expect(await client.raw(method, { store: hostile })).toHaveProperty("error");
        // keys that a message does not have are passed over
        if (method !== "Close") expect(await client.raw(method, { store: "attacked", transactions: [hostile], cursor: hostile, base: hostile, hash: hostile, protocol: hostile })).toHaveProperty("error");
      }
      await client.stop();
    });

    test("whatever arguments come, each call is answered", async () => {
      const client = await attacker();
      const odd = fc.oneof(fc.constantFrom<unknown>(null, -1, 0.5, 2 ** 60, 1e300, "", "attacked", "a b", [], {}, [[]], "\ud800", "x".repeat(5000)), fc.jsonValue({ maxDepth: 5 }));
      const fields = ["protocol", "store", "role", "source", "token", "cursor", "base", "transactions", "data", "hash"];
      const request = fc.oneof(
        { weight: 1, arbitrary: odd },
        {
          weight: 5,
          arbitrary: fc.tuple(fc.constantFrom(...fields), odd, fc.uint8Array({ maxLength: 50 })).map(([name, value, bytes]) => ({
            protocol: 1, store: "attacked", role: "remote", source: `evil-${wire}`, token, base: 0, data: bytes, transactions: [{ ops: [value] }], [name]: value,
          })),
        },
      );
      let refused = 0;
      await fc.assert(
        fc.asyncProperty(fc.constantFrom("Open", "Submit", "Report", "Status", "Close"), request, async (method, message) => {
          const result = await client.raw(method, message);
          if ("error" in result) {
            const { code, message: text } = result["error"] as { code: number; message: string };
            expect(code).toBeGreaterThan(100);
            expect(code).not.toBe(299);
            expect(text).not.toBe("");
            refused++;
          }
        }),
        { numRuns: 400 },
      );
      expect(refused).toBeGreaterThan(100);
      expect(client.closed).toBe(false);
      await client.stop();
    });

    test("frames of random bytes, bad UTF-8 and wrong lengths end their connection at most", async () => {
      const text = (content: string): Uint8Array => new TextEncoder().encode(`${content}\u001e`);
      const frames: (string | Uint8Array)[] = [
        ...fc.sample(fc.uint8Array({ minLength: 1, maxLength: 200 }), { numRuns: 10, seed: 20261127 }),
        new Uint8Array([0xff, 0xfe, 0x1e]),
        new Uint8Array([...text('{"type":1,"target":"Open","arguments":["').slice(0, -1), 0xc3, 0x28, ...text('"]}')]),
        text(`{"type":1,"target":"Open","arguments":[${'{"a":'.repeat(2000)}1${"}".repeat(2000)}]}`),
        new Uint8Array([0x80, 0x80, 0x80, 0x80, 0x80, 0x80]),
        new Uint8Array(900_000).fill(0x91),
      ];
      for (const frame of frames) {
        const client = await attacker();
        const { connection } = client.connection as unknown as { connection: { send(frame: string | Uint8Array): Promise<void> } };
        await connection.send(frame);
        // the hub may wait for the rest of a frame: then the client leaves before it is there
        await client.stop();
      }
    });

    test("a thousand calls at once, of which none is sound, and leaving before they are answered", async () => {
      const client = await attacker();
      const calls = Array.from({ length: 1000 }, (_, i) => client.raw("Submit", { store: "attacked", transactions: [{ ops: [{ ts: i }] }], data: new Uint8Array([i]) }));
      expect((await calls[0]!)["error"]).toBeDefined();
      const settled = Promise.allSettled(calls);
      await client.stop();
      await settled;
    });
  });

  /** The status with which the hub answers a page of an origin. */
  function answer(origin: string | undefined, path: string, method: string, headers: Record<string, string> = {}): Promise<number> {
    return new Promise((resolve, reject) => {
      const call = request({ host: "127.0.0.1", port: hub.port, path, method, headers: { ...headers, ...(origin !== undefined && { Origin: origin }) } });
      call.once("response", (response) => {
        response.destroy();
        resolve(response.statusCode!);
      });
      call.once("upgrade", (response, socket) => {
        socket.destroy();
        resolve(response.statusCode!);
      });
      call.once("error", reject);
      call.end();
    });
  }

  const upgrade = { Connection: "Upgrade", Upgrade: "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==" };

  test.each([
    "https://evil.example.org", "http://app.example.org", `${app}.evil.org`, `${app}:8443`, `https://evil.org/${app}`, "https://sub.app.example.org", "null", "file://", "https://", "app.example.org", `${app}, ${app}`, "*",
  ])("a page of %s gets 403, however it asks", async (origin) => {
    expect(await answer(origin, "/hub", "GET", upgrade)).toBe(403);
    expect(await answer(origin, "/hub/negotiate?negotiateVersion=1", "POST")).toBe(403);
    expect(await answer(origin, "/hub/negotiate?negotiateVersion=1", "OPTIONS", { "Access-Control-Request-Method": "POST" })).toBe(403);
    expect(await answer(origin, "/hub?id=guessed", "GET", { Accept: "text/event-stream" })).toBe(403);
    await expect(OfficialClient.connect(hub.url, new Coverage("json"), { headers: { Origin: origin } })).rejects.toThrow();
  });

  test.each([app, undefined, "own"])("a page of %s is let in", async (origin) => {
    const from = origin === "own" ? `http://127.0.0.1:${hub.port}` : origin;
    expect(await answer(from, "/hub", "GET", upgrade)).toBe(101);
    expect(await answer(from, "/hub/negotiate?negotiateVersion=1", "POST")).toBe(200);
    const client = await OfficialClient.connect(hub.url, new Coverage("json"), { ...(from !== undefined && { headers: { Origin: from } }) });
    expect((await client.call("Open", { protocol: 1, store: "friends", role: "reader" }))["error"]).toBeUndefined();
    await client.stop();
  });
});
