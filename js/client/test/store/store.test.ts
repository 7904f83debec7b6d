import { describe, expect, test, vi } from "vitest";
import * as Code from "../../src/errors/codes.js";
import { createStore, getStore, isStoreProxy, type Operation, type Scalar, StoreError } from "../../src/index.js";

function codeOf(action: () => unknown): number {
  try {
    action();
  } catch (error) {
    if (error instanceof StoreError) return error.code;
    throw error;
  }
  throw new Error("Nothing was refused.");
}

describe("batches", () => {
  test("what is written in one synchronous run is one transaction, and its observers are told once", async () => {
    const store = createStore();
    const told: (readonly (readonly Scalar[])[])[] = [];
    getStore(store).subscribe((paths) => told.push(paths));
    store.a = 1;
    store.b = { c: 2 };
    store.b.c = 3;
    expect(told).toEqual([]);
    await Promise.resolve();
    expect(told).toEqual([[["a"], ["b"], ["b", "c"]]]);
    store.a = 2;
    await Promise.resolve();
    expect(told).toHaveLength(2);
    expect(getStore(store).log.map(({ ts, seq }) => [ts === getStore(store).log[0]!.ts, seq])).toEqual([[true, 0], [true, 1], [true, 2], [false, 3]]);
  });

  test("an explicit one is told of when it returns", () => {
    const store = createStore();
    const handle = getStore(store);
    let told = 0;
    handle.subscribe(() => told++);
    store.before = 1;
    expect(handle.batch(() => ((store.a = 1), (store.b = 2)))).toBe(2);
    expect(told).toBe(2);
    expect(new Set(handle.log.map(({ ts }) => ts)).size).toBe(2);
  });

  test("one that throws has written nothing, nested ones neither, and the seqs go on without a gap", () => {
    const store = createStore();
    const handle = getStore(store);
    store.list = [1];
    expect(() =>
      handle.batch(() => {
        store.list.push(2);
        handle.batch(() => (store.x = 1));
        throw new Error("stop");
      }),
    ).toThrow("stop");
    expect(store).toEqual({ list: [1] });
    handle.batch(() => {
      store.y = 1;
      expect(() => handle.batch(() => ((store.z = 1), store.f(1)))).toThrow(TypeError);
    });
    expect(store).toEqual({ list: [1], y: 1 });
    expect(handle.log.map(({ seq }) => seq)).toEqual([0, 1]);
  });

  test("one cannot be asynchronous, nor take in operations from elsewhere", () => {
    const store = createStore();
    const handle = getStore(store);
    expect(codeOf(() => handle.batch(async () => void (store.a = await Promise.resolve(1))))).toBe(Code.MalformedTransaction);
    expect(codeOf(() => handle.batch(() => ((store.b = 1), handle.batch(() => Promise.resolve()))))).toBe(Code.MalformedTransaction);
    expect(codeOf(() => handle.batch(() => handle.applyBatch([])))).toBe(Code.MalformedTransaction);
    expect(store).toEqual({});
  });

  test("a run that writes more than a transaction holds becomes several; an explicit batch is refused as a whole", async () => {
    const store = createStore();
    const handle = getStore(store);
    for (let i = 0; i < 10_001; i++) store.n = i;
    await Promise.resolve();
    expect(new Set(handle.log.map(({ ts }) => ts)).size).toBe(2);
    expect(
      codeOf(() =>
        handle.batch(() => {
          for (let i = 0; i < 10_001; i++) store.m = i;
        }),
      ),
    ).toBe(Code.TransactionTooLarge);
    expect("m" in store).toBe(false);
  });
});

describe("subscriptions", () => {
  test("are told of what is at, above or below their path, and of nothing else", () => {
    const store = createStore();
    const handle = getStore(store);
    store.user = { name: "Ada", tags: new Map([["k", { n: 1 }]]) };
    store.list = [{ n: 1 }, { n: 2 }];
    handle.flush();
    const told: string[] = [];
    for (const path of [["user"], ["user", "name"], ["user", "tags", "k", "n"], ["list", 1, "n"], ["list", 0], ["nothing", "there"]]) {
      handle.subscribe(path, () => told.push(path.join(".")));
    }
    const after = (action: () => void): string[] => {
      told.length = 0;
      action();
      handle.flush();
      return [...told];
    };
    expect(after(() => (store.user.name = "Bob"))).toEqual(["user", "user.name"]);
    expect(after(() => (store.user.tags.get("k").n = 2))).toEqual(["user", "user.tags.k.n"]);
    expect(after(() => store.user.tags.set("other", 1))).toEqual(["user"]);
    expect(after(() => (store.user = {}))).toEqual(["user", "user.name", "user.tags.k.n"]);
    expect(after(() => (store.list[1].n = 3))).toEqual(["list.1.n"]);
    expect(after(() => (store.list[0].n = 3))).toEqual(["list.0"]);
    expect(after(() => store.list.push(1))).toEqual(["list.1.n", "list.0"]);
    expect(after(() => (store.other = 1))).toEqual([]);
    expect(after(() => (store.nothing = 1))).toEqual(["nothing.there"]);
  });

  test("end when asked to, also from within, and one that throws harms nobody", () => {
    const error = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const store = createStore();
    const handle = getStore(store);
    const told: string[] = [];
    handle.subscribe(() => {
      throw new Error("mine");
    });
    const stop = handle.subscribe(() => (told.push("a"), stop(), stopB()));
    const stopB = handle.subscribe(() => told.push("b"));
    handle.subscribe([], () => told.push("c"));
    handle.batch(() => (store.x = 1));
    handle.batch(() => (store.x = 2));
    expect(told).toEqual(["a", "c", "c"]);
    expect(error).toHaveBeenCalledTimes(2);
    error.mockRestore();
  });

  test("a subscriber may write; it is told of that next", () => {
    const store = createStore();
    const handle = getStore(store);
    const seen: number[] = [];
    handle.subscribe(["n"], () => {
      seen.push(store.n);
      if (store.n < 3) handle.batch(() => store.n++);
    });
    handle.batch(() => (store.n = 0));
    expect(seen).toEqual([0, 1, 2, 3]);
  });
});

describe("handles", () => {
  test("readPath gives plain data, the same as long as it does not change", () => {
    const store = createStore();
    const handle = getStore(store);
    store.list = [{ n: 1, m: new Map([[1, new Set([new Date(1)])]]) }];
    const read = handle.readPath(["list", 0]);
    expect(isStoreProxy(read)).toBe(false);
    expect(read).toEqual({ n: 1, m: new Map([[1, new Set([new Date(1)])]]) });
    store.other = 1;
    store.list[0].n = 1;
    expect(handle.readPath(["list", 0])).toBe(read);
    store.list[0].n = 2;
    expect(handle.readPath(["list", 0])).toEqual({ n: 2, m: new Map([[1, new Set([new Date(1)])]]) });
    store.list.unshift(5);
    expect(handle.readPath(["list", 0])).toBe(5);
    expect([handle.readPath(["list", 0, "x"]), handle.readPath(["nope", "deep"]), handle.readPath(["list", "length"])]).toEqual([undefined, undefined, undefined]);
    expect(handle.readPath([])).toEqual(handle.snapshot());
  });

  test("increment adds, and paths may have numbers for an object's keys", () => {
    const store = createStore();
    const handle = getStore(store);
    store.a = { 7: 1, list: [1, 2] };
    handle.increment(["a", 7], 2.5);
    handle.increment(["a", "list", 1]);
    expect(store.a).toEqual({ 7: 3.5, list: [1, 3] });
  });

  test("snapshot is the caller's own", () => {
    const store = createStore();
    store.a = { b: [1] };
    const copy = getStore(store).snapshot() as { a: { b: number[] } };
    copy.a.b.push(2);
    expect(store.a.b).toEqual([1]);
  });

  test("operations are plain data with identities beside them, and mean the same to another store", () => {
    const [a, b] = [createStore({ sourceId: "a" }), createStore()];
    const made: Operation[] = [];
    getStore(a).onOperation((operation) => made.push(structuredClone(operation)));
    a.list = [1, { x: 1 }];
    a.list[1].x = 2;
    a.list.unshift(0);
    a.m = new Map([["k", new Set([1])]]);
    a.m.get("k").add(2);
    expect(made).toEqual([]);
    getStore(a).flush();
    expect(made[1]).toMatchObject({ source: "a", seq: 1, type: "set", path: ["list", 1, "x"], value: 2, anchors: { path: [null, "a:0:1", null] } });
    expect(made[4]).toMatchObject({ type: "set-add", path: ["m", "k"], value: 2 });
    // in whatever order, and more than once
    getStore(b).applyBatch([...made].reverse());
    getStore(b).apply(made[0]!);
    expect(b).toEqual(a);
    expect(getStore(b).log).toEqual(made);
  });

  test("operations of the other package, which have no identities, are taken in", () => {
    const store = createStore();
    getStore(store).applyBatch([
      { ts: 1, source: "x", seq: 0, type: "set", path: ["l"], value: [1, 2, 3] },
      { ts: 2, source: "x", seq: 1, type: "set", path: ["l", "1"], value: "two" },
      { ts: 3, source: "x", seq: 2, type: "splice", path: ["l"], index: 0, deleteCount: 1, items: [] },
      { ts: 4, source: "x", seq: 3, type: "set", path: ["l", "length"], value: 1 },
    ]);
    expect(store).toEqual({ l: ["two"] });
  });

  test.each([
    [{ ts: NaN, source: "x", seq: 0, type: "set", path: ["a"] }, Code.InvalidTimestamp],
    [{ ts: 1, source: "!", seq: 0, type: "set", path: ["a"] }, Code.InvalidSource],
    [{ ts: 1, source: "x", seq: -1, type: "set", path: ["a"] }, Code.MalformedOperation],
    [{ ts: 1, source: "x", seq: 0, type: "explode", path: ["a"] }, Code.MalformedOperation],
    [{ ts: 1, source: "x", seq: 0, type: "set", path: [] }, Code.InvalidPath],
    [{ ts: 1, source: "x", seq: 0, type: "set", path: ["__proto__", "x"], value: 1 }, Code.ForbiddenKey],
    [{ ts: 1, source: "x", seq: 0, type: "set", path: ["a"], value: () => 1 }, Code.UnsupportedType],
    [null, Code.MalformedOperation],
  ])("the operation %j is refused, and nothing of its batch is taken", (bad, code) => {
    const store = createStore();
    const good = { ts: 1, source: "y", seq: 0, type: "set", path: ["ok"], value: 1 } as const;
    expect(codeOf(() => getStore(store).applyBatch([good, bad as unknown as Operation]))).toBe(code);
    expect(store).toEqual({});
  });

  test("a destroyed store is read and not written, and tells nobody", () => {
    const store = createStore();
    let told = 0;
    getStore(store).subscribe(() => told++);
    store.a = 1;
    getStore(store).destroy();
    getStore(store).destroy();
    expect(told).toBe(1);
    expect(store.a).toBe(1);
    expect(codeOf(() => (store.a = 2))).toBe(Code.ClosedByClient);
  });

  test("what is no store is told so, and a source must be a name", () => {
    expect(() => getStore({})).toThrow(TypeError);
    expect([isStoreProxy({}), isStoreProxy(1), isStoreProxy(null)]).toEqual([false, false, false]);
    expect(codeOf(() => createStore({ sourceId: "a b" }))).toBe(Code.InvalidSource);
    expect(getStore(createStore({ sourceId: "me" })).sourceId).toBe("me");
  });

  test("a declared type is checked", () => {
    const store = createStore<{ todos?: { text: string }[] }>();
    store.todos = [{ text: "x" }];
    // @ts-expect-error a number is no text
    store.todos[0].text = 1;
    expect(getStore<{ todos?: { text: string }[] }>(store).proxy.todos?.[0]?.text).toBe(1);
  });
});
