import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { hasHub, HubProcess } from "../hub/hubProcess.js";
import { adminToken, endingTests } from "./ending.js";
import { followingTests } from "./following.js";
import { openingTests } from "./opening.js";
import { methods, targets, type WireName } from "./page.js";
import { submittingTests } from "./submitting.js";
import { maxRetainedTopics, topicTests } from "./topics.js";
import { errorOf, token, World } from "./world.js";

/** What cannot be had of a hub from outside, and what tests it instead. */
const exceptions: Readonly<Record<string, string>> = {
  "call 214": "wants a disk that is full: FullDiskTests",
  "call 299": "wants a fault inside of the hub",
  "call 307": "is there only between a deletion and the frame that tells of it: StoreRegistryTests",
  "call 306": "wants a log that fails: HubStoreTests",
  "closed 306": "wants a log that fails: HubStoreTests",
  "event: missed": "wants a subscriber that is slow: SlowSubscriberTests",
  "record forget": "wants an hour: ForgetTests",
};

/** What one of the wires cannot carry, or knows as a frame that does not read. */
const exceptionsOf: Readonly<Record<WireName, Readonly<Record<string, string>>>> = {
  json: { "call 111": "JSON has no number that is not finite" },
  messagepack: Object.fromEntries(["call 101", "call 104", "call 110"].map((name) => [name, "bytes that hold no value are malformed: 210"])),
};

/** A short tail, so that it ends soon; small chunks, so that there are many. */
const settings = ["MaxTailOperations=50", "SnapshotChunkBytes=100", "FloorStep=1", `MaxRetainedTopics=${maxRetainedTopics}`, `AdminToken=${adminToken}`].flatMap((setting) => ["--set", `StoreHub:${setting}`]);

test("the page lists what it should", () => {
  expect([...methods.keys()]).toEqual(expect.arrayContaining(["Open", "Submit", "Report", "Status", "Close"]));
  expect([...targets.keys()]).toEqual(expect.arrayContaining(["records", "snapshot", "ack", "closed"]));
  expect([...methods.get("Status")!.request.keys()]).toEqual(["store", "hash"]);
  expect(targets.get("ack")!.get("voids")).toBe("array of `{seq, count, reason?}`");
});

describe.skipIf(!hasHub).each<WireName>(["json", "messagepack"])("the official packages with the %s protocol", (name) => {
  const hub = new HubProcess();
  let world!: World;

  beforeAll(async () => {
    await hub.start(...settings);
    world = new World(name, hub);
  });

  afterEach(() => world.end());

  afterAll(() => hub.dispose());

  const now = (): World => world;
  openingTests(now);
  submittingTests(now);
  followingTests(now);
  endingTests(now);
  topicTests(now);

  test("a hub that is full says so, and one that shuts down tells everybody", async () => {
    const small = await new HubProcess().start("--set", "StoreHub:MaxStores=2");
    try {
      const client = await world.connect({}, small.url);
      const open = (store: string): Promise<Record<string, unknown>> => client.call("Open", { protocol: 1, store, role: "remote", source: "s", token });
      await open("one");
      await open("two");
      expect(errorOf(await open("three"))).toMatchObject({ code: 212, limit: 2 });
      // calls wait at the hub all the time, so that some are answered while it drains
      let refused: number | undefined;
      const asking = Array.from({ length: 8 }, async () => {
        while (refused === undefined) {
          const { error } = (await open("two")) as { error?: { code: number } };
          refused ??= error?.code;
        }
      });
      const ended = small.terminate();
      const { message, ...closed } = await client.next("closed", ({ store }) => store === "one");
      expect(closed).toEqual({ store: "one", code: 302, reconnect: true });
      expect(message).toMatch(/shutting down/);
      await Promise.all(asking);
      expect(refused).toBe(302);
      await client.until(() => client.closed);
      expect(await ended).toBe(0);
    } finally {
      await small.dispose();
    }
  });

  test("every method, target, field, error and kind of record of the page was met", () => {
    expect(world.coverage.missing({ ...exceptions, ...exceptionsOf[name] })).toEqual([]);
  });
});
