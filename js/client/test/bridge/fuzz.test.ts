import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as Code from "../../src/errors/codes.js";
import { CuttableProxy } from "../hub/cuttableProxy.js";
import { DotnetClient, hasDotnetClient } from "../hub/dotnetClient.js";
import { hasHub, HubProcess } from "../hub/hubProcess.js";
import { randomOf } from "../hub/randomWrites.js";
import { LibraryClient } from "./libraryClient.js";
import { setUp, writeOne } from "./libraryWrites.js";
import { textOf } from "./text.js";

const runs = Number(process.env["STOREHUB_BRIDGE_RUNS"] ?? 200);
const firstSeed = Number(process.env["STOREHUB_BRIDGE_SEED"] ?? 1);
const takenBack: number[] = [Code.UnsupportedType, Code.ForbiddenKey, Code.InvalidKey];

/** Runs go side by side, each lane with a .NET client of its own that goes from store to store: most of a run is waiting. */
const laneCount = 3;

interface Lane {
  readonly proxies: CuttableProxy[];
  dotnet: DotnetClient | undefined;
}

async function writeAll({ store, bridge }: LibraryClient, choose: (count: number) => number, direct: boolean): Promise<void> {
  await bridge.ready;
  for (let i = 0; i < 8; i++) {
    for (let more = choose(4); more >= 0; more--) writeOne(store, choose, direct);
    if (choose(3) === 0) await pause(choose(4));
    else await Promise.resolve();
  }
}

describe.skipIf(!hasHub || !hasDotnetClient)("three stores of @virtual-frame/store and a .NET client", () => {
  const hub = new HubProcess();
  const lanes: Lane[] = [];

  beforeAll(async () => {
    await hub.start();
    for (let lane = 0; lane < laneCount; lane++) {
      const proxies: CuttableProxy[] = [];
      for (let i = 0; i < 4; i++) proxies.push(await CuttableProxy.start(() => hub.port));
      lanes.push({ proxies, dotnet: undefined });
    }
  });

  afterAll(async () => {
    await Promise.all(lanes.map(({ dotnet }) => dotnet?.dispose()));
    await hub.dispose();
    await Promise.all(lanes.flatMap(({ proxies }) => proxies.map((proxy) => proxy.dispose())));
  });

  /** One run; returns how often connections were cut. */
  async function run(seed: number, lane: Lane): Promise<number> {
    const { proxies } = lane;
    const name = `bridge/${seed}`;
    const choose = randomOf(seed);
    const directs = [0, 1, 2].map((i) => (seed + i) % 2 === 0);
    const options = { store: name, reconnectDelay: 5, maxReconnectDelay: 50, quietTime: 10, protocol: seed % 3 === 0 ? "json" : "messagepack" } as const;
    // the first has been written to before it is connected
    const clients = directs.map((direct, i) => new LibraryClient(proxies[i]!.url, options, direct, i === 0 ? setUp : undefined));
    const bad: unknown[] = [];
    for (const { bridge } of clients) {
      bridge.on("lost", (what) => bad.push(what));
      bridge.on("refused", (what) => takenBack.includes(what.code) || bad.push(what));
    }
    const [first] = clients as [LibraryClient];
    await Promise.all(clients.map(({ bridge }) => bridge.ready));
    await first.sent();
    await first.bridge.whenAcknowledged();
    for (const { bridge } of clients) await bridge.hub.whenSettled(first.bridge.hub.acknowledgedRevision);
    for (const client of clients) await client.corrected();
    lane.dotnet?.leaveFor(name, seed, 8);
    const dotnet = (lane.dotnet ??= new DotnetClient(proxies[3]!.url, name, "messagepack", seed, 8));
    const work = Promise.all([...clients.map((client, i) => writeAll(client, randomOf(seed * 10 + i), directs[i]!)), dotnet.next()]);
    const cuts = 1 + choose(3);
    for (let i = 0; i < cuts; i++) {
      await pause(choose(8));
      proxies[choose(proxies.length)]!.cut();
    }
    expect((await work).at(-1)).toBe("acknowledged");
    for (const client of clients) await client.sent();
    await Promise.all(clients.map(({ bridge }) => bridge.whenAcknowledged()));
    const { revision } = await lastOf(clients);
    const hash = first.bridge.hub.stateHash();
    const shown = textOf(first.ours());
    expect(await dotnet.settle(revision)).toEqual({ hash, pending: 0 });
    for (const client of clients) {
      await client.corrected();
      expect(client.bridge.hub.stateHash()).toBe(hash);
      expect(client.bridge.pendingCount).toBe(0);
      expect(textOf(client.ours())).toBe(shown);
      expect(textOf(client.snapshot())).toBe(shown);
    }
    expect(bad).toEqual([]);
    await Promise.all(clients.map((client) => client.dispose()));
    return cuts;
  }

  test(`have the same after each of ${runs} random runs with disconnects`, { timeout: 600_000 }, async () => {
    console.log(`seeds ${firstSeed} to ${firstSeed + runs - 1}; STOREHUB_BRIDGE_SEED and STOREHUB_BRIDGE_RUNS choose others`);
    let cuts = 0;
    let seed = firstSeed;
    const runAll = async (lane: Lane): Promise<void> => {
      while (seed < firstSeed + runs) {
        const mine = seed++;
        const cut = await run(mine, lane).catch((error: unknown) => {
          throw new Error(`The run of seed ${mine} failed.`, { cause: error });
        });
        cuts += cut;
      }
    };
    await Promise.all(lanes.map(runAll));
    expect(cuts).toBeGreaterThanOrEqual(runs);
  });
});

/** The last revision that anybody has, and all have it settled. */
async function lastOf(clients: readonly LibraryClient[]): Promise<{ revision: number }> {
  let revision = -1;
  for (;;) {
    const most = Math.max(...clients.map(({ bridge: { hub } }) => Math.max(hub.revision, hub.acknowledgedRevision)));
    if (most === revision) return { revision };
    revision = most;
    await Promise.all(clients.map(({ bridge }) => bridge.hub.whenSettled(revision)));
  }
}
