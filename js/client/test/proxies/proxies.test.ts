import { describe, expect, test } from "vitest";
import * as Code from "../../src/errors/codes.js";
import { createStore, getStore, isStoreProxy, StoreError } from "../../src/index.js";

function refusal(action: () => unknown): StoreError {
  try {
    action();
  } catch (error) {
    if (error instanceof StoreError) return error;
    throw error;
  }
  throw new Error("Nothing was refused.");
}

describe("objects", () => {
  test("read and write as plain ones do", () => {
    const store = createStore();
    store.user = { name: "Ada", tags: ["x"] };
    store.user.age = 36;
    expect(store).toEqual({ user: { name: "Ada", tags: ["x"], age: 36 } });
    expect(JSON.stringify(store)).toBe('{"user":{"name":"Ada","tags":["x"],"age":36}}');
    expect({ ...store.user }).toEqual({ name: "Ada", tags: ["x"], age: 36 });
    expect(Object.keys(store.user)).toEqual(["name", "tags", "age"]);
    expect("name" in store.user).toBe(true);
    expect("nope" in store.user).toBe(false);
    expect(Object.hasOwn(store.user, "age")).toBe(true);
    delete store.user.age;
    expect("age" in store.user).toBe(false);
    const { name, ...rest } = store.user;
    expect([name, rest]).toEqual(["Ada", { tags: ["x"] }]);
    expect(store.user.hasOwnProperty("name")).toBe(true);
    expect(Object.getPrototypeOf(store.user)).toBe(Object.prototype);
    expect(`${store.user}`).toBe("[object Object]");
  });

  test("a proxy is the same for as long as something of its kind stands there", async () => {
    const store = createStore();
    store.user = { name: "Ada" };
    const { user } = store;
    await Promise.resolve();
    expect(store.user).toBe(user);
    expect(isStoreProxy(user)).toBe(true);
    expect(getStore(user).proxy).toBe(store);
    store.user = [1];
    expect(Array.isArray(store.user)).toBe(true);
    expect(user.name).toBeUndefined();
    expect(refusal(() => (user.name = "x"))).toMatchObject({ code: Code.ParentMissing, path: "user" });
  });

  test("values are copied in, proxies too", () => {
    const store = createStore();
    const mine = { list: [1] };
    store.a = mine;
    mine.list.push(2);
    expect(store.a.list).toEqual([1]);
    store.b = store.a;
    store.b.list.push(3);
    expect(store.a.list).toEqual([1]);
    expect(store.b).not.toBe(store.a);
    store.c = { inner: store.b };
    store.b.list.push(4);
    expect(store.c).toEqual({ inner: { list: [1, 3] } });
    const when = new Date(5);
    store.when = when;
    when.setTime(6);
    store.when.setTime(7);
    expect(store.when.getTime()).toBe(5);
  });

  test("assigning what stands there already writes nothing", async () => {
    const store = createStore();
    store.a = { l: [1, 2] };
    await Promise.resolve();
    const { length } = getStore(store).log;
    store.a = store.a;
    store.a.l = store.a.l;
    expect(getStore(store).log).toHaveLength(length);
  });

  test("nothing reaches prototypes", () => {
    const store = createStore();
    store.user = {};
    for (const key of ["__proto__", "constructor", "prototype"]) {
      expect(refusal(() => (store.user[key] = { polluted: 1 })).code).toBe(Code.ForbiddenKey);
      expect(store.user[key]).toBeUndefined();
      expect(refusal(() => (store.x = JSON.parse(`{"${key}":{"polluted":1}}`))).code).toBe(Code.ForbiddenKey);
    }
    expect(() => (store.user.constructor.prototype.polluted = 1)).toThrow(TypeError);
    expect(refusal(() => Object.defineProperty(store, "__proto__", { value: 1, writable: true, enumerable: true, configurable: true })).code).toBe(Code.ForbiddenKey);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
    expect(Object.keys(store)).toEqual(["user"]);
  });

  test("a refusal names the place and the limit, and leaves nothing behind", () => {
    const store = createStore();
    store.user = { items: [{}] };
    expect(refusal(() => (store.user.items[0].f = () => 1))).toMatchObject({ code: Code.UnsupportedType, path: "user.items[0].f" });
    expect(refusal(() => (store.user.a = { b: [1, Symbol("s")] }))).toMatchObject({ code: Code.UnsupportedType, path: "user.a.b[1]" });
    const cycle: { self?: unknown } = {};
    cycle.self = cycle;
    expect(refusal(() => (store.user.c = cycle))).toMatchObject({ code: Code.Cycle, path: "user.c.self" });
    expect(refusal(() => (store.user.big = "x".repeat(262_145)))).toMatchObject({ code: Code.TooLarge, path: "user.big", limit: 262_144 });
    expect(refusal(() => (store.user["k".repeat(1025)] = 1))).toMatchObject({ code: Code.TooLarge, limit: 1024 });
    expect(refusal(() => (store.user.s = "\ud800"))).toMatchObject({ code: Code.LoneSurrogate, path: "user.s" });
    expect(refusal(() => (store.user[Symbol("s")] = 1)).code).toBe(Code.InvalidKey);
    expect(refusal(() => Object.defineProperty(store.user, "x", { get: () => 1 })).code).toBe(Code.UnsupportedType);
    expect(() => Object.freeze(store.user)).toThrow(TypeError);
    expect(store).toEqual({ user: { items: [{}] } });
  });

  test("an object that inherits from a proxy gets properties of its own", () => {
    const store = createStore();
    store.user = { name: "Ada" };
    const mine = Object.create(store.user) as { name: string };
    mine.name = "Bob";
    expect([mine.name, store.user.name]).toEqual(["Bob", "Ada"]);
  });
});

describe("arrays", () => {
  test("what finds and iterates gives live views", () => {
    const store = createStore();
    store.todos = [{ t: "a" }, { t: "b" }, { t: "c" }];
    expect(Array.isArray(store.todos)).toBe(true);
    store.todos.find((one: { t: string }) => one.t === "b").done = true;
    store.todos.at(-1).done = true;
    for (const one of store.todos) one.seen = true;
    const [first] = store.todos;
    first.first = true;
    expect(store.todos).toEqual([{ t: "a", seen: true, first: true }, { t: "b", done: true, seen: true }, { t: "c", done: true, seen: true }]);
    expect(store.todos.indexOf(first)).toBe(0);
    expect(store.todos.includes(store.todos[2])).toBe(true);
    expect(store.todos.map((one: { t: string }) => one.t)).toEqual(["a", "b", "c"]);
    expect(store.todos.concat([1])).toHaveLength(4);
    expect([...store.todos.entries()].map(([i]) => i)).toEqual([0, 1, 2]);
  });

  test("a view of an element stays with it wherever it moves, and ends with it", () => {
    const store = createStore();
    store.todos = [{ t: 2 }, { t: 3 }, { t: 1 }];
    const three = store.todos[1];
    store.todos.sort((a: { t: number }, b: { t: number }) => a.t - b.t);
    store.todos.unshift({ t: 0 });
    three.moved = true;
    expect(store.todos[3]).toBe(three);
    expect(store.todos.map((one: { t: number }) => one.t)).toEqual([0, 1, 2, 3]);
    const taken = store.todos.pop();
    expect(taken).toEqual({ t: 3, moved: true });
    expect(isStoreProxy(taken)).toBe(false);
    expect(three.t).toBeUndefined();
    expect(refusal(() => (three.t = 1)).code).toBe(Code.ParentMissing);
  });

  test("refuse what no array of a store has", () => {
    const store = createStore();
    store.l = [1, 2, 3];
    expect(refusal(() => (store.l.name = 1)).code).toBe(Code.InvalidKey);
    expect(refusal(() => (store.l["01"] = 1)).code).toBe(Code.InvalidKey);
    expect(refusal(() => (store.l.length = 4_000_000_000))).toMatchObject({ code: Code.TooLarge, limit: 262_144 });
    expect(() => (store.l.length = -1)).toThrow(RangeError);
    expect(() => store.l.sort(1)).toThrow(TypeError);
    delete store.l[1];
    expect(store.l).toEqual([1, undefined, 3]);
    expect(Object.getOwnPropertyNames(store.l)).toEqual(["0", "1", "2", "length"]);
  });

  test("each mutator is one operation that means what it does", async () => {
    const store = createStore();
    store.l = [3, 2, 1];
    const made: string[] = [];
    getStore(store).onOperation((operation) => made.push(operation.type));
    store.l.push(4, 5);
    store.l.shift();
    store.l.sort();
    store.l.reverse();
    store.l.splice(1, 1, "x", "y");
    await Promise.resolve();
    expect(made.slice(1)).toEqual(["splice", "splice", "splice", "splice", "splice"]);
    expect(store.l).toEqual([5, "x", "y", 2, 1]);
  });
});

describe("Maps and Sets", () => {
  test("are what they are in every way", () => {
    const store = createStore();
    store.m = new Map<unknown, unknown>([["a", { n: 1 }], [1, [2]]]);
    store.s = new Set([1, "1"]);
    expect(store.m instanceof Map && store.s instanceof Set).toBe(true);
    expect([store.m.size, store.s.size]).toEqual([2, 2]);
    store.m.get("a").n = 2;
    store.m.get(1).push(3);
    expect(store.m.get("a")).toBe(store.m.get("a"));
    for (const [, value] of store.m) if (!Array.isArray(value)) value.seen = true;
    store.m.forEach((value: { deep?: boolean }, key: unknown) => key === "a" && (value.deep = true));
    expect(new Map(store.m)).toEqual(new Map<unknown, unknown>([["a", { n: 2, seen: true, deep: true }], [1, [2, 3]]]));
    expect(store.m.set("b", 1).set("c", 2).size).toBe(4);
    expect([store.m.delete("b"), store.m.delete("b"), store.m.has("c")]).toEqual([true, false, true]);
    expect([...store.m.keys()]).toEqual(["a", 1, "c"]);
    expect(store.s.add(2).add(2).size).toBe(3);
    expect([store.s.delete("1"), store.s.has("1"), [...store.s]]).toEqual([true, false, [1, 2]]);
    expect([...store.s.entries()]).toEqual([[1, 1], [2, 2]]);
    store.m.clear();
    store.s.clear();
    expect([store.m.size, store.s.size]).toEqual([0, 0]);
    expect(Object.prototype.toString.call(store.m)).toBe("[object Map]");
  });

  test("keys are compared by value, and are scalars", () => {
    const store = createStore();
    store.m = new Map();
    store.m.set(new Date(1), "date").set(new Uint8Array([1]), "bytes");
    expect([store.m.get(new Date(1)), store.m.get(new Uint8Array([1])), store.m.get(1)]).toEqual(["date", "bytes", undefined]);
    expect(refusal(() => store.m.set({}, 1))).toMatchObject({ code: Code.InvalidKey, path: "m" });
    store.s = new Set();
    expect(refusal(() => store.s.add([])).code).toBe(Code.InvalidKey);
    expect(store.m.get({})).toBeUndefined();
    expect(refusal(() => (store.m.name = 1)).code).toBe(Code.InvalidKey);
  });

  test("iteration sees what is added and not what is gone", () => {
    const run = (set: Set<number>): number[] => {
      const seen: number[] = [];
      for (const one of set) {
        seen.push(one);
        if (one === 1) set.delete(2);
        if (one < 6) set.add(one + 3);
      }
      return seen;
    };
    const store = createStore();
    store.s = new Set([1, 2, 3]);
    expect(run(store.s)).toEqual(run(new Set([1, 2, 3])));
  });

  test("sets have what newer engines give them", () => {
    const store = createStore();
    store.s = new Set([1, 2]);
    const plain = new Set([1, 2]) as Set<number> & { union?(other: Set<number>): Set<number> };
    if (plain.union) expect(store.s.union(new Set([3]))).toEqual(plain.union(new Set([3])));
    else expect(store.s.union).toBeUndefined();
  });
});
