import * as other from "@virtual-frame/store";
import { describe, expect, test } from "vitest";
import * as ours from "../../src/index.js";

type Api = Pick<typeof ours, "createStore" | "getStore" | "isStoreProxy">;

/**
 * What a user of the other package writes; only the import differs. Left out is what it gets wrong: a handle from a child, arrays in
 * `JSON.stringify`, and its log, whose values change with the state.
 */
async function program({ createStore, getStore, isStoreProxy }: Api): Promise<unknown[]> {
  const seen: unknown[] = [];
  const store = createStore({ sourceId: "me" });
  const handle = getStore(store);
  let told = 0;
  const made: unknown[] = [];
  handle.onOperation((operation) => made.push(structuredClone(operation)));
  const stop = handle.subscribe(() => told++);
  const stopName = handle.subscribe(["user", "name"], () => seen.push("name"));
  store.user = { name: "Ada", tags: ["a"] };
  store.user.name = "Bob";
  store.user.tags.push("b");
  store.count = 1;
  store.count++;
  delete store.gone;
  await Promise.resolve();
  seen.push(told, handle.snapshot(), handle.readPath(["user", "name"]), handle.readPath(["no", "such"]), handle.sourceId, handle.proxy === store);
  seen.push(isStoreProxy(store.user), isStoreProxy({}), store.user === store.user);
  seen.push(handle.log.map(({ type, path, source, seq }) => ({ type, path: [...path], source, seq })).filter(({ type }) => type !== "delete"));
  const sent: unknown[] = [];
  const stopOps = handle.onOperation(({ type, path, value }) => sent.push([type, path, value]));
  store.user.name = "Eve";
  await Promise.resolve();
  stopOps();
  stop();
  stopName();
  store.user.name = "Zoe";
  await Promise.resolve();
  seen.push(sent, told, store.user.tags.length, "name" in store.user, JSON.stringify({ ...store.user, tags: 0 }));
  const peer = createStore({ sourceId: "you" });
  getStore(peer).applyBatch(made as never);
  seen.push(getStore(peer).snapshot());
  handle.destroy();
  return seen;
}

describe("code written for @virtual-frame/store", () => {
  test("runs with another import, and sees the same", async () => {
    expect(await program(ours)).toEqual(await program(other as unknown as Api));
  });

  test("finds all that it may have imported", () => {
    for (const name of Object.keys(other)) expect(Object.keys(ours)).toContain(name);
    const [mine, theirs] = [ours.getStore(ours.createStore()), other.getStore(other.createStore())];
    for (const name of Object.keys(theirs)) expect(name in mine, name).toBe(true);
  });

  test("its operations are taken in", () => {
    const theirs = other.createStore({ sourceId: "them" });
    const mine = ours.createStore();
    const made: unknown[] = [];
    other.getStore(theirs).onOperation((operation) => made.push(structuredClone(operation)));
    theirs["list"] = [1, 2, { a: 1 }];
    theirs["list"].push(3);
    theirs["list"].splice(0, 1);
    theirs["list"][0] = "two";
    theirs["m"] = new Map([["k", new Set([1])]]);
    ours.getStore(mine).applyBatch(made as never);
    expect(ours.getStore(mine).snapshot()).toEqual(other.getStore(theirs).snapshot());
  });
});
