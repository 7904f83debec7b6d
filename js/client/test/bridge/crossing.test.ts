import { describe, expect, test } from "vitest";
import * as Code from "../../src/errors/codes.js";
import { randomOf } from "../hub/randomWrites.js";
import { LibraryClient } from "./libraryClient.js";
import { setUp, writeOne } from "./libraryWrites.js";
import { textOf } from "./text.js";

function channel(quietTime = 5): LibraryClient {
  return new LibraryClient("http://127.0.0.1:9/hub", { store: "nowhere", flushTimeout: 0, quietTime }, false);
}

async function expectSame(client: LibraryClient): Promise<void> {
  await client.sent();
  await client.corrected();
  expect(textOf(client.snapshot())).toBe(textOf(client.ours()));
}

describe("through a real port", () => {
  test("writes that cross leave both with the same", async () => {
    const client = channel();
    client.store["a"] = { n: 0, list: [1, 2, 3] };
    await expectSame(client);
    // in one turn, so that neither has heard of the other
    client.store["a"].n = "library";
    client.bridge.store.a.n = "bridge";
    client.store["a"].list.push("library");
    client.bridge.store.a.list.unshift("bridge");
    client.bridge.store.b = "bridge";
    client.store["b"] = "library";
    await expectSame(client);
    expect(client.ours()).toEqual({ a: { n: "library", list: ["bridge", 1, 2, "library", 3] }, b: "library" });
    await client.dispose();
  });

  test.each([1, 2, 3])("any writes that cross do (seed %i)", async (seed) => {
    const client = channel();
    client.bridge.on("refused", () => undefined);
    const choose = randomOf(seed);
    setUp(client.store);
    await expectSame(client);
    for (let i = 0; i < 100; i++) {
      writeOne(client.store, choose, false);
      const { list, counts, map } = client.bridge.store;
      const writes = [
        () => list.unshift(choose(9)),
        () => list.pop(),
        () => list.sort(),
        () => (counts.n = choose(9)),
        () => (client.bridge.store.tree = { left: { n: 1, items: [] } }),
        () => map.delete(choose(5)),
        () => map.set(choose(5), choose(9)),
      ];
      writes[choose(writes.length)]!();
      if (choose(4) === 0) await client.sent();
      if (choose(20) === 0) await expectSame(client);
    }
    await expectSame(client);
    await client.dispose();
  });

  test("what the port cannot copy throws where it is written, and the next write tells of it", async () => {
    const client = channel();
    const refused: number[] = [];
    client.bridge.on("refused", ({ code }) => refused.push(code));
    client.store["a"] = { b: 1 };
    await expectSame(client);
    expect(() => (client.store["a"].b = () => 1)).toThrow();
    client.store["c"] = 1;
    await expectSame(client);
    expect(client.ours()).toStrictEqual({ a: { b: 1 }, c: 1 });
    expect(refused).toEqual([Code.SequenceGap]);
    await client.dispose();
  });

  test("what it writes without a pause is confirmed when it ends", async () => {
    const client = channel(20);
    client.store["text"] = "";
    for (const letter of "a long text") {
      client.store["text"] += letter;
      await client.sent();
      expect(client.snapshot()).toEqual({ text: client.store["text"] });
    }
    await expectSame(client);
    expect(client.ours()).toEqual({ text: "a long text" });
    await client.dispose();
  });
});
